"""Who is crawled when: what makes a crawler that stays pause, and that it says so once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base import outcome_log
from base.database import reading
from base.errors import AwayError, UnavailableError
from config.catalogue import Every, Publisher, Source
from config.outcomes import Outcome
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import follow
from crawler.fetch.reactor import run
from crawler.fetch.runtime import Runtime, open_runtime
from crawler.ledger import page_outcomes
from crawler.ledger.ledger import Ledger
from crawler.schedule import pauses, policy
from crawler.schedule.manager import CrawlManager
from tests.indexing import page
from tests.news_site import serve_site
from tests.recorded_pages import record_page


def away(*_: object) -> None:
    raise UnavailableError("PostgreSQL: connection refused")


def test_a_database_that_is_away_is_asked_again_and_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conductor_log = pauses.__name__
    caplog.set_level(logging.INFO, conductor_log)
    with open_runtime(Settings(crawler=CrawlerSettings(min_free_bytes=0)), tmp_path, alone=True) as shared:
        conductor = CrawlManager(shared, {}, once=False, everything=False)
        with monkeypatch.context() as broken:
            broken.setattr(Ledger, "due_sources", away)
            broken.setattr(pauses, "MIN_AWAY_SECONDS", 0.0)
            run(conductor.tick())
            run(conductor.tick())
        run(conductor.tick())
    told = [record.getMessage() for record in caplog.records if record.name == conductor_log]
    assert told == ["crawling pauses: PostgreSQL: connection refused", "crawling goes on"]


def test_a_database_that_goes_away_amid_the_work_is_waited_for_and_no_page_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, pauses.__name__)
    monkeypatch.setattr(policy, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(pauses, "MIN_AWAY_SECONDS", 0.0)
    record, replay_one = Ledger.record_archived, page_outcomes._end_archived
    failures = [AwayError("PostgreSQL: connection refused")] * 4

    went_on, tell = asyncio.Event(), pauses.Pauses.tell

    def noted(self: pauses.Pauses, reason: str) -> None:
        if self.told and not reason:
            went_on.set()
        tell(self, reason)

    def sometimes(function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: object, **named: object) -> object:
            if failures:
                raise failures.pop()
            return function(*arguments, **named)

        return called

    monkeypatch.setattr(Ledger, "record_archived", sometimes(record))
    monkeypatch.setattr(page_outcomes, "_end_archived", sometimes(replay_one))

    monkeypatch.setattr(pauses.Pauses, "tell", noted)

    async def until_it_goes_on(shared: Runtime, one: Publisher) -> None:
        manager = CrawlManager(shared, {one.slug: one}, once=False, everything=True)
        crawling = asyncio.create_task(manager.run())
        async with asyncio.timeout(60):
            await went_on.wait()
        manager.stop()
        await crawling

    with serve_site() as site:
        site.page("/baca/1")
        site.feed("/rss", ["/baca/1"])
        source = Source("feed", f"{site.base}/rss", Every(timedelta(hours=1)))
        one = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", sources=(source,))
        crawler = CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0)
        with open_runtime(Settings(crawler=crawler), tmp_path, alone=True) as shared:
            shared.ledger.sync_sources([one])
            run(until_it_goes_on(shared, one))
        assert site.paths("/baca/") == ["/baca/1"]
    assert not failures
    assert len(list(follow(tmp_path / "archive", {}))) == 1
    told = [record.getMessage() for record in caplog.records if record.name == pauses.__name__]
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
            record_page(
                shared.ledger,
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
