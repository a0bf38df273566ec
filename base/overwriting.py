"""What is deleted for good from a SQLite file is to be gone from it, not only marked free."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy.engine import Connection, Engine

from base.database import explain_sqlite


def overwrite_deleted(connection: Connection) -> None:
    """Let SQLite overwrite what this connection deletes, in place of only marking it free (PostgreSQL: `VACUUM`)."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def empty_log(engine: Engine) -> None:
    """Bring what SQLite's write-ahead log holds to the database and empty it, as far as nobody is reading from it."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.DatabaseError as error:  # a full disk, above all
                raise explain_sqlite(error, str(engine.url.database)) or error from error
