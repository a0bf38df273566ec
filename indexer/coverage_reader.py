"""Reads what the index stage has counted, for processes that do not index."""

from __future__ import annotations

from pathlib import Path

from base.database import reading
from base.errors import UnavailableError
from config.settings import Settings
from crawler.health.coverage import Coverage
from indexer.articles.coverage import coverages
from indexer.articles.read import articles_database


def read_coverage(settings: Settings, data: Path) -> dict[str, Coverage]:
    """Each publisher's counts. Raises UnavailableError where the articles are elsewhere, not there yet, or away."""
    file = data / "articles.sqlite"
    if settings.database.url == "sqlite:" and not file.exists():
        raise UnavailableError(f"{file} is not there: the articles are indexed elsewhere, or not yet")
    with articles_database(settings, data) as database, reading(database) as connection:
        return dict(coverages(connection))
