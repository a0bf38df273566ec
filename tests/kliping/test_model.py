"""`kliping model`: from a question to a decision, with a server that stands in for a model."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kliping.supervisor
from kliping.main import cli
from kliping.main import run as run_command
from tests.search.model.stand_in import TOKENS, Trouble, model_server, says

Command = Callable[..., Result]
TEXTS = {"a": "Banjir merendam jalan. Warga mengeluh.", "b": "Banjir surut. Warga pulang."}
SECRET = "sk-rahasia-sekali"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `kliping ...` on a folder with two articles, a set of labels and a clipping folder with both."""
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KLIPING_MODEL__NAME", "uji-1")
    monkeypatch.setenv("KLIPING_MODEL__API_KEY", SECRET)
    lines = [
        json.dumps({"id": name, "title": f"Kabar {name}", "body": body, "url": f"https://x.example/{name}",
                    "published": "2026-11-28T09:00:00+07:00"})
        for name, body in TEXTS.items()
    ]  # fmt: skip
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")

    def called(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    for words in (
        ("import", str(tmp_path / "news.jsonl")),
        ("label", "add", "Nada", "Positif", "Negatif"),
        ("collection", "add", "Banjir"),
        ("collection", "put", "Banjir", "a", "b"),
    ):
        assert called(*words).exception is None
    return called


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_labels_are_proposed_and_decided(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(says(labels=["Negatif"], sentences=["1.2"])) as model:
        monkeypatch.setenv("KLIPING_MODEL__URL", model.url)
        asked = command("model", "propose", "Nada", "--collection", "Banjir", "--json")
        assert lines(asked) == [{"asked": 2, "labelled": 0, "known": 0, "unknown": []}]
        assert command("model", "propose", "Nada", "zzz", "https://x.example/a").return_value == 4
        assert command("model", "run", "--once").return_value == 0
    one, other = lines(command("model", "proposals", "--set", "Nada", "--json"))
    assert (one["id"], one["label"], one["model"], one["version"]) == ("a", "Nada/Negatif", "uji-1", 1)
    assert (one["sentences"], other["sentences"]) == (["Warga mengeluh."], ["Warga pulang."])
    assert "(proposed by the model uji-1)" in command("model", "proposals").stdout
    assert lines(command("search", "label:negatif", "--json"))[0]["total"] == 0
    assert command("model", "accept", "negatif", "https://x.example/a", "--who", "rina").return_value == 0
    assert command("model", "decline", "Nada/Negatif", "b", "--who", "rina").return_value == 0
    assert command("model", "accept", "Nada/Negatif", "b", "--who", "rina").return_value == 4
    assert "the model has proposed nothing" in command("model", "proposals").stderr.lower()
    [change] = lines(command("label", "history", "a", "--json"))
    assert (change["label"], change["who"], change["why"]) == ("Nada/Negatif", "rina", "proposed by uji-1")
    [status] = lines(command("model", "status", "--json"))
    assert (status["asked"], status["done"], status["failed"]) == (0, 2, 0)
    assert (status["requests"], status["tokens"], status["rest"]) == (2, 2 * TOKENS, None)


def test_what_goes_wrong_is_told_without_the_key(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = Trouble(401, json.dumps({"error": {"message": f"kunci {SECRET} salah"}}).encode())
    with model_server(trouble) as model:
        monkeypatch.setenv("KLIPING_MODEL__URL", model.url)
        command("model", "propose", "Nada", "a")
        done = command("model", "run", "--once")
    assert done.return_value == 4
    told = [command("model", "status").stdout, command("config").stdout, done.stderr, done.stdout]
    assert "answered 401: kunci *** salah" in told[0]
    assert SECRET not in "".join(told)


def test_without_a_model_nothing_is_asked(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("run", "--once"), ("propose", "Nada", "a"), ("summary", "--collection", "Banjir")):
        assert run_command(["model", *words]) == 2
        assert "no model is set" in capsys.readouterr().err
    assert "no model: model.url is empty" in command("model", "status").stdout
    assert "no summary yet" in command("model", "show").stderr


@pytest.mark.parametrize(
    "words",
    [
        ("propose", "Nada"),
        ("propose", "Nada", "a", "--query", "banjir"),
        ("summary",),
        ("summary", "--query", "banjir"),
        ("summary", "--collection", "Banjir", "--day", "2026-11-28"),
        ("summary", "--collection", "Banjir", "--search", "banjir"),
    ],
)
def test_what_is_to_be_read_is_named_once(command: Command, words: tuple[str, ...]) -> None:
    assert run_command(["model", *words]) == 2


@pytest.mark.parametrize("is_set", [False, True])
def test_up_asks_a_model_where_one_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_set: bool) -> None:
    started = list[dict[str, Any]]()
    monkeypatch.setattr(kliping.supervisor, "supervise", lambda _, **given: started.append(given) or 0)
    if is_set:
        monkeypatch.setenv("KLIPING_MODEL__URL", "http://127.0.0.1:9/v1")
    assert CliRunner().invoke(cli, ["up", "--data", str(tmp_path)], standalone_mode=False).exception is None
    assert [one["model"] for one in started] == [is_set]


def test_a_folder_and_a_day_are_summed_up(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    said = says(statements=[{"text": "Banjir merendam lalu surut.", "sentences": ["1.1", "2.1", "7.7"]},
                            {"text": "Tanpa dasar.", "sentences": []}])  # fmt: skip
    with model_server(said) as model:
        monkeypatch.setenv("KLIPING_MODEL__URL", model.url)
        assert command("model", "summary", "--collection", "Banjir").exception is None
        assert "being asked for" in command("model", "summary", "--collection", "Banjir").stdout
        assert command("model", "summary", "--query", "surut", "--day", "2026-11-28", "--in", "en").exception is None
        assert command("model", "summary", "--query", "surut", "--day", "2026-11-27").exception is None
        assert command("model", "run", "--once").return_value == 4
    found = {one["title"]: one for one in lines(command("model", "show", "--json"))}
    assert set(found) == {"Banjir", "surut"}
    folder, day = found["Banjir"], found["surut"]
    assert (folder["articles"], folder["found"], folder["day"]) == (2, 2, None)
    assert (folder["dropped_sentences"], folder["dropped_statements"]) == (1, 1)
    [statement] = folder["statements"]
    assert statement["text"] == "Banjir merendam lalu surut."
    assert [(one["article"], one["version"], one["text"]) for one in statement["sentences"]] == [
        ("a", 1, "Banjir merendam jalan."),
        ("b", 1, "Banjir surut."),
    ]
    assert (day["articles"], day["found"], day["day"], day["request"]) == (1, 1, "2026-11-28", "q=surut")
    assert [len(one["messages"][1]["content"].split("Warga")) - 1 for one in model.asked] == [2, 1]
    assert "in English" in model.asked[1]["messages"][0]["content"]
    shown = command("model", "show", "--collection", "Banjir").stdout
    assert "written by the model uji-1 from 2 of 2 articles" in shown
    assert "“Banjir surut.” (b, version 1)" in shown
    [failed] = lines(command("model", "status", "--json"))[0]["failures"]
    assert (failed["title"], failed["reason"]) == ("surut", "there is no article to sum up")


def test_a_backup_of_postgresql_knows_every_table(command: Command, tmp_path: Path) -> None:
    script = "import kliping.backup.cut, search.saved.tables as t; print(*t.metadata.tables)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    with closing(sqlite3.connect(tmp_path / "data" / "saved.sqlite")) as saved:
        made = {name for (name,) in saved.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in made if not name.startswith("sqlite_")} - {"saved_version"} == set(done.stdout.split())
