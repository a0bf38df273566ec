"""Dead letters: articles that the search index does not have because the engine refused them or they are damaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from base.database import reading, writing
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.articles.tables import articles
from indexer.articles.tables import dead_letters as table
from indexer.engines import generations
from indexer.engines.outbox import Change, put


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An article that is not in the index, why, and since when."""

    id: str
    url: str
    publisher: str
    reason: str
    at: datetime

    def to_json(self) -> dict[str, str]:
        """As `--json` prints it."""
        values = {"id": self.id, "url": self.url, "publisher": self.publisher}
        return values | {"reason": self.reason, "at": self.at.isoformat()}


def dead_letters(settings: Settings, data: Path) -> list[DeadLetter]:
    """All dead letters, the oldest first; `url` and `publisher` are "" for an article that is gone."""
    columns = (articles.c.url, articles.c.publisher, table.c.reason, table.c.at)
    query = (
        sa.select(table.c.article, *columns).outerjoin(articles, articles.c.id == table.c.article).order_by(table.c.at)
    )
    with articles_database(settings, data) as database, reading(database) as connection:
        rows = connection.execute(query).all()
    return [DeadLetter(row.article, row.url or "", row.publisher or "", row.reason, row.at) for row in rows]


def retry_dead_letters(settings: Settings, data: Path) -> int:
    """Queue all dead letters for the index stage; returns how many. Each stays on the list until it is indexed."""
    with articles_database(settings, data) as database, writing(database) as connection:
        active_generations = generations.load(connection, share=True).active_generations()
        there = sa.select(articles.c.id, articles.c.year).where(articles.c.id.in_(sa.select(table.c.article)))
        changes = [Change(row.id, "", "", "", "", row.year) for row in connection.execute(there)]
        connection.execute(sa.delete(table).where(table.c.article.not_in(sa.select(articles.c.id))))
        put(connection, changes, active_generations)
    return len(changes)
