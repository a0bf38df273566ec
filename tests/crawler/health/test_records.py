"""What is kept of health, in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.notify_settings import HealthSettings
from config.outcomes import Outcome
from config.settings import DatabaseSettings, Settings
from crawler.health.history import NO_HISTORY, Look
from crawler.health.notices import WELL, Change, note_changes
from crawler.health.records import NETWORK, Condition, conditions, end_condition, histories, record_look, set_condition
from crawler.health.states import State, evidence
from crawler.health.telling import Message, tell_all
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.links import Link
from crawler.ledger.retries import Failure
from crawler.ledger.waiting import archived_since, waiting_links
from search.status import read_status
from tests.crawler.health.test_watch import publisher
from tests.postgres import postgres_url
from tests.recorded_pages import record_page

__all__ = ["postgres_url"]

NOW = datetime.now(UTC)
UJI = publisher("uji", "http://uji.example:1")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite:" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(url, tmp_path) as opened:
        opened.sync_sources([UJI])
        yield opened


def test_a_history_is_carried_on_and_one_of_another_version_begun_anew(ledger: Ledger) -> None:
    [source] = ledger.sources()
    for hours in (2, 1):
        look = Look((NOW - timedelta(hours=hours)).timestamp(), State.GONE, evidence("answered", 404))
        before, after = record_look(ledger.engine, source.id, look)
    assert (before.visits, after.visits, after.state) == (1, 2, State.GONE)
    assert histories(ledger.engine) == {source.id: after}
    assert histories(ledger.engine).get(source.id + 1, NO_HISTORY) is NO_HISTORY


def test_a_condition_keeps_since_when_it_is(ledger: Ledger) -> None:
    first = Condition(NETWORK, State.NO_NETWORK, NOW, evidence("no_answer"))
    assert set_condition(ledger.engine, first)
    assert not set_condition(ledger.engine, replace(first, since=NOW + timedelta(hours=1)))
    assert conditions(ledger.engine) == {NETWORK: first}
    assert end_condition(ledger.engine, NETWORK)
    assert not end_condition(ledger.engine, NETWORK)


def test_what_is_told_goes_through_the_queue_once(ledger: Ledger) -> None:
    ill = Change("a", "gone", "uji", "https://uji.example/", NOW - timedelta(hours=1), "answered 404", "look")
    assert note_changes(ledger.engine, [ill], ["mail"], NOW) == [replace(ill, was=WELL)]
    assert note_changes(ledger.engine, [ill], ["mail"], NOW) == []
    sent = list[Message]()
    settings = Settings(health=HealthSettings(mail="a@b.example"))
    assert tell_all(ledger.engine, settings, lambda _, message: sent.append(message)) == 1
    assert tell_all(ledger.engine, settings, lambda _, message: sent.append(message)) == 0
    assert len(sent) == 1


def test_the_status_counts_what_waits(ledger: Ledger, url: str, tmp_path: Path) -> None:
    links = [Link(f"https://uji.example/baca/{number}", f"https://uji.example/baca/{number}") for number in range(3)]
    ledger.add_links("uji", UJI.sources[0].url, links, NOW, 10)
    failure = Failure(Outcome.HTTP_ERROR, temporary=True)
    ledger.record_failure("p1", links[0].key, failure, "r", give_up_after=timedelta(days=30), now=NOW)
    record_page(ledger, "p2", links[1].key, Outcome.FETCHED, "r", now=NOW)
    assert waiting_links(ledger.engine) == (1, 1)
    assert (archived_since(ledger.engine, NOW), archived_since(ledger.engine, NOW + timedelta(seconds=1))) == (1, 0)
    settings = Settings(database=DatabaseSettings(url=url))
    for since in (NOW - timedelta(hours=24), None):
        status = read_status(settings, tmp_path, {"uji": UJI}, NOW, since)
        assert status.stages["fetch"] == {"http_error": 1, "fetched": 1}
        assert (status.waiting["links"], status.waiting["retries"]) == (1, 1)
        assert [one.state for one in status.sources] == [State.UNVISITED]
    assert read_status(settings, tmp_path, {}, NOW, NOW + timedelta(hours=2)).stages["fetch"] == {}
