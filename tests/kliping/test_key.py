"""`kliping key`, and serving beyond the loopback without one."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from base.errors import ConfigError
from config.bind import is_loopback, split_bind
from kliping.main import cli
from tests.processes import kliping


def test_keys_are_made_listed_and_removed(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    token = kliping("key", "add", "redaksi", *data).stdout.strip()
    made = json.loads(kliping("key", "add", "kepala", "--scope", "admin", "--json", *data).stdout)
    assert (made["name"], made["scope"]) == ("kepala", "admin")
    listed = kliping("key", "list", *data).stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["redaksi", "kepala"]
    assert token not in listed
    assert made["key"] not in listed
    kliping("key", "remove", "redaksi", *data)
    (left,) = map(json.loads, kliping("key", "list", "--json", *data).stdout.splitlines())
    assert (left["name"], left["scope"], left["used"]) == ("kepala", "admin", None)


def test_a_key_is_removed_on_a_terminal_only_after_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kliping.speech.is_asked", lambda: True)
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path))

    def command(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(cli, ("key", *arguments), answer, standalone_mode=False)

    command("add", "redaksi")
    told = command("remove", "redaksi", answer="n\n")
    assert isinstance(told.exception, click.Abort)
    assert "cannot be made again" in told.stderr
    assert "redaksi" in command("list").stdout
    assert command("remove", "redaksi", "--yes").exception is None
    assert isinstance(command("remove", "redaksi").exception, ConfigError)


@pytest.mark.parametrize("words", [("list",), ("remove", "redaksi")])
def test_a_mistyped_folder_is_named_and_not_made(words: tuple[str, ...], tmp_path: Path) -> None:
    done = kliping("key", *words, "--data", str(tmp_path / "salah"), code=2)
    assert "there is no folder" in done.stderr
    assert not (tmp_path / "salah").exists()


def test_nobody_serves_others_without_a_key(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text('[server]\nbind = "0.0.0.0:0"\n', "utf-8")
    done = kliping("serve", "--data", str(tmp_path), code=2)
    assert "kliping key add" in done.stderr
    assert "server.open" in done.stderr


@pytest.mark.parametrize("bind", ["127.0.0.1:8055", "127.8.8.8:1", "[::1]:8055", "localhost:80"])
def test_the_loopback_is_known(bind: str) -> None:
    assert is_loopback(bind)


@pytest.mark.parametrize("bind", ["0.0.0.0:8055", "[::]:8055", "192.168.1.2:80", "kliping:80", "[::ffff:10.0.0.1]:80"])
def test_what_others_reach_is_known(bind: str) -> None:
    assert not is_loopback(bind)


@pytest.mark.parametrize("bind", ["8055", ":8055", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:²", "127.0.0.1:70000"])
def test_a_wrong_one_is_named(bind: str) -> None:
    with pytest.raises(ConfigError, match=r"server\.bind"):
        split_bind(bind)
