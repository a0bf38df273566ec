"""How far searches are behind the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crawler.archive.archive import follow
from indexer.articles.tables import articles, cursors, outbox


@dataclass(frozen=True, slots=True)
class Unsearchable:
    """The oldest page that is not searchable yet: when it was captured, and whether it was read."""

    captured: datetime
    is_read: bool


def oldest_unsearchable(connection: Connection, archive: Path) -> Unsearchable | None:
    """The page behind which searches are, None where all are searchable; `connection` is to the articles."""
    places = {row.file: row.place for row in connection.execute(sa.select(cursors))}
    unread = next(follow(archive, places), None)
    if unread is not None:
        return Unsearchable(unread[0].captured, is_read=False)
    first = connection.execute(sa.select(outbox.c.article).order_by(outbox.c.number).limit(1)).scalar()
    if first is None:
        return None
    captured = connection.execute(sa.select(articles.c.captured).where(articles.c.id == first)).scalar()
    return Unsearchable(captured, is_read=True) if captured else None
