"""A clock that was ahead, or jumps, does not keep anything from being crawled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from base.database import reading, writing
from config.catalogue import Adaptive, Cron, Every, Publisher, Schedule, Source
from config.outcomes import Outcome
from crawler.ledger.backfills import Backfill, PastList, begin, due_lists
from crawler.ledger.clock_check import MAX_AHEAD, ClockWatch, pull_back
from crawler.ledger.ledger import Ledger, Link, Visit, open_ledger
from crawler.ledger.tables import HOST, LINK, NOTICE, SOURCE
from crawler.schedule.policy import next_due

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
FEED = "https://kabar.id/rss"
SCHEDULES: dict[str, Schedule] = {
    "adaptive": Adaptive(),
    "monthly": Cron("0 6 1 * *"),
    "weekly": Every(timedelta(days=7)),
}


def publisher(schedule: Schedule) -> Publisher:
    return Publisher("kabar", "Kabar", ("kabar.id",), sources=(Source("feed", FEED, schedule),))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite:", tmp_path) as ledger:
        yield ledger


def one(ledger: Ledger, column: sa.Column[datetime]) -> datetime | None:
    with reading(ledger.engine) as connection:
        found: datetime | None = connection.execute(sa.select(column)).scalar()
        return found


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_a_clock_that_was_ahead_has_put_off_is_due_at_once(ledger: Ledger, name: str) -> None:
    kabar = publisher(SCHEDULES[name])
    ahead = NOW + timedelta(days=400)
    ledger.sync_sources([kabar], ahead)
    (state,) = ledger.due_sources(ahead, None, False)
    ledger.record_visit(state.id, Visit(Outcome.FETCHED, ahead, next_due(kabar.sources[0].schedule, ahead)))
    ledger.add_links("kabar", FEED, [Link("https://kabar.id/1", "kabar.id/1")], ahead, 10)
    ledger.hosts.set_host_state("kabar.id", ahead + timedelta(hours=2), None)
    assert ledger.due_sources(NOW, None, False) == ledger.pending_links("kabar", 10, NOW) == []
    assert pull_back(ledger.engine, [kabar], NOW) == 3
    assert one(ledger, HOST.c.not_before) is None
    assert [state.url for state in ledger.due_sources(NOW, None, False)] == [FEED]
    assert [link.key for link in ledger.pending_links("kabar", 10, NOW)] == ["kabar.id/1"]


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("failures", [0, 1, 5, 50])
def test_what_a_schedule_asks_for_stays(ledger: Ledger, name: str, failures: int) -> None:
    kabar = publisher(SCHEDULES[name])
    ledger.sync_sources([kabar], NOW)
    (state,) = ledger.due_sources(NOW, None, False)
    due = next_due(kabar.sources[0].schedule, NOW, failures)
    ledger.record_visit(state.id, Visit(Outcome.HTTP_ERROR, NOW, due, failures=failures))
    ledger.hosts.set_host_state("kabar.id", NOW + timedelta(hours=24), 3.0)
    assert pull_back(ledger.engine, [kabar], NOW) == 0
    assert one(ledger, SOURCE.c.next_due) == due


@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=16), timedelta(days=29)])
def test_a_withdrawn_page_keeps_its_next_look(ledger: Ledger, ahead: timedelta) -> None:
    ledger.add_links("kabar", FEED, [Link("https://kabar.id/1", "kabar.id/1")], NOW, 10)
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(LINK).values(withdrawn=NOW - ahead, due=NOW + ahead))
    assert pull_back(ledger.engine, [], NOW) == 0
    assert one(ledger, LINK.c.due) == NOW + ahead
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(LINK).values(due=NOW + timedelta(days=31)))
    assert pull_back(ledger.engine, [], NOW) == 1


def test_lists_of_past_articles_and_notices_are_due_too(ledger: Ledger) -> None:
    ahead, day = NOW + timedelta(days=400), NOW.date()
    one_list = PastList(f"{FEED}/lama", "section", "lama", day, day)
    begin(ledger.engine, Backfill("kabar", day, day), [one_list], ahead)
    with writing(ledger.engine) as connection:
        row = {"id": "msg_1", "channel": "mail", "body": "{}", "created": ahead, "due": ahead}
        connection.execute(sa.insert(NOTICE).values(row))
    assert due_lists(ledger.engine, ["kabar"], NOW) == []
    assert pull_back(ledger.engine, [], NOW) == 2
    assert [one for _, one in due_lists(ledger.engine, ["kabar"], NOW)] == [one_list]
    assert one(ledger, NOTICE.c.due) == NOW


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_no_jump_of_the_clock_puts_a_link_off_for_longer_than_a_rest(jump: timedelta) -> None:
    with tempfile.TemporaryDirectory() as folder, open_ledger("sqlite:", Path(folder)) as ledger:
        ledger.add_links("kabar", FEED, [Link("https://kabar.id/1", "kabar.id/1")], NOW + jump, 10)
        pull_back(ledger.engine, [], NOW)
        due = one(ledger, LINK.c.due)
        assert due is not None
        assert due <= NOW + MAX_AHEAD


@given(
    st.integers(0, 10**6),
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).filter(lambda jump: abs(jump) > timedelta(minutes=2)),
)
def test_a_jump_of_the_clock_is_noticed_once(passed: int, jump: timedelta) -> None:
    watch = ClockWatch(NOW, 100.0)
    assert not watch.has_jumped(NOW + timedelta(seconds=passed), 100.0 + passed)
    assert watch.has_jumped(NOW + timedelta(seconds=passed) + jump, 100.0 + passed)
    assert not watch.has_jumped(NOW + timedelta(seconds=passed + 5) + jump, 105.0 + passed)
