"""What became of a page that was read: for a command that waits for its own pages."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.outcome_log import TALLY
from config.outcomes import Outcome, Stage
from indexer.articles.read import articles_by_id, find_id


class PageStatus(NamedTuple):
    """How the reading of a page ended, and the headline of its article, where it is one."""

    outcome: Outcome
    title: str


def page_status(connection: Connection, page: str, url: str) -> PageStatus | None:
    """How the page that was fetched from an address under an id was read; None where it has not been read yet."""
    row = sa.select(TALLY.c.outcome).where(TALLY.c.page == page, TALLY.c.stage == Stage.EXTRACT)
    outcome = connection.execute(row).scalar()
    if outcome is None:
        return None
    known = find_id(connection, url)
    article = next(iter(articles_by_id(connection, [known])), None) if known else None
    return PageStatus(Outcome(outcome), article.content.title if article else "")
