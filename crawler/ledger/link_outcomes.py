"""How the links of each publisher ended."""

from __future__ import annotations

from collections import Counter, defaultdict

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading
from crawler.ledger.tables import LINK


def link_outcomes(engine: Engine) -> defaultdict[str, Counter[str]]:
    """The number of links by outcome for each publisher; those that were never tried are not among them."""
    ended = defaultdict[str, Counter[str]](Counter)
    query = sa.select(LINK.c.publisher, LINK.c.outcome, sa.func.count().label("number")).where(LINK.c.outcome != "")
    with reading(engine) as connection:
        for row in connection.execute(query.group_by(LINK.c.publisher, LINK.c.outcome)):
            ended[row.publisher][row.outcome] = row.number
    return ended
