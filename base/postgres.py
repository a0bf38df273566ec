"""Connections to PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from base.errors import ConfigError

MAX_IDLE = {"ledger": "60s", "articles": "10min", "saved": "60s"}
"""After so long without a word amid a transaction PostgreSQL undoes it: a process that was stopped there holds locks
for which all others wait. The index stage asks the search engine amid its transactions."""


def create_postgres(url: str, connect_seconds: int, max_idle: str) -> Engine:
    """An engine for `database.url`. Raises ConfigError where that cannot be read or the driver is missing."""
    if url.count("@") > 1:  # the driver would take a part of the password for the host, and name it in its errors
        raise ConfigError("database.url has more than one @: one in a password is written as %40")
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": connect_seconds})
    except (sa.exc.ArgumentError, ValueError) as error:
        raise ConfigError("database.url cannot be read: special characters in it are written as %XX") from error
    except ModuleNotFoundError as error:
        raise ConfigError(
            "database.url names PostgreSQL; its driver is missing: pip install 'psycopg[binary]'"
        ) from error
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, max_idle))
    return engine


def server_and_clock(engine: Engine) -> tuple[str, datetime]:
    """The version of PostgreSQL, and what time it is there."""
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT current_setting('server_version'), clock_timestamp()")).one()
    return str(row[0]), row[1]


def _prepare(connection: Any, max_idle: str) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = '{max_idle}'")
    connection.commit()
