"""`kliping status`: how many pages ended how at each stage, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from base import outcome_log
from base.database import reading
from config.outcomes import Stage
from config.settings import Settings
from crawler.ledger import open_ledger
from indexer.articles import articles_database, count_articles
from indexer.outbox import backlog
from kliping.options import need_folder


def read_status(settings: Settings, data: Path) -> dict[str, dict[str, int]]:
    """Counts by outcome for each stage, and under `now` what is held and what waits. Raises ConfigError where there
    is no data folder."""
    if settings.database.url == "sqlite:":
        need_folder(data)
    with open_ledger(settings.database.url, data) as ledger:
        with reading(ledger.engine) as connection:
            fetched = outcome_log.count(connection)
        links = sum(ledger.backlog(datetime.now(UTC)).values())
    with articles_database(settings, data) as database, reading(database) as connection:
        read = outcome_log.count(connection)
        now = {
            "articles": count_articles(connection),
            "links_due": links,
            **backlog(connection),
        }
    return {
        **{stage.value: _by_outcome(fetched if stage is Stage.FETCH else read, stage) for stage in Stage},
        "now": now,
    }


def _by_outcome(counts: Mapping[tuple[str, str, str], int], stage: Stage) -> dict[str, int]:
    summed = Counter[str]()
    for (_, of_stage, outcome), number in counts.items():
        if of_stage == stage.value:
            summed[outcome] += number
    return dict(summed)
