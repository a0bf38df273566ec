"""Copies of a database as it was at one instant, taken while others write to it, and loaded again.

A SQLite file is copied by SQLite itself; the tables of PostgreSQL are read in one REPEATABLE READ transaction, with its
own COPY, so that no programs of the server are needed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import BUSY_SECONDS, damaged, explain_sqlite, reading, writing
from base.errors import ConfigError

TABLES = "tables.json"
_CHUNK = 1 << 20


@contextmanager
def sqlite_snapshot(source: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees a SQLite file as it is now, whatever is written meanwhile. Raises UnavailableError."""
    try:
        with closing(sqlite3.connect(source, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection
    except sqlite3.DatabaseError as error:
        raise explain_sqlite(error, str(source)) or error from error


def copy_snapshot(snapshot: sqlite3.Connection, target: Path, source: Path) -> None:
    """Copy what a connection sees to a file of its own, without a log beside it. Raises UnavailableError where the
    database is damaged: such a copy would be none to rely on."""
    try:
        with closing(sqlite3.connect(target)) as copy:
            snapshot.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").fetchone()
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise explain_sqlite(error, str(target)) or error from error
    if found != "ok":
        raise damaged(str(source), " ".join(found.split()))


def dump_tables(engine: Engine, tables: Sequence[str], folder: Path) -> None:
    """Write tables of PostgreSQL to a folder, all from one snapshot: a file each, and what is needed to load them."""
    described = {}
    with reading(engine) as connection:
        there = set(sa.inspect(connection).get_table_names())
        for name in tables:
            if name not in there:
                continue
            columns = [column["name"] for column in sa.inspect(connection).get_columns(name)]
            described[name] = {"columns": columns, "sequences": _sequences(connection, name, columns)}
            _copy_out(connection, name, columns, folder / f"{name}.copy")
    (folder / TABLES).write_text(json.dumps(described), encoding="utf-8")


def _sequences(connection: Connection, table: str, columns: Sequence[str]) -> dict[str, int]:
    """The last numbers that were given out for the columns of a table."""
    found = {}
    for column in columns:
        query = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(query, {"table": table, "column": column}).scalar()
        if sequence:
            row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608 - its own name
            if row.is_called:
                found[column] = int(row.last_value)
    return found


def _copy_out(connection: Connection, table: str, columns: Sequence[str], file: Path) -> None:
    statement = f"COPY {_named(table, columns)} TO STDOUT"
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy, file.open("wb") as stream:
        for block in copy:
            stream.write(block)


def load_tables(engine: Engine, folder: Path) -> None:
    """Load tables that are there and empty from such a folder, in one transaction."""
    described: Mapping[str, Any] = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    with writing(engine) as connection:
        raw: Any = connection.connection.driver_connection
        for name, table in described.items():
            connection.exec_driver_sql(f"DELETE FROM {_quoted(name)}")  # noqa: S608 - a name of ours; migrations fill some
            statement = f"COPY {_named(name, table['columns'])} FROM STDIN"
            with (
                (folder / f"{name}.copy").open("rb") as stream,
                raw.cursor() as cursor,
                cursor.copy(statement) as copy,
            ):
                while block := stream.read(_CHUNK):
                    copy.write(block)
            for column, last in table["sequences"].items():
                query = sa.text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
                connection.execute(query, {"table": name, "column": column, "last": last})


def filled_tables(engine: Engine, folder: Path) -> list[str]:
    """Those of the tables of such a folder that have rows in a database, but those that migrations fill."""
    described = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    with reading(engine) as connection:
        there = set(sa.inspect(connection).get_table_names()) & set(described)
        rows = {name: connection.exec_driver_sql(f"SELECT 1 FROM {_quoted(name)} LIMIT 1").first() for name in there}  # noqa: S608 - a name of ours
    return sorted(name for name, row in rows.items() if row is not None)


def _named(table: str, columns: Sequence[str]) -> str:
    return f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"


def _quoted(name: str) -> str:
    """A name as SQL has it. Raises ConfigError for one that no backup of ours has."""
    if not name.replace("_", "").isalnum():
        raise ConfigError(f"{name!r} is no name of a table: this is no backup of Kliping")
    return f'"{name}"'


def check_copy(file: Path) -> None:
    """Raise UnavailableError where a SQLite file is damaged."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise explain_sqlite(error, str(file)) or error from error
    if found != "ok":
        raise damaged(str(file), " ".join(found.split()))
