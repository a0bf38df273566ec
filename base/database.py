"""The database handle: SQLite files in the data folder or one PostgreSQL, migrated when opened.

`writing` and `reading` are the two ways to work with it. Whatever keeps the database from working
(gone, locked, full, damaged) is raised as UnavailableError with advice, by every call on the engine.
"""

from __future__ import annotations

import functools
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine, ExceptionContext

from base.disk import free_bytes
from base.errors import AwayError, ConfigError, ConflictError, DiskFullError, UnavailableError
from base.files import owner_advice
from base.formats import check_revision, revisions
from base.postgres import MAX_IDLE, create_postgres

Database = Engine
DatabaseName = Literal["ledger", "articles", "saved"]
BUSY_SECONDS = 10
CHECK_SECONDS = 10.0
"""So long a start may look for damage: 35,000 articles (164 MB) take 0.2 s, a million some 7 s from memory."""
_CHECK_STEPS = 100_000
"""Steps of SQLite's machine between two looks at the clock."""
_WRITE_AHEAD_PAUSE = 0.02
"""Seconds; turning a new file takes a few milliseconds."""
_SHARED_BYTES = 32 * 1024
"""What the file takes by which processes share a write-ahead log; who only reads needs it too."""
_READ_ONLY = "kliping_read_only"
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
RETRYABLE_SQLSTATES = ("40001", "40P01")
"""SQLSTATE of a transaction that PostgreSQL undid for the sake of another: not serializable, or a deadlock."""
_READ_ONLY_SQLSTATE = "25006"
_RIGHTS: dict[str | None, tuple[type[UnavailableError], str]] = {
    "42501": (UnavailableError, "the user of database.url must own the database and its tables"),
    _READ_ONLY_SQLSTATE: (AwayError, "database.url must name the server that takes writes, which this one does not"),
}
"""By SQLSTATE, what the user may not do there: anything of ours, or write at all, as on a standby (which may yet be
promoted)."""
_STOPPED_SQLSTATES = ("25P03", "25P04")
"""SQLSTATE of a transaction that PostgreSQL ended since nothing was heard for `MAX_IDLE`, or since it was too long."""
_BROKEN_SQLSTATES = "XX"
"""What SQLSTATE begins with where PostgreSQL itself fails, as over a damaged table or index."""
_ENVIRONMENT = Path(__file__).parent / "migrations"


class Instant(sa.TypeDecorator[datetime]):
    """An aware time, kept in UTC in both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC, without its zone in SQLite, which has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time in the database must be aware: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored time as an aware one in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Text(sa.TypeDecorator[str]):
    """Foreign text, whatever is in it: what a database cannot hold (NUL, half of a surrogate pair) becomes U+FFFD."""

    impl: type[sa.String] = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - alike in both
        """The value with what no database holds replaced."""
        return value if value is None else keepable(value)


class String(Text):
    """The same in the columns that were made as VARCHAR."""

    impl = sa.String
    cache_ok = True


def keepable(text: str) -> str:
    """Foreign text as a database can hold it; for what stands in JSON, where `Text` sees the escapes alone."""
    return _UNKEEPABLE.sub("\ufffd", text)


def open_database(url: str, data: Path, name: DatabaseName, migrations: Path, revision: int | None = None) -> Engine:
    """Connect and bring the tables up to date. `url` is the setting `database.url`.

    `migrations` holds the revisions, `NNNN_what.py` with revision `NNNN`, in its folder `versions`; `revision` is the
    one that new tables are brought to (None: the last), as those of a backup that an earlier release made. Raises
    ConfigError for a wrong setting or a newer schema, UnavailableError where the database cannot be used.
    """
    with ExitStack() as undo:
        engine = _create_engine(url, data / f"{name}.sqlite", MAX_IDLE[name])
        undo.callback(engine.dispose)
        _migrate(engine, f"{name}_version", migrations, revision)
        undo.pop_all()
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write; it waits for other writers first. Committed at the end, undone by an error."""
    with engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one view of the whole database, which never waits for writers.

    What is committed after its first statement is not seen in it; a new one sees that.
    """
    options: dict[str, Any] = {_READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def advisory_lock(connection: Connection, name: str) -> None:
    """Hold up other transactions that take turns by this name until this one ends; SQLite's writers always do so."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(zlib.crc32(f"kliping {name}".encode()))))


