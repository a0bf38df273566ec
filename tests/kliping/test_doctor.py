"""`kliping doctor`: each part that is not as it should be is named with what to do, and ends it with 1."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import writing
from base.files import remove_folder
from indexer.pipeline import index_archive
from kliping.doctor import machine
from kliping.doctor.finding import Finding
from kliping.doctor.look import look_at_all
from kliping.main import run
from kliping.supervisor import PING_SECONDS, STEADY_SECONDS, Child, Heartbeat
from search.saved.collections.collections import add_collection
from search.saved.searches import saved_database
from search.saved.tables import collections
from tests.base.notify.servers import hook_server, mail_server
from tests.indexing import PUBLISHERS, SETTINGS, archive, page, ready
from tests.postgres import new_database

Settings = Callable[[str, str], None]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article, and with all databases."""
    folder = tmp_path_factory.mktemp("filled")
    archive(folder, ready("a", "Judul", ["Kalimat."]))
    index_archive(SETTINGS, folder, PUBLISHERS, once=True)
    assert run(["status", "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "data")


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KLIPING_CRAWLER__USER_AGENT", "Arsip/1.0 (+https://arsip.example/bot)")
    monkeypatch.setenv("KLIPING_CRAWLER__MIN_FREE_BYTES", "0")
    return lambda key, value: monkeypatch.setenv(f"KLIPING_{key.replace('.', '__').upper()}", value)


def amiss(data: Path) -> list[Finding]:
    return [one for one in look_at_all(data) if one.level != "ok"]


def test_where_all_is_well_nothing_is_amiss(data: Path, setting: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert amiss(data) == []
    assert run(["doctor", "--json", "--data", str(data)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ready"]
    parts = [
        "versions",
        "folder",
        "configuration",
        "robots name",
        "mail",
        "disk",
        "clock",
        "database",
        "engine",
        "stages",
    ]
    assert [one["part"] for one in told["findings"]] == parts
    assert "1 articles" in next(one["message"] for one in told["findings"] if one["part"] == "engine")


def damage_settings(data: Path) -> None:
    (data / "kliping.toml").write_text("[crawler]\ndelay_second = 1\n")


def damage_publisher(data: Path) -> None:
    (data / "publishers").mkdir()
    (data / "publishers" / "salah.toml").write_text('name = "Salah"\n')


def damage_database(data: Path) -> None:
    with (data / "articles.sqlite").open("r+b") as file:
        file.seek(2000)
        file.write(b"\xff" * 30_000)


def damage_index(data: Path) -> None:
    for file in (data / "index").glob("*/*.store"):
        os.truncate(file, file.stat().st_size - 1)


def lose_index(data: Path) -> None:
    remove_folder(data / "index")


def come_from_the_future(data: Path) -> None:
    os.utime(data / "ledger.sqlite", (time.time() + 400 * 86_400,) * 2)


def newer_version(data: Path) -> None:
    (data / "FORMAT").write_text("2\n")


@pytest.mark.parametrize(
    ("spoil", "part", "told"),
    [
        (damage_settings, "configuration", "did you mean crawler.delay_seconds"),
        (damage_publisher, "configuration", "salah.toml"),
        (newer_version, "configuration", "newer version"),
        (damage_database, "database", "--from-archive"),
        (damage_index, "engine", "kliping index"),
        (lose_index, "engine", "kliping index"),
        (come_from_the_future, "clock", "400 days in the future"),
        (remove_folder, "folder", "no folder"),
    ],
)
def test_what_is_bad_is_named_with_what_to_do(
    data: Path, setting: Settings, spoil: Callable[[Path], None], part: str, told: str
) -> None:
    spoil(data)
    found = [one for one in amiss(data) if one.part == part]
    assert [one.level for one in found] == ["bad"]
    assert told in found[0].message
    assert run(["doctor", "--data", str(data)]) == 1


@pytest.mark.parametrize(
    ("key", "value", "part", "level"),
    [
        ("crawler.user_agent", "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0", "robots name", "bad"),
        ("crawler.user_agent", "Kliping/0.1 (news archive and search; self-hosted)", "robots name", "warning"),
        ("crawler.min_free_bytes", str(10**15), "disk", "bad"),
        ("mail.server", "127.0.0.1", "mail", "bad"),
        ("health.mail", "redaksi@contoh.example", "configuration", "bad"),
        ("health.ping", "ftp://contoh.example/", "configuration", "bad"),
        ("server.bind", "8055", "configuration", "bad"),
        ("server.bind", "0.0.0.0:8055", "server", "bad"),
        ("engine.url", "http://127.0.0.1:1", "engine", "bad"),
        ("database.url", "postgresql+psycopg://kliping:rahasia@127.0.0.1:1/kliping", "database", "bad"),
    ],
)
def test_a_setting_that_cannot_work_is_named(
    data: Path, setting: Settings, key: str, value: str, part: str, level: str
) -> None:
    setting("mail.port", "1")
    setting(key, value)
    found = next(one for one in amiss(data) if one.part == part)
    assert found.level == level
    assert "rahasia" not in str(amiss(data))


@pytest.mark.postgres
def test_postgres_is_asked_for_its_version_and_its_time(tmp_path: Path, setting: Settings) -> None:
    setting("database.url", new_database())
    found = {one.part: one for one in look_at_all(tmp_path)}
    assert found["database"].message.startswith("PostgreSQL 1")
    assert {one.level for one in found.values()} == {"ok"}


def test_a_mail_server_that_answers_is_well(data: Path, setting: Settings) -> None:
    with mail_server() as box:
        for key, value in {
            "server": "127.0.0.1",
            "port": str(box.port),
            "tls": "none",
            "sender": "a@b.example",
        }.items():
            setting(f"mail.{key}", value)
        assert amiss(data) == []
        assert box.mails == []


def test_a_password_that_all_can_read_is_a_warning(data: Path, setting: Settings) -> None:
    file = data / "kliping.toml"
    file.write_text('[mail]\npassword = "rahasia"\n')
    file.chmod(0o644)
    assert [(one.part, one.level) for one in amiss(data)] == [("folder", "warning")]
    file.chmod(0o600)
    assert amiss(data) == []


@pytest.mark.parametrize(
    ("seconds", "hosts", "level"),
    [(0, 5, "ok"), (300, 5, "warning"), (-300, 5, "warning"), (86_400, 5, "bad"), (86_400, 2, "ok")],
)
def test_the_clock_is_compared_with_those_of_the_sites(
    data: Path, setting: Settings, seconds: int, hosts: int, level: str
) -> None:
    now = datetime.now(UTC)
    told = ("Date", format_datetime(now - timedelta(seconds=seconds), usegmt=True))
    useless = [(("Date", "kemarin"),), (("Date", "Wed, 25 Nov 2020 06:00:00 GMT"), ("Age", "90000")), ()]
    known = [page("a", b"a", url=f"https://{n}.example/a", captured=now, headers=(told,)) for n in range(hosts)]
    archive(data, *known, *(replace(one, headers=headers) for one in known for headers in useless))
    found = [one for one in look_at_all(data) if one.part == "clock"]
    assert [one.level for one in found] == [level]


def test_a_file_that_goes_while_it_is_looked_at_is_no_fault(
    data: Path, setting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, really = [*data.iterdir(), data / "saved.sqlite-wal"], Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter(listed) if folder == data else really(folder))
    assert [one.level for one in look_at_all(data) if one.part == "clock"] == ["ok"]


def test_searches_that_fall_behind_are_bad_and_what_is_left_out_a_warning(data: Path, setting: Settings) -> None:
    with closing(sqlite3.connect(data / "articles.sqlite")) as database, database:
        database.execute("INSERT INTO dead_letters VALUES ('a', 'terlalu besar', '2026-11-29 05:00:00')")
    archive(data, ready("b", "Judul", ["Kalimat."]))  # captured long ago
    assert [(one.part, one.level) for one in amiss(data)] == [("stages", "bad"), ("stages", "warning")]


def test_a_file_of_another_user_is_named(data: Path, setting: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `sudo kliping` leaves it."""
    (data / "alert.lock").touch()
    really = machine._owner
    monkeypatch.setattr(machine, "_owner", lambda place: 4_000_000 if place.name == "alert.lock" else really(place))
    found = amiss(data)
    assert [(one.part, one.level) for one in found] == [("folder", "warning")]
    assert f"{data}/alert.lock does not belong to" in found[0].message


def test_folders_that_are_one_to_a_query_are_named(data: Path, setting: Settings) -> None:
    with saved_database(SETTINGS, data) as saved:
        add_collection(saved, "Banjir")
        assert amiss(data) == []
        with writing(saved) as connection:  # as before such names were refused
            connection.execute(sa.insert(collections).values(name="BANJIR", created=datetime.now(UTC)))
    [found] = amiss(data)
    assert (found.part, found.level) == ("clippings", "warning")
    assert "“BANJIR”, “Banjir”" in found.message
    assert "collection remove" in found.advice
    assert run(["doctor", "--data", str(data)]) == 0


def test_the_heartbeat_is_sent_where_nothing_is_bad(data: Path, setting: Settings) -> None:
    setting("alerts.allow_private_addresses", "true")
    with hook_server() as hook:
        setting("health.ping", hook.url)
        assert run(["doctor", "--ping", "--data", str(data)]) == 0
        assert [body for _, body in hook.posts] == [b'{"type": "health.well"}']
        hook.status = 500
        assert run(["doctor", "--ping", "--data", str(data)]) == 3
        lose_index(data)
        assert run(["doctor", "--ping", "--data", str(data)]) == 1
        assert len(hook.posts) == 2


def test_a_heartbeat_that_nobody_is_to_get_says_what_to_set(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--ping", "--data", str(data)]) == 2
    assert "health.ping is not set" in capsys.readouterr().err


class Process:
    """A child that ends when it is told to."""

    returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode


def test_up_has_it_sent_only_while_all_processes_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun = list[Process]()

    def start(arguments: tuple[str, ...], _: Path) -> Process:
        assert arguments == ("doctor", "--ping")
        begun.append(Process())
        return begun[-1]

    monkeypatch.setattr("kliping.supervisor.start", start)
    children = [Child("crawl", Process()), Child("index", Process())]  # type: ignore[arg-type] - stand-ins
    heartbeat = Heartbeat(due=PING_SECONDS)
    for now in (PING_SECONDS - 1, PING_SECONDS, 2 * PING_SECONDS):
        heartbeat.beat(children, tmp_path, now)
    assert len(begun) == 1  # the first is still under way
    begun[0].returncode = 1
    heartbeat.beat(children, tmp_path, 3 * PING_SECONDS)
    assert len(begun) == 2
    assert "ended with 1" in caplog.text
    begun[1].returncode = 0
    children[0].started = 4 * PING_SECONDS - STEADY_SECONDS / 2
    heartbeat.beat(children, tmp_path, 4 * PING_SECONDS)
    children[0].process = None
    heartbeat.beat(children, tmp_path, 5 * PING_SECONDS)
    assert len(begun) == 2
