"""The database handle: SQLite and PostgreSQL behave alike, and what fails says what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from base import database
from base.database import Instant, explain_sqlite, insert_or_ignore, open_database, reading, upsert, writing
from base.errors import AwayError, ConfigError, ConflictError, DiskFullError, UnavailableError
from base.overwriting import empty_log
from crawler.ledger.ledger import MIGRATIONS
from crawler.ledger.tables import METADATA
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
THING = sa.Table(
    "thing",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer),
    sa.Column("at", Instant),
)


OPEN = """
import sys
from pathlib import Path
from base.database import open_database
open_database(sys.argv[1], Path(sys.argv[2]), "ledger", Path(sys.argv[3])).dispose()
"""


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(url: str, tmp_path: Path) -> Iterator[Engine]:
    opened = open_ledger_database(url, tmp_path)
    with writing(opened) as connection:
        THING.create(connection)
    yield opened
    opened.dispose()


def open_ledger_database(url: str, data: Path) -> Engine:
    return open_database(url, data, "ledger", MIGRATIONS)


def rows(engine: Engine) -> list[tuple[str, int | None]]:
    with reading(engine) as connection:
        return [(row.name, row.number) for row in connection.execute(sa.select(THING).order_by(THING.c.name))]


def test_the_migrated_tables_are_those_of_the_queries(url: str, tmp_path: Path) -> None:
    engine = open_ledger_database(url, tmp_path)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "ledger_version"})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    open_ledger_database("sqlite:", tmp_path).dispose()
    program = f"{OPEN}\nsys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", program, "sqlite:", tmp_path, MIGRATIONS], check=True, timeout=60)


def test_processes_that_open_a_new_database_at_once_migrate_it_once(url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, url, tmp_path, MIGRATIONS]
    with ExitStack() as stack:
        opening = [stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE)) for _ in range(3)]
        errors = [process.communicate(timeout=60)[1] for process in opening]
    assert errors == [b""] * 3


def test_a_new_file_that_others_turn_to_write_ahead_logging_too_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = 2

    class Refused(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            nonlocal refusals
            if statement == "PRAGMA journal_mode=WAL" and refusals:
                refusals -= 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(statement, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", partial(connect, factory=Refused))
    open_ledger_database("sqlite:", tmp_path).dispose()
    assert not refusals
    with closing(connect(tmp_path / "ledger.sqlite")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_two_databases_live_in_one_postgres(url: str, tmp_path: Path) -> None:
    for name in ("ledger", "articles", "ledger"):
        versions = MIGRATIONS if name == "ledger" else only_tally(tmp_path / "migrations")
        open_database(url, tmp_path, "ledger" if name == "ledger" else "articles", versions).dispose()


def only_tally(folder: Path) -> Path:
    (folder / "versions").mkdir(parents=True, exist_ok=True)
    (folder / "versions" / "0001_tally.py").write_text(
        "from alembic import op\nfrom base.outcome_log import create_tally\nrevision = '0001'\ndown_revision = None\n"
        "def upgrade():\n    create_tally(op.get_bind())\n"
    )
    return folder


def add_migration(folder: Path, number: int, statement: str) -> None:
    (folder / "versions" / f"{number:04}_more.py").write_text(
        f"from alembic import op\nrevision = '{number:04}'\ndown_revision = '{number - 1:04}'\n"
        f"def upgrade():\n    op.execute('CREATE TABLE extra{number} (a INTEGER)')\n    {statement}\n"
    )


def test_a_migration_that_fails_leaves_the_tables_as_they_were(url: str, tmp_path: Path) -> None:
    folder = only_tally(tmp_path / "migrations")
    open_database(url, tmp_path, "articles", folder).dispose()
    add_migration(folder, 2, "pass")
    add_migration(folder, 3, "raise RuntimeError('putus')")
    with pytest.raises(RuntimeError, match="putus"):
        open_database(url, tmp_path, "articles", folder)
    add_migration(folder, 3, "pass")
    engine = open_database(url, tmp_path, "articles", folder)
    with reading(engine) as connection:
        assert {"extra2", "extra3"} <= set(sa.inspect(connection).get_table_names())
    engine.dispose()


def test_a_newer_schema_is_refused_with_the_way_out(engine: Engine, url: str, tmp_path: Path) -> None:
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE ledger_version SET version_num = '0999'"))
    with pytest.raises(ConfigError, match=r"newer version of Kliping .*0999.*install that version"):
        open_ledger_database(url, tmp_path)


def test_what_fails_in_a_transaction_undoes_all_of_it(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            insert_or_ignore(connection, THING, [{"name": "a", "number": 1}])
            connection.execute(sa.text("CREATE TABLE half (a INTEGER)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(engine) == []
    with reading(engine) as connection:
        assert not sa.inspect(connection).has_table("half")


def test_only_new_rows_are_inserted_and_counted(engine: Engine) -> None:
    with writing(engine) as connection:
        assert insert_or_ignore(connection, THING, []) == []
        new = [{"name": "a", "number": 1}, {"name": "b", "number": 2}]
        assert sorted(insert_or_ignore(connection, THING, new)) == [("a",), ("b",)]
        assert insert_or_ignore(connection, THING, [{"name": "b", "number": 9}, {"name": "c", "number": 3}]) == [("c",)]
    assert rows(engine) == [("a", 1), ("b", 2), ("c", 3)]


def test_upsert_writes_over_what_is_there(engine: Engine) -> None:
    with writing(engine) as connection:
        upsert(connection, THING, {"name": "a", "number": 1})
        upsert(connection, THING, {"name": "a", "number": 2})
        upsert(connection, THING, {"name": "a"})
    assert rows(engine) == [("a", 2)]


def test_upsert_can_keep_columns_as_they_were_first(engine: Engine) -> None:
    with writing(engine) as connection:
        upsert(connection, THING, {"name": "a", "number": 1}, keep=["number"])
        upsert(connection, THING, {"name": "a", "number": 2}, keep=["number"])
    assert rows(engine) == [("a", 1)]


def test_times_keep_their_instant_and_need_a_zone(engine: Engine) -> None:
    at = datetime(2026, 11, 25, 13, 0, 0, 123456, timezone(timedelta(hours=7)))
    with writing(engine) as connection:
        connection.execute(sa.insert(THING).values(name="a", at=at))
        read = connection.execute(sa.select(THING.c.at)).scalar_one()
        assert (read, read.tzinfo) == (at, UTC)
        with pytest.raises(sa.exc.StatementError, match="must be aware"):
            connection.execute(sa.insert(THING).values(name="b", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point


def test_a_reader_waits_for_no_writer(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_or_ignore(connection, THING, [{"name": "a", "number": 1}])
        assert rows(engine) == []
    assert rows(engine) == [("a", 1)]


def test_writers_wait_for_each_other_and_lose_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_or_ignore(connection, THING, [{"name": "a", "number": 0}])

    def add() -> None:
        for _ in range(20):
            with writing(engine) as connection:
                connection.execute(sa.update(THING).values(number=THING.c.number + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert rows(engine) == [("a", 80)]


def test_a_locked_database_is_an_error_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    engine = open_ledger_database("sqlite:", tmp_path)
    with writing(engine), pytest.raises(UnavailableError, match="kept it locked"), writing(engine):
        pass
    engine.dispose()


def test_a_full_disk_is_an_error_that_says_so_and_passes(tmp_path: Path) -> None:
    engine = open_ledger_database("sqlite:", tmp_path)
    with writing(engine) as connection:
        THING.create(connection)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.rollback()
        with pytest.raises(DiskFullError, match="no space left"):
            connection.execute(sa.insert(THING).values(name="x" * 1_000_000))
        connection.rollback()
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        connection.execute(sa.insert(THING).values(name="a"))
        connection.commit()
    assert rows(engine) == [("a", None)]
    engine.dispose()


def test_a_file_that_is_no_database_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"bukan basis data" * 100)
    with pytest.raises(UnavailableError, match=r"is damaged .* `kliping crawl` makes a new one"):
        open_ledger_database("sqlite:", tmp_path)


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot be used"):
        open_ledger_database("sqlite:", tmp_path / "tiada")


def test_a_wrong_statement_stays_an_error_of_the_program(engine: Engine) -> None:
    with pytest.raises((sa.exc.OperationalError, sa.exc.ProgrammingError)), reading(engine) as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))


def test_a_server_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(UnavailableError, match=r"check database\.url"):
        open_ledger_database("postgresql+psycopg://kliping@127.0.0.1:1/kliping", tmp_path)


@pytest.mark.postgres
def test_a_server_that_goes_away_is_an_error_and_a_new_connection_is_made(postgres_url: str, tmp_path: Path) -> None:
    engine = open_ledger_database(postgres_url, tmp_path)
    with pytest.raises(UnavailableError, match="terminating connection"), writing(engine) as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with reading(engine) as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()


def wait_for_end(engine: Engine, pid: int | None) -> None:
    """Until a backend of PostgreSQL is gone; what is active is one view in each transaction."""
    alive, deadline = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), time.monotonic() + 30
    while True:
        with reading(engine) as connection:
            if not connection.execute(alive, {"pid": pid}).scalar():
                return
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.postgres
@pytest.mark.parametrize("amid", [True, False])
def test_a_process_that_was_stopped_amid_a_transaction_is_told_so(
    postgres_url: str, tmp_path: Path, *, amid: bool
) -> None:
    engine = open_ledger_database(postgres_url, tmp_path)

    def be_stopped() -> None:
        with writing(engine) as connection:
            connection.execute(sa.text("SET idle_in_transaction_session_timeout = '20ms'"))
            wait_for_end(engine, connection.execute(sa.text("SELECT pg_backend_pid()")).scalar())
            if amid:  # the other way is to learn of it when the transaction is to end
                connection.execute(sa.text("SELECT 1"))

    with pytest.raises(AwayError, match="stopped or held up"):
        be_stopped()
    with writing(engine) as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()


@pytest.mark.postgres
def test_a_server_that_is_broken_is_an_error_that_says_so(postgres_url: str, tmp_path: Path) -> None:
    engine = open_ledger_database(postgres_url, tmp_path)
    broken = "DO $$ BEGIN RAISE EXCEPTION 'invalid page in block 7' USING ERRCODE = 'data_corrupted'; END $$"
    with pytest.raises(UnavailableError, match="invalid page in block 7; .*from a backup"), writing(engine) as it:
        it.execute(sa.text(broken))
    engine.dispose()


@pytest.mark.postgres
def test_of_two_transactions_that_wait_for_each_other_one_is_told_to_begin_again(
    postgres_url: str, tmp_path: Path
) -> None:
    engine = open_ledger_database(postgres_url, tmp_path)
    THING.create(engine)
    with writing(engine) as connection:
        insert_or_ignore(connection, THING, [{"name": "satu"}, {"name": "dua"}])
    both_hold_one = threading.Barrier(2, timeout=30)

    def change(first: str, second: str) -> bool:
        try:
            with writing(engine) as connection:
                connection.execute(sa.update(THING).where(THING.c.name == first).values(number=1))
                both_hold_one.wait()
                connection.execute(sa.update(THING).where(THING.c.name == second).values(number=1))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(change, "satu", "dua"), pool.submit(change, "dua", "satu")]
        assert sorted(job.result(timeout=60) for job in jobs) == [False, True]
    engine.dispose()


def test_reading_is_one_view_of_the_database_whatever_is_committed_meanwhile(engine: Engine) -> None:
    with reading(engine) as connection:
        assert connection.execute(sa.select(THING.c.number)).scalar() is None
        with writing(engine) as other:
            insert_or_ignore(other, THING, [{"name": "a", "number": 1}])
        assert connection.execute(sa.select(THING.c.number)).scalar() is None
    with reading(engine) as connection:
        assert connection.execute(sa.select(THING.c.number)).scalar() == 1


@pytest.mark.postgres
def test_a_user_without_rights_is_told_to_own_the_database(postgres_url: str, tmp_path: Path) -> None:
    """As one has none, from PostgreSQL 15 on, in a database that somebody else has made."""
    owner, guest = open_ledger_database(postgres_url, tmp_path), f"guest_{uuid.uuid4().hex}"
    with owner.begin() as connection:
        connection.execute(sa.text(f"CREATE USER {guest}"))
    as_guest = postgres_url.replace("kliping@", f"{guest}@", 1)
    with pytest.raises(UnavailableError, match="permission denied .* must own the database and its tables"):
        open_ledger_database(as_guest, tmp_path)
    with owner.begin() as connection:
        connection.execute(sa.text(f"DROP USER {guest}"))
    owner.dispose()


@pytest.mark.postgres
def test_a_server_that_takes_no_writes_is_waited_for(postgres_url: str, tmp_path: Path) -> None:
    """As a standby, which may be promoted."""
    engine = open_ledger_database(postgres_url, tmp_path)
    statements = "SET TRANSACTION READ ONLY; CREATE TABLE none_of_ours (number integer)"
    with pytest.raises(AwayError, match="must name the server that takes writes"), writing(engine) as connection:
        connection.execute(sa.text(statements))
    engine.dispose()


@pytest.mark.postgres
def test_a_connection_that_has_read_writes_again(postgres_url: str, tmp_path: Path) -> None:
    engine = open_ledger_database(postgres_url, tmp_path)
    with writing(engine) as connection:
        THING.create(connection)
    with reading(engine) as connection, pytest.raises(sa.exc.InternalError, match="read-only"):
        insert_or_ignore(connection, THING, [{"name": "a", "number": 1}])
    with writing(engine) as connection:
        insert_or_ignore(connection, THING, [{"name": "a", "number": 1}])
        level = connection.execute(sa.text("SHOW transaction_isolation")).scalar()
    engine.dispose()
    assert level == "read committed"


@pytest.mark.parametrize("wrong", ["", "sqlite:///x", "mysql://x", "postgresql://x/y", "postgresql+psycopg://a@b:c/d"])
def test_a_wrong_setting_is_refused_by_name(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"database\.url"):
        open_ledger_database(wrong, tmp_path)


def test_a_disk_without_room_for_the_shared_file_is_said_to_be_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert "check the folder" in str(explain_sqlite(error, str(tmp_path / "ledger.sqlite")))
    monkeypatch.setattr(database, "free_bytes", lambda _: 4_096)
    found = explain_sqlite(error, str(tmp_path / "ledger.sqlite"))
    assert isinstance(found, DiskFullError)
    assert "make room" in str(found)


def test_a_log_that_cannot_be_emptied_is_told_as_what_a_user_can_mend(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    (tmp_path / "ledger.sqlite").write_bytes(b"\xff" * 4_096)
    with pytest.raises(UnavailableError, match="is damaged"):
        empty_log(engine)
    engine.dispose()