def insert_or_ignore(
    connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Insert the rows whose keys are not there yet; returns the primary keys of those."""
    if not rows:
        return []
    return connection.execute(_new_rows(connection.dialect.name, table), list(rows)).all()


def upsert(connection: Connection, table: sa.Table, row: Mapping[str, Any], keep: Sequence[str] = ()) -> None:
    """Insert a row or, where its primary key is there, write its values over the old ones but those of `keep`."""
    statement = _new_values(connection.dialect.name, table, tuple(row), tuple(keep))
    computed = {name: value for name, value in row.items() if isinstance(value, sa.ColumnElement)}
    if computed:  # what the database is to compute is part of the statement
        statement = statement.values(computed)
    connection.execute(statement, {name: value for name, value in row.items() if name not in computed})


def add_counts(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add each row's `number` to that of the row with its primary key, which is made where it is not there."""
    if rows:
        connection.execute(_more(connection.dialect.name, table), list(rows))


# Each of these statements is made once: to make one takes longer than SQLite takes to do it for a few rows.


@functools.cache
def _new_rows(dialect: str, table: sa.Table) -> sa.Executable:
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


@functools.cache
def _new_values(dialect: str, table: sa.Table, names: tuple[str, ...], keep: tuple[str, ...]) -> sa.Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in names if name not in (*keys, *keep)}
    if not changed:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


@functools.cache
def _more(dialect: str, table: sa.Table) -> sa.Executable:
    statement = _insert(dialect, table)
    more = {"number": table.c.number + statement.excluded.number}
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=more)


