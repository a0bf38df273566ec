"""The names of people for a command that asks once: without what opens and migrates a database, which takes longer than
most searches."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from base.errors import UnavailableError
from config.settings import Settings
from search.people.names import NO_NAMES, Names, Rule, names_of

_QUERY = "SELECT name, office, person FROM person_names ORDER BY created, key"
_MISSING = "no such table"


def read_names(settings: Settings, data: Path) -> Names:
    """What users have joined and parted. Raises UnavailableError where the database cannot be read."""
    file = data / "saved.sqlite"
    if settings.database.url != "sqlite:":
        from search.saved.names import NamesReader  # noqa: PLC0415 - it takes the time that is to be saved

        with closing(NamesReader(settings, data)) as reader:
            return reader.read()
    if not file.exists():
        return NO_NAMES
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return names_of(Rule(*row) for row in connection.execute(_QUERY))
    except sqlite3.Error as error:
        if _MISSING in str(error):
            return NO_NAMES  # an earlier program's
        raise UnavailableError(f"the names of people cannot be read from {file}: {error}") from error
