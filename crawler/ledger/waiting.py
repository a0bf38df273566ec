"""What waits in the ledger: links for their first try and for another one, and pages that nobody has read yet."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading
from base.outcome_log import TALLY
from config.outcomes import Outcome, Stage
from crawler.ledger.tables import LINK

ARCHIVED = (Outcome.FETCHED.value, Outcome.LINK_ONLY.value)


def waiting_links(engine: Engine) -> tuple[int, int]:
    """How many links wait to be fetched: those never tried, and those that are to be tried again."""
    tried = LINK.c.outcome != ""
    query = sa.select(sa.func.count(), sa.func.count().filter(tried)).where(LINK.c.due.is_not(None))
    with reading(engine) as connection:
        number, again = connection.execute(query).one()
    return number - again, again


def archived_since(engine: Engine, since: datetime) -> int:
    """How many pages were archived since an instant, as far as the tally goes back."""
    here = (TALLY.c.stage == Stage.FETCH.value) & TALLY.c.outcome.in_(ARCHIVED) & (TALLY.c.at >= since)
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(TALLY).where(here)).scalar_one()