def _insert(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _create_engine(url: str, file: Path, max_idle: str) -> Engine:
    if url == "sqlite:":
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)), connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif url.startswith("postgresql+psycopg://"):
        engine = create_postgres(url, BUSY_SECONDS, max_idle)
    else:
        raise ConfigError("database.url must be `sqlite:` or `postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE`")
    event.listen(engine, "handle_error", _explain)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """We begin transactions ourselves; readers do not wait for writers; what was committed survives a power cut."""
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Processes that turn a new file to write-ahead logging at once stand in each other's way: SQLite tells one of
    them so without waiting, whatever its timeout, since neither would ever give way. It tries again."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
        else:
            return
        time.sleep(_WRITE_AHEAD_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    """A reader that turns into a writer fails at once when another one writes, so writers say so from the start."""
    is_reader = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _explain(context: ExceptionContext) -> UnavailableError | None:
    """Turn what a user can mend into our error; a wrong statement or a broken constraint stays what it is."""
    name = context.engine.url.database if context.engine is not None else None  # None while a connection is tried
    if context.dialect.name == "sqlite":
        return explain_sqlite(context.original_exception, name or "the database")
    is_operational = isinstance(context.sqlalchemy_exception, sa.exc.OperationalError)
    if is_operational or _is_of_server(context) or _has_no_right(context):
        return _explain_postgres(context.original_exception, f"PostgreSQL, database {name}" if name else "PostgreSQL")
    return None


def _is_of_server(context: ExceptionContext) -> bool:
    """Whether an error that the driver calls internal is the server's and not of what was asked."""
    state = getattr(context.original_exception, "sqlstate", None) or ""
    return state in _STOPPED_SQLSTATES or state.startswith(_BROKEN_SQLSTATES)


def _has_no_right(context: ExceptionContext) -> bool:
    state = getattr(context.original_exception, "sqlstate", None)
    if state == _READ_ONLY_SQLSTATE and context.connection is not None:  # writing where we said that we only read?
        return not context.connection.get_execution_options().get("postgresql_readonly")
    return state in _RIGHTS


def explain_sqlite(error: BaseException, name: str) -> UnavailableError | None:
    """What a user can mend of an error of SQLite's; None for any other."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    is_disk = code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
    if code == sqlite3.SQLITE_FULL or (is_disk and _is_disk_full(Path(name))):
        return DiskFullError(f"{name}: no space left; make room and it goes on")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return AwayError(f"{name}: another process has kept it locked for {BUSY_SECONDS} s; stop it or try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(name, str(error))
    if is_disk or code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        if advice := owner_advice(Path(name)):
            return UnavailableError(f"{name}: cannot be used ({error}); {advice}")
        return UnavailableError(f"{name}: cannot be used ({error}); check the folder, its owner and the disk")
    return None


def _is_disk_full(file: Path) -> bool:
    """Whether there is no room for what SQLite writes beside a file: it tells that as an error of the disk."""
    try:
        return free_bytes(file.parent) < _SHARED_BYTES
    except OSError:
        return False


def damaged(name: str, what: str) -> UnavailableError:
    """The error for a damaged SQLite file, with what mends it: all but `saved` can be made again."""
    if Path(name).name == "saved.sqlite":
        advice = (
            "stop what runs and restore it from a backup; without one move it away with its -wal and -shm: the saved "
            "searches in it are lost and have to be added again"
        )
    elif Path(name).name == "articles.sqlite":
        advice = (
            "stop `kliping index` where it runs, then `kliping index --from-archive` makes it again from the archive "
            "and keeps the damaged file; or restore it from a backup"
        )
    else:
        advice = (
            "stop what runs and restore it from a backup; without one move it away with its -wal and -shm: "
            "`kliping crawl` makes a new one, which learns from the archive what was fetched"
        )
    return UnavailableError(f"{name}: is damaged ({what}); {advice}")


def check_database(engine: Engine) -> None:
    """Raise UnavailableError with the way out where a SQLite file is damaged.

    What the pages of the file hold is looked at, for a bounded time: in a file that takes longer, only its beginning.
    """
    if engine.dialect.name != "sqlite":
        return
    end = time.monotonic() + CHECK_SECONDS
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(lambda: time.monotonic() > end, _CHECK_STEPS)
        try:
            found = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise explain_sqlite(error, str(engine.url.database)) or error from error
            found = "ok"
        except sqlite3.DatabaseError as error:
            raise explain_sqlite(error, str(engine.url.database)) or error from error
        finally:
            raw.set_progress_handler(None, 0)
    if found != "ok":
        raise damaged(str(engine.url.database), " ".join(found.split()))


def _explain_postgres(error: BaseException, where: str) -> UnavailableError:
    state = getattr(error, "sqlstate", None)
    said = f"{where}: {str(error).partition(chr(10))[0]}"
    if state in _RIGHTS:
        kind, advice = _RIGHTS[state]
        return kind(f"{said}; {advice}")
    if state in _STOPPED_SQLSTATES:
        return AwayError(f"{said}; this process was stopped or held up amid its work: try again")
    if state and state.startswith(_BROKEN_SQLSTATES):
        return UnavailableError(f"{said}; the server's log says more, and what is damaged comes back from a backup")
    if state == "53100":
        return DiskFullError(f"{where}: no space left; make room and it goes on")
    if state in RETRYABLE_SQLSTATES:
        return ConflictError(f"{where}: two processes changed the same rows at once; try again")
    return AwayError(f"{where}: {' '.join(str(error).split())}; check database.url and the server")


def _migrate(engine: Engine, version_table: str, migrations: Path, revision: int | None) -> None:
    """One look at the version where nothing is to be done; alembic is loaded only where something is."""
    known = revisions(migrations)
    if _version(engine, version_table, known) == (revision or known[-1]):
        return
    from alembic import command  # noqa: PLC0415 - takes as long to load as all else here
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(migrations / "versions").replace("%", "%%"))
    with writing(engine) as connection:
        advisory_lock(connection, "migrations")
        config.attributes.update(connection=connection, version_table=version_table)
        command.upgrade(config, f"{revision:04}" if revision else "head")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA user_version = {known[-1]}")  # what `check_schemas` reads


def _version(engine: Engine, version_table: str, known: list[int]) -> int | None:
    """The revision of the tables; None where there are none yet. Raises ConfigError for one from a newer version."""
    with reading(engine) as connection:
        if not sa.inspect(connection).has_table(version_table):
            return None
        version = connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(version_table))).scalar()
    if version is None:
        return None
    check_revision(version_table.removesuffix("_version"), int(version), known)
    return int(version)
