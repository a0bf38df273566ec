"""The status of a page in the index stage, for commands that wait for their own pages."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.outcome_log import TALLY
from config.outcomes import Outcome, Stage
from indexer.articles.read import articles_by_id, find_id


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
