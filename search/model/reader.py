"""Knows the proposals for an article's page."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy.engine import Engine

from base.database import reading
from config.settings import Settings
from search.model.proposals import Proposal, of_article, open_proposals
from search.saved.opening import open_kept


class ProposalReader:
    """Safe to use from several threads; the database is opened when it is first asked, and none is made."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self._settings, self._data = settings, data
        self._lock = threading.Lock()
        self._database: Engine | None = None

    def of(self, article: str) -> list[Proposal]:
        """What a model proposed for an article and nobody has decided. Raises UnavailableError."""
        with self._lock:
            self._database = self._database or open_kept(self._settings, self._data)
            if self._database is None:
                return []
            with reading(self._database) as connection:
                return open_proposals(connection, of_article(article))

    def close(self) -> None:
        """Close the database, if it was opened."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.dispose()
