"""What is read for the metrics beside the status: sums since the beginning, the day's requests, the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base import outcome_log
from base.clock import jakarta_day
from base.database import reading
from config.outcomes import Stage
from config.settings import Settings
from crawler.ledger.day_requests import DayRequests, day_requests
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.generations import Generations, load

Counts = Mapping[tuple[str, str, str], int]
"""Pages by publisher, stage and outcome."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """`totals` count all pages since the beginning."""

    totals: Counts
    requests: DayRequests
    generations: Generations


def read_numbers(settings: Settings, data: Path, now: datetime) -> Numbers:
    """Read them. Raises UnavailableError where a database is away."""
    with open_ledger(settings.database.url, data) as ledger:
        with reading(ledger.engine) as connection:
            fetched = outcome_log.totals(connection)
        requests = day_requests(ledger.engine, jakarta_day(now))
    with articles_database(settings, data) as database, reading(database) as connection:
        read, generations = outcome_log.totals(connection), load(connection)
    return Numbers(_of_stages(fetched, read), requests, generations)


def _of_stages(fetched: Counts, read: Counts) -> Counts:
    """Each stage's counts from where it counts; in PostgreSQL both are one."""
    of_fetch = {key: number for key, number in fetched.items() if key[1] == Stage.FETCH.value}
    return of_fetch | {key: number for key, number in read.items() if key[1] != Stage.FETCH.value}
