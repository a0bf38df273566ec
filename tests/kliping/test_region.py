"""`kliping region`: corrected, taken back, listed and told, and searches and counts follow."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kliping.main import cli, run

Command = Callable[..., Result]
TEXTS = {"a": "Banjir merendam Kota Surabaya.", "b": "Banjir surut.", "c": "Beras naik di Kota Medan."}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `kliping ...` on a folder with three articles."""
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))
    lines = [
        json.dumps({"id": name, "title": f"Kabar {name}", "body": body, "url": f"https://x.example/{name}"})
        for name, body in TEXTS.items()
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")

    def called(*arguments: str) -> Result:
        made = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert made.exception is None, made.exception
        return made

    called("import", str(tmp_path / "news.jsonl"))
    return called


def counted(command: Command) -> list[str]:
    return command("count", "", "--by", "region").stdout.splitlines()[1:]


def test_regions_are_corrected_and_taken_back(command: Command) -> None:
    assert "No regions were corrected" in command("region", "list").stderr
    said = command("region", "add", "Kota Batu", "https://x.example/b", "--who", "rina", "--why", "=lokasi")
    assert said.stdout == "1 article: about Jawa Timur/Kota Batu.\n"
    command("region", "remove", "jatim", "a", "--who", "budi")
    assert counted(command) == [
        "Jawa Timur,1", "Jawa Timur/Kota Batu,1", "Sumatera Utara,1", "Sumatera Utara/Kota Medan,1", ",1",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(command("region", "list").stdout)))
    assert [(row["id"], row["region"], row["about"], row["who"], row["why"]) for row in rows] == [
        ("a", "Jawa Timur", "0", "budi", ""),
        ("b", "Jawa Timur/Kota Batu", "1", "rina", "'=lokasi"),
    ]
    command("region", "undo", "jatim", "--query", "banjir", "--who", "rina")
    assert counted(command)[:1] == ["Jawa Timur,2"]
    history = command("region", "history", "a").stdout.splitlines()
    assert [line.split("  ")[:2] for line in history] == [["- Jawa Timur", "budi"], ["= Jawa Timur", "rina"]]
    told = json.loads(command("region", "history", "b", "--json").stdout)
    assert (told["region"], told["about"], told["why"]) == ("Jawa Timur/Kota Batu", True, "=lokasi")
    assert json.loads(command("region", "list", "--json").stdout)["id"] == "b"


def test_an_unknown_article_or_region_is_said(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["region", "add", "Bali", "b", "https://x.example/zzz"]) == 4
    assert "zzz" in capsys.readouterr().err
    assert run(["region", "history", "zzz"]) == 2
    assert run(["region", "add", "Bandung", "b"]) != 0
    assert "write one of them: Jawa Barat/Kabupaten Bandung; Jawa Barat/Kota Bandung" in capsys.readouterr().err
    assert run(["region", "add", "Bali"]) == 2
    assert counted(command)[:1] == ["Bali,1"]
