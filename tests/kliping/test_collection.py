"""`kliping collection`: from an empty folder to one in order, with notes, and what is said where something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from base.errors import ConfigError
from kliping.main import cli

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `kliping ...` on a folder with three articles."""
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))

    def called(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, answer, standalone_mode=False)

    take_in(called, tmp_path, "a", "Banjir merendam jalan.", "2026-11-03")
    take_in(called, tmp_path, "b", "Banjir dan longsor.", "2026-11-02")
    take_in(called, tmp_path, "c", "Hujan turun.", "2026-11-01")
    return called


def take_in(command: Command, tmp_path: Path, name: str, body: str, day: str) -> None:
    file = tmp_path / f"{name}.jsonl"
    line = {"id": name, "title": f"Kabar {name}", "body": body, "published": day, "url": f"https://x.example/{name}"}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    assert command("import", str(file)).exception is None


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def shown(command: Command, *options: str) -> list[str]:
    return [one["id"] for one in lines(command("collection", "show", "Banjir", "--json", *options))]


def test_from_making_to_forgetting(command: Command) -> None:
    assert "Banjir" in command("collection", "add", "Banjir").stdout
    put = command("collection", "put", "Banjir", "https://x.example/c", "a", "zzz")
    assert put.return_value == 4
    assert "zzz" in put.stderr
    assert lines(
        command("collection", "put", "Banjir", "--query", "banjir sejak:2026-11-01", "--note", "dari kueri", "--json")
    ) == [{"new": 1, "known": 1, "unknown": []}]
    assert shown(command) == ["c", "a", "b"]
    assert command("collection", "edit", "Banjir", "b", "--to", "1", "--seen", "--note", "").return_value == 0
    assert command("collection", "edit", "Banjir", "c", "--hide").return_value == 0
    assert shown(command) == ["b", "a"]
    assert shown(command, "--hidden") == ["b", "c", "a"]
    [listed] = lines(command("collection", "list", "--json"))
    assert (listed["name"], listed["clips"], listed["hidden"], listed["unread"]) == ("Banjir", 2, 1, 1)
    told = command("collection", "show", "Banjir").stdout
    assert "Banjir: 2 articles; 1 unread; 1 hidden" in told
    assert "dari kueri" in told
    assert command("collection", "edit", "Banjir", "a", "hilang", "--seen").return_value == 4
    taken = command("collection", "take", "Banjir", "a", "hilang")
    assert (taken.return_value, "hilang is not in the folder Banjir" in taken.stderr) == (4, True)
    assert shown(command) == ["b"]
    assert command("collection", "remove", "Banjir").exception is None
    assert "kliping collection add" in command("collection", "list").stderr


def test_what_cannot_be_made_again_is_asked_for_on_a_terminal(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kliping.speech.is_asked", lambda: True)
    command("collection", "add", "Banjir")
    command("collection", "put", "Banjir", "a", "b")
    command("collection", "edit", "Banjir", "a", "--note", "Angka BNPB", "--hide")
    assert command("collection", "take", "Banjir", "b").return_value == 0  # without a note
    told = command("collection", "take", "Banjir", "a", answer="n\n")
    assert isinstance(told.exception, click.Abort)
    assert "the notes on them (1)" in told.stderr
    told = command("collection", "remove", "Banjir", answer="n\n")
    assert isinstance(told.exception, click.Abort)
    assert "Banjir with the order of 1 article and the notes on them (1)" in told.stderr
    assert shown(command, "--hidden") == ["a"]
    assert command("collection", "take", "Banjir", "a", "--yes").return_value == 0
    assert command("collection", "remove", "Banjir").exception is None  # with nothing in it
    command("collection", "add", "Banjir")
    command("collection", "put", "Banjir", "a")
    assert command("collection", "remove", "Banjir", answer="y\n").exception is None
    command("collection", "add", "Banjir")
    command("collection", "put", "Banjir", "a")
    assert command("collection", "remove", "Banjir", "--yes").exception is None
    assert "no folder 'Banjir'" in str(command("collection", "remove", "Banjir").exception)


def test_a_version_is_chosen(command: Command, tmp_path: Path) -> None:
    command("collection", "add", "Banjir")
    command("collection", "put", "Banjir", "a")
    take_in(command, tmp_path, "a", "Banjir surut.", "2026-11-03")
    [clip] = lines(command("collection", "show", "Banjir", "--json"))
    assert (clip["version"], clip["as_clipped"]) == (1, True)
    assert command("collection", "edit", "Banjir", "a", "--version", "2").return_value == 0
    [clip] = lines(command("collection", "show", "Banjir", "--json"))
    assert (clip["version"], clip["as_clipped"]) == (2, True)
    refused = command("collection", "edit", "Banjir", "a", "--version", "3")
    assert isinstance(refused.exception, ConfigError)
    assert "has no version 3" in str(refused.exception)


def test_a_folder_that_a_search_fills(command: Command, tmp_path: Path) -> None:
    command("alert", "add", "longsor", "longsor")
    assert lines(command("collection", "add", "Banjir", "--search", "longsor", "--json"))[0]["searches"] == ["longsor"]
    take_in(command, tmp_path, "d", "Longsor menutup jalan.", "2026-11-04")
    assert command("alert", "run", "--once").return_value == 0
    assert shown(command) == ["d"]
    assert command("collection", "fill", "Banjir", "longsor", "--stop").exception is None
    take_in(command, tmp_path, "e", "Longsor lagi.", "2026-11-05")
    command("alert", "run", "--once")
    assert shown(command) == ["d"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("put", "Banjir"), "either"),
        (("put", "Banjir", "a", "--query", "x"), "either"),
        (("edit", "Banjir", "a"), "say what to change"),
        (("edit", "Banjir", "a", "b", "--to", "1"), "one article"),
        (("put", "tidak ada", "a"), "there is no folder"),
        (("add", "Banjir"), "there is a folder"),
        (("add", "Lain", "--search", "zzz"), "no saved search"),
    ],
)
def test_what_cannot_be_done_is_said(command: Command, arguments: tuple[str, ...], said: str) -> None:
    command("collection", "add", "Banjir")
    assert said in str(command("collection", *arguments).exception)


def test_a_clip_is_dated_as_everywhere_else(command: Command, tmp_path: Path) -> None:
    take_in(command, tmp_path, "d", "Hujan turun lagi.", "2026-01-01")
    take_in(command, tmp_path, "e", "Angin bertiup.", "2026-01-01T00:30:00+07:00")
    command("collection", "add", "Banjir")
    command("collection", "put", "Banjir", "d", "e")
    clips = lines(command("collection", "show", "Banjir", "--json"))
    assert [one["published"] for one in clips] == ["2026-01-01", "2026-01-01T00:30:00+07:00"]
    shown = command("collection", "show", "Banjir").stdout
    assert "1 Jan 2026, 00:30 WIB" in shown
    assert "1 Jan 2026, 00:00" not in shown
