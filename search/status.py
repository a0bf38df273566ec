"""How the whole is: what ended how at each stage, what waits, how long the disk lasts, and how every source is.

What is read does not grow with the pages: sums by hour, and a row for each source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base import outcome_log
from base.database import reading
from base.disk import days_left, free_bytes
from config.catalogue import Publisher
from config.outcomes import Outcome, Stage
from config.settings import Settings
from crawler.health.coverage import Coverage
from crawler.health.records import conditions, histories
from crawler.health.report import Finding, SourceHealth, assess, fallen, findings
from crawler.ledger.ledger import open_ledger
from crawler.ledger.waiting import archived_since, waiting_links
from indexer.articles.coverage import coverages
from indexer.articles.read import articles_database, count_doubtful
from indexer.engines.outbox import backlog
from indexer.lag import Unsearchable, oldest_unsearchable
from search.saved.health import AlertStatus, read_alerts

ARCHIVE = "archive"
Counts = Mapping[tuple[str, str, str], int]
"""Pages by publisher, stage and outcome."""


@dataclass(frozen=True, slots=True)
class Status:
    """All that is known at an instant; `stages` counts pages by outcome, `waiting` what is left to do."""

    at: datetime
    stages: Mapping[str, Mapping[str, int]]
    waiting: Mapping[str, int]
    lag_seconds: float
    free_bytes: int
    days_left: float | None
    findings: Sequence[Finding]
    sources: Sequence[SourceHealth]
    held: Mapping[str, int]
    alerts: AlertStatus


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the articles database tells of the stages behind the archive."""

    counts: Counts
    held: Mapping[str, int]
    waiting: int
    oldest: Unsearchable | None
    coverage: Mapping[str, Coverage]
    alerts: AlertStatus


def read_status(
    settings: Settings, data: Path, publishers: Mapping[str, Publisher], now: datetime, since: datetime | None
) -> Status:
    """Read how all is; `since` is where the counts of the stages begin, None for the beginning.

    Raises UnavailableError where a database is away.
    """
    read = _read_articles(settings, data, now, since)
    with open_ledger(settings.database.url, data) as ledger:
        with reading(ledger.engine) as connection:
            fetched = outcome_log.counts_since(connection, since)
        known = conditions(ledger.engine)
        sources = assess(
            publishers.values(), ledger.sources(), histories(ledger.engine), known, fallen(read.coverage, known), now
        )
        links, retries = waiting_links(ledger.engine)
        pages = archived_since(ledger.engine, read.oldest.captured) if read.oldest and not read.oldest.is_read else 0
    return Status(
        at=now,
        stages={one.value: _by_outcome(fetched if one is Stage.FETCH else read.counts, one) for one in Stage},
        waiting={"links": links, "retries": retries, "pages": pages, "articles": read.waiting},
        lag_seconds=round(max(0.0, (now - read.oldest.captured).total_seconds()), 1) if read.oldest else 0.0,
        free_bytes=free_bytes(data),
        days_left=days_left(data, data / ARCHIVE, now.timestamp()),
        findings=findings(sources, known),
        sources=sources,
        held=read.held,
        alerts=read.alerts,
    )


def _read_articles(settings: Settings, data: Path, now: datetime, since: datetime | None) -> _Reading:
    with articles_database(settings, data) as database, reading(database) as connection:
        waiting = backlog(connection)
        # each article began with one page; counting the articles themselves takes long
        articles = _by_outcome(outcome_log.totals(connection), Stage.EXTRACT).get(Outcome.OK.value, 0)
        return _Reading(
            counts=outcome_log.counts_since(connection, since),
            held={
                "articles": articles,
                "doubtful": count_doubtful(connection),
                "dead_letters": waiting["dead_letters"],
            },
            waiting=waiting["waiting_for_engine"],
            oldest=oldest_unsearchable(connection, data / ARCHIVE),
            coverage=dict(coverages(connection)),
            alerts=read_alerts(settings, data, connection, now),
        )


def _by_outcome(counts: Counts, stage: Stage) -> dict[str, int]:
    summed = Counter[str]()
    for (_, of_stage, outcome), number in counts.items():
        if of_stage == stage.value:
            summed[outcome] += number
    return dict(summed)
