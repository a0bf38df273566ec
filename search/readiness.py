"""Whether a server can answer, and what of it cannot: for those who send requests to it or watch over it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from base.database import reading
from base.disk import free_bytes
from base.errors import UnavailableError
from base.events import event
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.lag import oldest_unsearchable
from search.shapes import Ready, ReadyDisk

logger = logging.getLogger(__name__)


def read_readiness(settings: Settings, data: Path, count: Callable[[], int]) -> Ready:
    """How engine, database and disk are, and how far searches are behind; `count` asks the engine for its articles.

    Anybody may read this, so reasons are in the log alone. A full disk and articles that wait keep nobody from
    searching: they are told, and the server is ready all the same.
    """
    articles, lag = None, None
    database: Literal["ok", "unavailable", "none"] = "ok"
    try:
        articles = count()
    except UnavailableError as error:
        event(logger, "engine.unavailable", str(error), level=logging.ERROR)
    if settings.database.url == "sqlite:" and not (data / "articles.sqlite").exists():
        database = "none"
    else:
        try:
            lag = _lag(settings, data)
        except UnavailableError as error:
            event(logger, "status.unavailable", str(error), level=logging.WARNING)
            database = "unavailable"
    return {
        "status": "unavailable" if articles is None or database == "unavailable" else "ready",
        "articles": articles,
        "engine": "unavailable" if articles is None else "ok",
        "database": database,
        "disk": _disk(settings, data),
        "lag_seconds": lag,
    }


def _lag(settings: Settings, data: Path) -> float:
    with articles_database(settings, data) as database, reading(database) as connection:
        oldest = oldest_unsearchable(connection, data / "archive")
    return round(max(0.0, (datetime.now(UTC) - oldest.captured).total_seconds()), 1) if oldest else 0.0


def _disk(settings: Settings, data: Path) -> ReadyDisk | None:
    """The room that is left, None where there is no folder yet."""
    if not data.is_dir():
        return None
    free = free_bytes(data)
    return {"free_bytes": free, "is_low": free < settings.crawler.min_free_bytes}
