"""Leases: what one worker holds no other gets, what is given back or held for too long comes back, in any order."""

from __future__ import annotations

import itertools
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.outcomes import Outcome
from crawler.ledger.ledger import LEASE, Ledger, Link, open_ledger
from crawler.ledger.retries import Failure

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEED = "https://kabar.id/rss.xml"
LINKS = [Link(f"https://kabar.id/{number}", f"https://kabar.id/{number}", source=FEED) for number in range(4)]
WORKERS = st.sampled_from(["satu", "dua", "tiga"])
KEYS = st.sampled_from([link.key for link in LINKS])


def fail(ledger: Ledger, page: str, key: str, now: datetime, retry: datetime) -> None:
    failure = Failure(Outcome.TIMED_OUT, temporary=True, not_before=retry, of_host=True)
    ledger.record_failure(page, key, failure, "lari", give_up_after=timedelta(days=30), now=now)


def test_a_link_that_was_tried_is_anybodys_when_it_is_due_again(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.add_links("kabar", FEED, LINKS[:1], NOW, 10)
        assert ledger.pending_links("kabar", 10, NOW)
        retry = NOW + MINUTE
        fail(ledger, "satu", LINKS[0].key, NOW, retry)
        other = Ledger(ledger.engine, "lain")
        assert other.waiting_hosts(retry, ["kabar"]) == {("kabar", "kabar.id")}
        assert [link.key for link in other.pending_links("kabar", 10, retry)] == [LINKS[0].key]


@pytest.mark.parametrize(("later", "is_free"), [(LEASE - MINUTE, False), (LEASE, True)])
def test_a_lease_lasts_half_an_hour(tmp_path: Path, later: timedelta, is_free: bool) -> None:
    assert timedelta(minutes=30) == LEASE  # longer than a crawl takes, shorter than a dead worker may hold up the news
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.add_links("kabar", FEED, LINKS[:1], NOW, 10)
        ledger.pending_links("kabar", 10, NOW)
        assert bool(Ledger(ledger.engine, "lain").pending_links("kabar", 10, NOW + later)) == is_free


class Workers(RuleBasedStateMachine):
    """Several workers claim, end and give back links of one ledger while time passes and some of them die."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.held: dict[str, tuple[str, datetime]] = {}
        self.due = {link.key: NOW for link in LINKS}
        self.pages = itertools.count()

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = open_ledger("sqlite:", Path(self.folder.name))
        assert self.ledger.add_links("kabar", FEED, LINKS, NOW, 10) == len(LINKS)

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    def free_for(self, worker: str) -> set[str]:
        others = {key for key, (holder, until) in self.held.items() if holder != worker and until > self.now}
        return {key for key, due in self.due.items() if due <= self.now} - others

    @rule(worker=WORKERS, limit=st.integers(1, 5))
    def claim(self, worker: str, limit: int) -> None:
        free = self.free_for(worker)
        claimed = [link.key for link in Ledger(self.ledger.engine, worker).pending_links("kabar", limit, self.now)]
        assert len(claimed) == len(set(claimed)) == min(limit, len(free))
        assert set(claimed) <= free
        self.held |= dict.fromkeys(claimed, (worker, self.now + LEASE))

    @rule(key=KEYS, pause=st.none() | st.integers(0, 60))
    def end(self, key: str, pause: int | None) -> None:
        """A try of a link ends, for ever or until it is due again."""
        retry = None if pause is None else self.now + pause * MINUTE
        page = f"{next(self.pages)}"
        if retry:
            fail(self.ledger, page, key, self.now, retry)
        else:
            self.ledger.record_page(page, key, Outcome.FETCHED, "lari", now=self.now)
        self.held.pop(key, None)
        self.due.pop(key, None)
        if retry:
            self.due[key] = retry

    @rule(key=KEYS, pause=st.integers(0, 60))
    def give_back(self, key: str, pause: int) -> None:
        if key in self.due:
            self.due[key] = self.now + pause * MINUTE
            self.ledger.postpone(key, self.due[key])
            self.held.pop(key, None)

    @rule(minutes=st.integers(1, 40))
    def pass_time(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def start_alone(self) -> None:
        self.ledger.release_leases()
        self.held.clear()

    @invariant()
    def what_is_free_is_seen(self) -> None:
        for worker in ("satu", "dua"):
            seen = Ledger(self.ledger.engine, worker).waiting_hosts(self.now, ["kabar"])
            assert seen == ({("kabar", "kabar.id")} if self.free_for(worker) else set())


TestWorkers = Workers.TestCase
TestWorkers.settings = settings(max_examples=15, stateful_step_count=20)
