"""Reads what users keep of articles in fields of their own, for searches: folders and labels."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from search.saved.opening import open_kept

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from search.saved.collections.members import FolderMembers
    from search.saved.labelling.members import LabelMembers


class OwnValueReader:
    """Reads own values when they are asked for. Safe to use from several threads; the database is opened when it is
    first asked, and never made. All that needs a database is imported then: most searches name no own value."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self._settings, self._data = settings, data
        self._lock = threading.Lock()
        self._database: Engine | None = None
        self._members: dict[str, FolderMembers | LabelMembers] = {}

    def numbers(self, field: str) -> Mapping[str, int]:
        """The values of a field, each with the number of articles that have it. Raises UnavailableError."""
        with self._lock:
            if (database := self._opened()) is None:
                return {}
            from base.database import reading  # noqa: PLC0415

            with reading(database) as connection:
                return self._members[field].numbers(connection)

    def ids(self, field: str, value: str) -> tuple[str, ...]:
        """The ids of the articles that have a value; none where there is no such value. Raises UnavailableError."""
        with self._lock:
            if (database := self._opened()) is None:
                return ()
            from base.database import reading  # noqa: PLC0415

            with reading(database) as connection:
                return self._members[field].ids(connection, value)

    def held(self, field: str, article: str) -> tuple[str, ...]:
        """The values that an article has. Raises UnavailableError."""
        with self._lock:
            if (database := self._opened()) is None:
                return ()
            from base.database import reading  # noqa: PLC0415

            with reading(database) as connection:
                return self._members[field].held(connection, article)

    def keys(self, field: str) -> Mapping[str, str]:
        """The values of a field in their order, each with the key that gives it on a page. Raises UnavailableError."""
        with self._lock:
            if (database := self._opened()) is None:
                return {}
            from base.database import reading  # noqa: PLC0415

            with reading(database) as connection:
                return self._members[field].keys(connection)

    def close(self) -> None:
        """Close the database, if it was opened."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.dispose()

    def _opened(self) -> Engine | None:
        """The database; None where nobody has kept anything yet."""
        if self._database is None and (database := open_kept(self._settings, self._data)) is not None:
            from search.saved.collections.members import FolderMembers  # noqa: PLC0415
            from search.saved.labelling.members import LabelMembers  # noqa: PLC0415

            self._members = {"folder": FolderMembers(), "label": LabelMembers()}
            self._database = database
        return self._database
