"""Takes articles out of the database for good: texts, versions, addresses and whatever names them, in one transaction
with the tombstones that keep them out. The engine is told by the outbox."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.database import insert_or_ignore
from base.outcome_log import TALLY
from base.overwriting import overwrite_deleted
from base.parts import in_parts
from indexer.articles.article import content_from_json
from indexer.articles.tables import acronyms, aliases, articles, removals, removed_publishers, versions
from indexer.duplicates import groups
from indexer.duplicates.sketch import sketch
from indexer.engines.outbox import Change, put

AT_ONCE = 200


def bury(connection: Connection, ids: Iterable[str], publishers: Iterable[str], now: datetime) -> None:
    """Keep articles and publishers out from now on."""
    for some in in_parts(ids):
        insert_or_ignore(connection, removals, [{"article": one, "removed": now} for one in some])
    insert_or_ignore(connection, removed_publishers, [{"publisher": one} for one in publishers])


def take_out(connection: Connection, ids: Collection[str], generations: Sequence[str]) -> None:
    """Delete the articles of these ids, at most `AT_ONCE`. Their copies stay."""
    rows = connection.execute(sa.select(articles).where(articles.c.id.in_(ids))).all()
    if not rows:
        return
    overwrite_deleted(connection)
    found = [row.id for row in rows]
    groups.forget(connection, {row.sequence: sketch(content_from_json(row.content).body) for row in rows})
    connection.execute(sa.delete(acronyms).where(acronyms.c.article.in_([row.sequence for row in rows])))
    pages = sa.select(versions.c.page).where(versions.c.article.in_(found))
    connection.execute(sa.delete(TALLY).where(TALLY.c.page.in_([row.page for row in rows]) | TALLY.c.page.in_(pages)))
    for column in (versions.c.article, aliases.c.article, articles.c.id):
        connection.execute(sa.delete(column.table).where(column.in_(found)))
    left = _regroup(connection, {row.group_id for row in rows})
    changes = [Change(row.id, "", "", "", "", row.year) for row in (*rows, *left)]
    put(connection, changes, generations)


def _regroup(connection: Connection, touched: Collection[str]) -> Sequence[sa.Row[Any]]:
    """Name groups after the earliest of those who are left; returns these."""
    query = (
        sa.select(articles).where(articles.c.group_id.in_(touched)).order_by(articles.c.instant, articles.c.sequence)
    )
    left = connection.execute(query).all()
    for group in touched:
        members = [row for row in left if row.group_id == group]
        if members:
            here = articles.c.id.in_([row.id for row in members])
            connection.execute(sa.update(articles).where(here).values(group_id=members[0].id))
    return left
