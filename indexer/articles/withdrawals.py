"""Marks articles that their publisher has withdrawn, and those that came back. Their texts stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.urls import article_id, canonical_url
from crawler.archive.archive import Page
from indexer.articles.tables import aliases, articles
from indexer.engines.outbox import Change, put


def withdraw(connection: Connection, gone: Sequence[Page], generations: Sequence[str]) -> None:
    """Mark the articles of pages that are gone, unless they were captured later: archive files may overlap in time."""
    for page in gone:
        for row in _articles_at(connection, page.key):
            if row.withdrawn is None and row.captured <= page.captured:
                _set(connection, row, page.captured, generations)


def restore(connection: Connection, came_back: Sequence[sa.Row[Any]], generations: Sequence[str]) -> None:
    """Unmark articles (rows of their table) whose pages were had again."""
    for row in came_back:
        _set(connection, row, None, generations)


def _articles_at(connection: Connection, key: str) -> list[sa.Row[Any]]:
    """The article whose page has this URL key. One that is known by it as a further address, and by now lies at
    another, does not go with it."""
    known = sa.select(aliases.c.article).where(aliases.c.key == key)
    found = connection.execute(sa.select(articles).where((articles.c.id == article_id(key)) | articles.c.id.in_(known)))
    return [row for row in found if row.id == article_id(key) or canonical_url(row.url) == key]


def _set(connection: Connection, row: sa.Row[Any], since: datetime | None, generations: Sequence[str]) -> None:
    connection.execute(sa.update(articles).where(articles.c.id == row.id).values(withdrawn=since))
    put(connection, [Change(row.id, "", "", "", "", row.year)], generations)
