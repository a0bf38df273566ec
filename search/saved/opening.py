"""Opens the database of what users keep for those who only read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from base.deadline import uncounted
from config.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def open_kept(settings: Settings, data: Path) -> Engine | None:
    """The database; None where nobody has kept anything yet, as none is made here. Raises UnavailableError. All that
    needs a database is imported then: most searches ask for nothing that is kept."""
    if settings.database.url == "sqlite:" and not (data / "saved.sqlite").exists():
        return None
    with uncounted():
        from base.database import open_database  # noqa: PLC0415
        from search.saved.searches import MIGRATIONS  # noqa: PLC0415

        return open_database(settings.database.url, data, "saved", MIGRATIONS)
