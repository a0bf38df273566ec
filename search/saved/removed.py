"""Takes what was removed for good (`crawler.ledger.removals`) out of folders, labels, corrections, what a model said
and what is yet to be told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, upsert, writing
from base.overwriting import overwrite_deleted
from base.parts import in_parts
from crawler.ledger.removals import Tombstones, last_number, tombstones_after
from search.model import forgetting as model
from search.saved.collections.clips import forget_articles
from search.saved.labelling.giving import forget_labels
from search.saved.regions.correcting import forget_regions
from search.saved.reports.tables import report_files
from search.saved.searches import changing
from search.saved.tables import deliveries, matches, position, waiting

NAME = "removals"


def obey_removals(saved: Engine, ledger: Engine) -> int:
    """Catch up with the list of removals; returns how many articles were not told of yet and never will be."""
    with reading(saved) as connection:
        obeyed = obeyed_until(connection)
    with reading(ledger) as connection:
        last = last_number(connection)
        if last <= obeyed:
            return 0
        stones = tombstones_after(connection, obeyed)
    with writing(saved) as connection:
        overwrite_deleted(connection)
        changing(connection)  # whoever notes matches does so before, or knows of it
        gone = _out_of_waiting(connection, stones) + _out_of_deliveries(connection, stones)
        for some in in_parts(stones.articles):
            connection.execute(sa.delete(matches).where(matches.c.article.in_(some)))
        forget_articles(connection, stones.articles, stones.publishers)
        connection.execute(sa.update(report_files).values(content=None, is_stale=True))  # made anew without them
        forget_labels(connection, stones.articles, stones.publishers)
        model.forget_articles(connection, stones.articles, stones.publishers)
        forget_regions(connection, stones.articles, stones.publishers)
        upsert(connection, position, {"name": NAME, "number": last, "article": "", "version": 0})
    return gone


def obeyed_until(connection: Connection) -> int:
    """The number of the last removal that was obeyed here."""
    return connection.execute(sa.select(position.c.number).where(position.c.name == NAME)).scalar() or 0


def is_gone(stones: Tombstones, article: str, publisher: str) -> bool:
    """Whether an article was removed for good, by itself or with its publisher."""
    return article in stones.articles or publisher in stones.publishers


def _out_of_waiting(connection: Connection, stones: Tombstones) -> int:
    rows = connection.execute(sa.select(waiting.c.number, waiting.c.content)).all()
    numbers = [row.number for row in rows if row.content and _is_gone(json.loads(row.content), stones)]
    for some in in_parts(numbers):
        connection.execute(sa.delete(waiting).where(waiting.c.number.in_(some)))
    return len(numbers)


def _out_of_deliveries(connection: Connection, stones: Tombstones) -> int:
    """A message that tells of others too is sent without them; one that told of nothing else is not sent."""
    gone = 0
    for row in connection.execute(sa.select(deliveries.c.number, deliveries.c.body)).all():
        body = json.loads(row.body)
        articles, sources = body["data"].get("articles", []), body["data"].get("sources", [])
        left = [one for one in articles if not _is_gone(one, stones)]
        others = [one for one in sources if one["publisher"] not in stones.publishers]
        if len(left) == len(articles) and len(others) == len(sources):
            continue
        gone += len(articles) - len(left)
        here = deliveries.c.number == row.number
        if left:
            body["data"]["articles"] = left
            if sources:
                body["data"]["sources"] = others
            text = json.dumps(body, ensure_ascii=False)
            connection.execute(sa.update(deliveries).where(here).values(body=text))
        else:
            connection.execute(sa.delete(deliveries).where(here))
    return gone


def _is_gone(article: Mapping[str, Any], stones: Tombstones) -> bool:
    return is_gone(stones, article.get("id", ""), article.get("publisher", ""))
