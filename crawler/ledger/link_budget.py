"""How many new links a source has brought today, by which its daily budget is kept over a restart."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading
from crawler.ledger.tables import RUN


def new_links_since(engine: Engine, publisher: str, source: str, since: datetime) -> int:
    """The new links of a source's runs that began since then and have ended. A run that was killed has no counts, so
    that after it a little more may be taken."""
    here = (RUN.c.publisher == publisher) & (RUN.c.started >= since) & (RUN.c.source == source)
    with reading(engine) as connection:
        return sum(counts.get("new", 0) for counts in connection.execute(sa.select(RUN.c.counts).where(here)).scalars())
