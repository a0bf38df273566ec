"""`kliping alert`: saved, listed, shown, tested, run and removed, and what is said where something is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from base.database import writing
from config.settings import Settings
from kliping.main import cli, run
from search.saved.reports.tables import report_schedules
from search.saved.searches import saved_database
from tests.base.notify.servers import Hook, hook_server

Command = Callable[..., Result]


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as made:
        yield made


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `kliping alert ...` on a new folder."""
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES", "true")
    return lambda *arguments: CliRunner().invoke(cli, arguments, standalone_mode=False)


def take_in(command: Command, tmp_path: Path, name: str, body: str) -> None:
    file = tmp_path / f"{name}.jsonl"
    file.write_text(json.dumps({"id": name, "title": "Kabar", "body": body}) + "\n", "utf-8")
    assert command("import", str(file)).exception is None


def test_from_adding_to_removing(command: Command, tmp_path: Path, hook: Hook) -> None:
    added = command("alert", "add", "banjir", "-longsor banjir", "--webhook", hook.url, "--every", "now")
    secret = re.search(r"whsec_[A-Za-z0-9+/]+=*", added.stdout)
    assert secret
    assert command("alert", "add", "kedua", "hujan").exception is None
    take_in(command, tmp_path, "a", "Banjir merendam jalan.")
    take_in(command, tmp_path, "b", "Banjir dan longsor.")
    assert command("alert", "run", "--once").return_value == 0
    [(_, body)] = hook.posts
    assert [one["id"] for one in json.loads(body)["data"]["articles"]] == ["a"]
    listed = [json.loads(line) for line in command("alert", "list", "--json").stdout.splitlines()]
    assert [one["name"] for one in listed] == ["banjir", "kedua"]
    shown = command("alert", "show", "banjir").stdout
    assert "/feed.atom?q=-longsor+banjir" in shown
    assert secret[0] not in shown + json.dumps(listed)
    assert json.loads(command("alert", "show", "banjir", "--json").stdout)["query"] == "-longsor banjir"
    assert command("alert", "test", "banjir").return_value == 0
    assert json.loads(hook.posts[-1][1])["data"]["test"] is True
    assert command("alert", "remove", "banjir").exception is None
    assert [line.split(":")[0] for line in command("alert", "list").stdout.splitlines()] == ["kedua"]


