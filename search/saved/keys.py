"""API keys: shown once when they are made, kept as digests, and known again by who shows one."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import advisory_lock, open_database, reading, writing
from base.errors import ConfigError, UnavailableError
from base.events import event
from config.settings import Settings
from search.saved.searches import MIGRATIONS, check_name
from search.saved.tables import keys

logger = logging.getLogger(__name__)

Scope = Literal["read", "admin"]
PREFIX = "kliping_"
"""So that scanners of repositories know a key that was published by mistake."""
KEPT_SECONDS = 2.0
"""How long a server believes what it has read: a removed key opens nothing after that."""
USED_SECONDS = 60.0
"""`used` is written at most so often for a key, since every request would be a write."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `read` opens what only reads, `admin` all; `used` is exact to a minute."""

    name: str
    scope: Scope
    created: datetime
    used: datetime | None = None


def add_key(database: Engine, name: str, scope: Scope) -> str:
    """Make a key; returns it, which nothing can do again. Raises ConfigError for a name that is taken or none."""
    check_name(name)
    token = PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "scope": scope, "digest": _digest(token), "created": datetime.now(UTC)}
    with writing(database) as connection:
        advisory_lock(connection, "keys")
        if connection.execute(sa.select(keys.c.name).where(keys.c.name == name)).first():
            raise ConfigError(f"there is a key {name!r} already: take another name, or `kliping key remove` it first")
        connection.execute(sa.insert(keys).values(row))
    return token


def all_keys(database: Engine) -> list[Key]:
    """All keys, the oldest first."""
    with reading(database) as connection:
        return [_key(row) for row in connection.execute(sa.select(keys).order_by(keys.c.created, keys.c.name))]


def remove_key(database: Engine, name: str) -> None:
    """Let a key open nothing any more. Raises ConfigError where there is none of that name."""
    with writing(database) as connection:
        if not connection.execute(sa.delete(keys).where(keys.c.name == name)).rowcount:
            raise ConfigError(f"there is no key {name!r}; `kliping key list` names those there are")


class KeyReader:
    """Knows keys for a server. Safe to use from several threads; the database is opened when it is first asked."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self._settings, self._data = settings, data
        self._lock = threading.Lock()
        self._database: Engine | None = None
        self._known: Mapping[str, Key] = {}
        self._read_at = -KEPT_SECONDS
        self._away: UnavailableError | None = None
        self._used: dict[str, float] = {}

    def find(self, token: str) -> Key | None:
        """The key that a token is, None where it is none. Raises UnavailableError where the database is away."""
        digest = _digest(token)
        with self._lock:
            if time.monotonic() - self._read_at >= KEPT_SECONDS:
                self._known, self._away = {}, None
                try:
                    self._known = self._read()
                except UnavailableError as error:  # nor is it asked by each request that waits: that takes seconds
                    self._away = error
                self._read_at = time.monotonic()
            if self._away:
                raise UnavailableError(str(self._away))
            found = self._known.get(digest)
            is_noted = found is None or self._is_noted(found)
        if found and not is_noted:
            self._note_use(found)
        return found

    def close(self) -> None:
        """Close the database, if it was opened."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.dispose()

    def _opened(self) -> Engine:
        if self._database is None:
            self._database = open_database(self._settings.database.url, self._data, "saved", MIGRATIONS)
        return self._database

    def _read(self) -> Mapping[str, Key]:
        with reading(self._opened()) as connection:
            return {row.digest: _key(row) for row in connection.execute(sa.select(keys))}

    def _is_noted(self, key: Key) -> bool:
        """Whether the use of a key was noted lately; who is told that it was not is to do so."""
        now = time.monotonic()
        if now - self._used.get(key.name, -USED_SECONDS) < USED_SECONDS:
            return True
        self._used[key.name] = now
        return False

    def _note_use(self, key: Key) -> None:
        """Without the lock: whoever writes may have to wait for another writer, and others only read."""
        try:
            with writing(self._opened()) as connection:
                connection.execute(sa.update(keys).where(keys.c.name == key.name).values(used=datetime.now(UTC)))
        except UnavailableError as error:  # the key is as good without
            event(logger, "key.unnoted", f"the use of key {key.name} is not noted: {error}", level=logging.WARNING)


def _key(row: sa.Row[Any]) -> Key:
    return Key(row.name, row.scope, row.created, row.used)


def _digest(token: str) -> str:
    """A key has 256 random bits, so a fast digest without salt is as good as any."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
