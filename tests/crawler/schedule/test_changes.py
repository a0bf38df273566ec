"""A changed schedule counts at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.catalogue import Every, Publisher, Schedule, Source
from config.outcomes import Outcome
from crawler.ledger.ledger import Ledger, Visit, open_ledger
from crawler.schedule.changes import apply_changes
from crawler.schedule.policy import next_due

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
FEED = "https://kabar.id/rss"
OFTEN, SELDOM = Every(timedelta(minutes=5)), Every(timedelta(hours=6))


def start(ledger: Ledger, schedule: Schedule) -> int:
    kabar = Publisher("kabar", "Kabar", ("kabar.id",), sources=(Source("feed", FEED, schedule),))
    ledger.sync_sources([kabar], NOW)
    return apply_changes(ledger.engine, [kabar])


def visit(ledger: Ledger, schedule: Schedule) -> None:
    [source] = ledger.due_sources(NOW, None, everything=True)
    ledger.record_visit(source.id, Visit(Outcome.FETCHED, NOW, next_due(schedule, NOW, url=FEED)))


def test_a_source_is_due_by_its_new_schedule_from_the_last_visit_on(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        start(ledger, SELDOM)
        for before, after in ((SELDOM, OFTEN), (OFTEN, SELDOM)):
            visit(ledger, before)
            assert start(ledger, after) == 1
            [source] = ledger.sources()
            assert source.next_due == next_due(after, NOW, url=FEED)
            assert start(ledger, after) == 0


def test_what_was_never_visited_stays_due_and_a_kept_schedule_changes_nothing(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        for schedule in (SELDOM, OFTEN):
            assert start(ledger, schedule) == 0
            assert [source.next_due for source in ledger.sources()] == [NOW]
        visit(ledger, Every(timedelta(hours=1)))  # put off by something else than the schedule, such as a rest
        assert start(ledger, OFTEN) == 0
        assert [source.next_due for source in ledger.sources()] == [next_due(Every(timedelta(hours=1)), NOW, url=FEED)]