def test_a_search_is_forgotten_on_a_terminal_only_after_a_yes(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kliping.speech.is_asked", lambda: True)
    command("alert", "add", "banjir", "banjir demak")
    told = command("alert", "remove", "banjir")  # the end of the input is no yes
    assert isinstance(told.exception, click.Abort)
    assert "banjir (banjir demak)" in told.stderr
    assert "banjir" in command("alert", "list").stdout
    assert command("alert", "remove", "banjir", "--yes").exception is None
    assert "banjir" not in command("alert", "list").stdout


def test_what_fails_is_an_exit_code_and_a_state(command: Command, tmp_path: Path, hook: Hook) -> None:
    hook.status = 500
    command("alert", "add", "banjir", "banjir", "--webhook", hook.url)
    assert command("alert", "test", "banjir").return_value == 1
    take_in(command, tmp_path, "a", "Banjir.")
    assert command("alert", "run", "--once").return_value == 4
    assert "answered 500" in command("alert", "list").stdout
    [told] = json.loads(command("alert", "show", "banjir", "--json").stdout)["receivers"]
    assert told["failures"] == 1


def test_the_status_names_who_cannot_be_told(command: Command, tmp_path: Path, hook: Hook) -> None:
    hook.status = 410
    command("alert", "add", "banjir", "banjir", "--webhook", hook.url)
    take_in(command, tmp_path, "a", "Banjir.")
    assert command("status", "--check").return_value == 0
    command("alert", "run", "--once")
    said = command("status", "--check")
    assert said.return_value == 1
    assert "ALERT  banjir" in said.stdout
    assert "answered 410" in said.stdout
    assert "kliping alert test banjir" in said.stdout
    [failing] = json.loads(command("status", "--json").stdout)["alerts"]["failing"]
    assert (failing["alert"], failing["channel"]) == ("banjir", "webhook")


def test_the_status_says_how_a_report_that_fails_is_mended(command: Command, tmp_path: Path) -> None:
    command("alert", "add", "harga beras", "beras")
    failing = {
        "every": "day",
        "form": "pdf",
        "language": "id",
        "last": "2026-11-28",
        "failures": 2,
        "error": "no Pango",
    }
    with saved_database(Settings(), tmp_path / "data") as saved, writing(saved) as connection:
        connection.execute(sa.insert(report_schedules).values(search=1, failing_since=datetime.now(UTC), **failing))
    said = command("status", "--check")
    assert said.return_value == 1
    assert "its report (pdf) cannot be made since" in said.stdout
    assert "kliping alert report 'harga beras' --every day --format html" in said.stdout
    assert "alert test" not in said.stdout
    [told] = json.loads(command("status", "--json").stdout)["alerts"]["failing"]
    assert (told["alert"], told["channel"], told["address"], told["failures"]) == ("harga beras", "report", "pdf", 2)


WRONG = {
    "no query": (("add", "a"), "give a QUERY"),
    "an empty query": (("add", "a", ""), "every article"),
    "no address": (("add", "a", "banjir", "--mail", "siapa"), "no mail address"),
    "no server for mail": (("add", "a", "banjir", "--mail", "a@b.example"), "mail.server"),
    "no address of the web": (("add", "a", "banjir", "--webhook", "kait"), "https://"),
    "another rhythm": (("add", "a", "banjir", "--every", "week"), "now"),
    "no such search": (("show", "a"), "kliping alert list"),
    "none to remove": (("remove", "a"), "kliping alert list"),
    "none to test": (("test", "a"), "kliping alert list"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(
    command: Command, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    command("alert", "add", "lain", "banjir")
    assert run(["alert", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_private_webhook_is_refused_unless_allowed(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES")
    assert run(["alert", "add", "a", "banjir", "--webhook", "http://127.0.0.1:8055/"]) == 2
    assert "alerts.allow_private_addresses" in capsys.readouterr().err


def test_a_mistyped_folder_stays_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["list"], ["show", "a"], ["remove", "a"], ["test", "a"]):
        assert run(["alert", *words, "--data", str(tmp_path / "salah")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "salah").exists()


def test_a_search_is_watched_for_spikes_or_no_more(command: Command) -> None:
    command("alert", "add", "banjir", "banjir", "--every", "never")
    assert json.loads(command("alert", "show", "banjir", "--json").stdout)["watch"] is None
    assert "is watched" in command("alert", "watch", "banjir").stdout
    assert "spikes  not looked at yet" in command("alert", "show", "banjir").stdout
    assert command("alert", "run", "--once").return_value == 0
    shown = json.loads(command("alert", "show", "banjir", "--json").stdout)
    assert (shown["watch"]["state"], shown["watch"]["days"], shown["spikes"]) == ("learning", 0, [])
    assert "still learning what is usual: 0 of 21 days" in command("alert", "show", "banjir").stdout
    assert "told no more" in command("alert", "watch", "banjir", "--off").stdout
    assert json.loads(command("alert", "show", "banjir", "--json").stdout)["watch"] is None


def test_a_saved_search_is_shown_in_indonesian(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIPING_TERMINAL__LANGUAGE", "id")
    monkeypatch.setenv("KLIPING_MAIL__SERVER", "post.example")
    monkeypatch.setenv("KLIPING_MAIL__SENDER", "kliping@contoh.example")
    command("alert", "add", "banjir", "banjir", "--mail", "redaksi@contoh.example", "--every", "day")
    command("alert", "add", "diam", "hujan", "--every", "never")
    command("alert", "watch", "banjir")
    command("alert", "report", "banjir", "--every", "week")
    assert command("alert", "list").stdout.splitlines() == [
        "banjir: banjir; tiap pagi; memberi tahu surel redaksi@contoh.example",
        "diam: hujan; tidak per artikel; memberi tahu tidak seorang pun",
    ]
    shown = command("alert", "show", "banjir").stdout.splitlines()
    assert [line.split()[0] for line in shown] == [
        *("nama", "kueri", "kapan", "sejak", "umpan", "surel", "laporan", "lonjakan"),
    ]
    assert shown[3].endswith(" WIB")
    assert shown[-1] == "lonjakan  belum dilihat"


def test_a_report_comes_by_mail_or_no_more(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLIPING_MAIL__SERVER", "post.example")
    monkeypatch.setenv("KLIPING_MAIL__SENDER", "kliping@contoh.example")
    command("alert", "add", "banjir", "banjir", "--mail", "redaksi@contoh.example")
    command("alert", "add", "diam", "banjir")
    assert "each Monday" in command("alert", "report", "banjir", "--every", "week", "--format", "xlsx").stdout
    shown = json.loads(command("alert", "show", "banjir", "--json").stdout)["report"]
    assert (shown["every"], shown["format"], shown["language"], shown["error"]) == ("week", "xlsx", "id", None)
    assert "report  each week as xlsx (id)" in command("alert", "show", "banjir").stdout
    assert run(["alert", "report", "diam", "--every", "day", "--format", "html"]) == 2
    assert run(["alert", "report", "banjir"]) == 2
    said = capsys.readouterr().err
    assert "tells no mail address" in said
    assert "--every week, or --off" in said
    assert "come no more" in command("alert", "report", "banjir", "--off").stdout
    assert json.loads(command("alert", "show", "banjir", "--json").stdout)["report"] is None
