"""Pages that are recorded in a ledger as had, without any that are archived."""

from __future__ import annotations

from datetime import UTC, datetime

from base.database import writing
from config.outcomes import Outcome
from crawler.archive.archive import Position
from crawler.ledger.ledger import Ledger
from crawler.ledger.page_outcomes import Attempt, record_fetched


def record_page(
    ledger: Ledger,
    page: str,
    key: str,
    outcome: Outcome,
    run: str,
    *,
    url: str = "",
    publisher: str = "",
    position: Position | None = None,
    now: datetime | None = None,
) -> None:
    """Record a page as had; `url` and `publisher` are needed only for one that no source named."""
    attempt = Attempt(page, key, outcome, run, url, publisher, now or datetime.now(UTC))
    with writing(ledger.engine) as connection:
        record_fetched(connection, [(attempt, False)], position)
