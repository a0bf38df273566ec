"""The status of a page in the index stage, for commands that wait for their own pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.outcome_log import TALLY
from base.urls import article_id
from config.outcomes import Outcome, Stage
from indexer.articles.read import articles_by_id, find_id
from indexer.articles.tables import articles

_AT_ONCE = 500


class PageStatus(NamedTuple):
    """The outcome of extracting a page, and the headline of its article ("" if it has none)."""

    outcome: Outcome
    title: str


def page_status(connection: Connection, page: str, url: str) -> PageStatus | None:
    """The status of the page with an id, fetched from a URL; None if it has not been extracted yet."""
    row = sa.select(TALLY.c.outcome).where(TALLY.c.page == page, TALLY.c.stage == Stage.EXTRACT)
    outcome = connection.execute(row).scalar()
    if outcome is None:
        return None
    known = find_id(connection, url)
    article = next(iter(articles_by_id(connection, [known])), None) if known else None
    return PageStatus(Outcome(outcome), article.content.title if article else "")


def outcomes_of_run(connection: Connection, run: str) -> dict[str, int]:
    """How many pages of a run ended extraction how."""
    mine = (TALLY.c.run == run) & (TALLY.c.stage == Stage.EXTRACT)
    query = sa.select(TALLY.c.outcome, sa.func.count().label("number")).where(mine).group_by(TALLY.c.outcome)
    return {row.outcome: row.number for row in connection.execute(query)}


class ReadPage(NamedTuple):
    """The outcome of extracting a page, and when its article was published (None where nothing tells that)."""

    outcome: Outcome
    published: datetime | None


def read_pages(connection: Connection, pages: Sequence[tuple[str, str]]) -> list[ReadPage]:
    """What became of pages, each given with the key of its address; of those that were extracted so far."""
    found = []
    for start in range(0, len(pages), _AT_ONCE):
        some = {page: article_id(key) for page, key in pages[start : start + _AT_ONCE]}
        mine = (TALLY.c.stage == Stage.EXTRACT) & TALLY.c.page.in_(list(some))
        outcomes = connection.execute(sa.select(TALLY.c.page, TALLY.c.outcome).where(mine)).all()
        dated = (articles.c.dated_by != "") & articles.c.id.in_(list(some.values()))
        rows = connection.execute(sa.select(articles.c.id, articles.c.instant).where(dated))
        instants = {row.id: row.instant for row in rows}
        found += [ReadPage(Outcome(row.outcome), instants.get(some[row.page])) for row in outcomes]
    return found
