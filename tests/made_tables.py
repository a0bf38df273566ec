"""Tables of a new database, made by the statements with which the migrations made those of the first one.

Alembic takes longer to find out what to do than a database takes to do it, and most tests begin with new ones. The
migrations run once in each process for each kind of database; what they did is done again, and they look at it then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, reading, writing

Migrate = Callable[[Engine, str, Path, int | None], None]
Statements = list[tuple[str, Any]]
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}


def made_again(migrate: Migrate) -> Migrate:
    """The same for what `open_database` migrates with."""
    known: dict[tuple[str, Path, tuple[str, ...]], Statements] = {}

    def make(engine: Engine, version_table: str, migrations: Path, revision: int | None) -> None:
        with reading(engine) as connection:
            there = _tables(connection)
        if version_table in there or revision is not None:
            migrate(engine, version_table, migrations, revision)
            return
        kind = (engine.dialect.name, migrations, there)  # in PostgreSQL some tables belong to two that share it
        if kind in known:
            _repeat(engine, there, known[kind])
            migrate(engine, version_table, migrations, revision)
            return
        with _noted(engine) as statements:
            migrate(engine, version_table, migrations, revision)
        known[kind] = statements

    return make


def _tables(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.execute(sa.text(NAMES[connection.dialect.name])).scalars())


@contextmanager
def _noted(engine: Engine) -> Iterator[Statements]:
    """What is done in the meantime, but for what only asks."""
    statements: Statements = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.lstrip().startswith(("SELECT", "BEGIN", "PRAGMA main.", "PRAGMA table_")):
            statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _repeat(engine: Engine, there: tuple[str, ...], statements: Statements) -> None:
    with writing(engine) as connection:
        advisory_lock(connection, "migrations")
        if _tables(connection) == there:  # nobody else was faster
            for statement, parameters in statements:
                connection.exec_driver_sql(statement, parameters)
