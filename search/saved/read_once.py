"""What users keep and a search needs, for a command that asks once: without what opens and migrates a database, which
takes longer than most searches."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from base.errors import UnavailableError
from config.settings import Settings
from search.people.names import Names, Rule, names_of
from search.regions.corrections import Corrections, Statement, corrections_of

_NAMES = "SELECT name, office, person FROM person_names ORDER BY created, key"
_REGIONS = "SELECT article, region, is_about FROM region_changes ORDER BY number"
_MISSING = "no such table"


def read_names(settings: Settings, data: Path) -> Names:
    """What users have joined and parted. Raises UnavailableError where the database cannot be read."""
    if settings.database.url == "sqlite:":
        return names_of(Rule(*row) for row in _rows(data, _NAMES))
    from search.saved.names import NamesReader  # noqa: PLC0415 - it takes the time that is to be saved

    with closing(NamesReader(settings, data)) as reader:
        return reader.read()


def read_corrections(settings: Settings, data: Path) -> Corrections:
    """What users said of articles and regions. Raises UnavailableError where the database cannot be read."""
    if settings.database.url == "sqlite:":
        rows = _rows(data, _REGIONS)
        said = (Statement(article, region, None if about is None else bool(about)) for article, region, about in rows)
        return corrections_of(said)
    from search.saved.regions.correcting import RegionsReader  # noqa: PLC0415

    with closing(RegionsReader(settings, data)) as reader:
        return reader.read()


def _rows(data: Path, query: str) -> list[Any]:
    """What is found in the database of what users keep; nothing where there is none, or an earlier program's."""
    file = data / "saved.sqlite"
    if not file.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.Error as error:
        if _MISSING in str(error):
            return []
        from base.database import explain_sqlite  # noqa: PLC0415 - it takes the time that is to be saved

        raise explain_sqlite(error, str(file)) or UnavailableError(f"{file}: cannot be read ({error})") from error
