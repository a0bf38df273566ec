"""Who is crawled when: what makes a crawler that stays pause, and that it says so once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from base import outcome_log
from base.database import reading
from base.errors import UnavailableError
from config.outcomes import Outcome
from config.settings import CrawlerSettings, Settings
from crawler.fetch.reactor import run
from crawler.fetch.runtime import open_runtime
from crawler.ledger.ledger import Ledger
from crawler.schedule.manager import CrawlManager
from tests.indexing import page


def away(*_: object) -> None:
    raise UnavailableError("PostgreSQL: connection refused")


def test_a_database_that_is_away_is_asked_again_and_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conductor_log = CrawlManager.__module__
    caplog.set_level(logging.INFO, conductor_log)
    with open_runtime(Settings(crawler=CrawlerSettings(min_free_bytes=0)), tmp_path, alone=True) as shared:
        conductor = CrawlManager(shared, {}, once=False, everything=False)
        with monkeypatch.context() as broken:
            broken.setattr(Ledger, "due_sources", away)
            run(conductor.tick())
            run(conductor.tick())
        run(conductor.tick())
    told = [record.getMessage() for record in caplog.records if record.name == conductor_log]
    assert told == ["crawling pauses: PostgreSQL: connection refused", "crawling goes on"]


def test_a_crawl_to_its_end_ends_where_the_database_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "due_sources", away)
    with open_runtime(Settings(), tmp_path, alone=True) as shared:
        conductor = CrawlManager(shared, {}, once=True, everything=False)
        with pytest.raises(UnavailableError, match="connection refused"):
            run(conductor.run())


def test_old_outcomes_are_pruned_and_a_replay_counts_no_page_again(tmp_path: Path) -> None:
    with open_runtime(Settings(crawler=CrawlerSettings(min_free_bytes=0)), tmp_path, alone=True) as shared:
        for days in (29, 31):
            archived = page(f"baca/{days}", b"<html>", captured=datetime.now(UTC) - timedelta(days=days))
            position = shared.archive.append(archived)
            shared.ledger.record_page(
                archived.id,
                archived.key,
                Outcome.FETCHED,
                "",
                url=archived.url,
                now=archived.captured,
                position=position,
            )
        run(CrawlManager(shared, {}, once=True, everything=False).tick())
        assert shared.ledger.replay(tmp_path / "archive") == 0
        with reading(shared.ledger.engine) as connection:
            assert sum(outcome_log.count(connection).values()) == 1
            assert sum(outcome_log.totals(connection).values()) == 2
