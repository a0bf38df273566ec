"""`kliping status`: how many pages ended how at each stage, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from base import outcome_log
from base.database import reading
from config.outcomes import Outcome, Stage
from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.outbox import backlog
from kliping.options import need_folder


def read_status(settings: Settings, data: Path) -> dict[str, dict[str, int]]:
    """Counts by outcome for each stage, and under `now` what is held and what waits. Raises ConfigError where there
    is no data folder."""
    if settings.database.url == "sqlite:":
        need_folder(data)
    with open_ledger(settings.database.url, data) as ledger:
        with reading(ledger.engine) as connection:
            fetched = outcome_log.totals(connection)
        links = sum(ledger.backlog(datetime.now(UTC)).values())
    with articles_database(settings, data) as database, reading(database) as connection:
        read = outcome_log.totals(connection)
        waiting = backlog(connection)
    ended = {stage.value: _by_outcome(fetched if stage is Stage.FETCH else read, stage) for stage in Stage}
    articles = ended[Stage.EXTRACT.value].get(Outcome.OK.value, 0)  # each began with one page; counting them takes long
    return {**ended, "now": {"articles": articles, "links_due": links, **waiting}}


def _by_outcome(counts: Mapping[tuple[str, str, str], int], stage: Stage) -> dict[str, int]:
    summed = Counter[str]()
    for (_, of_stage, outcome), number in counts.items():
        if of_stage == stage.value:
            summed[outcome] += number
    return dict(summed)
