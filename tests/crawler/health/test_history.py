"""How a source is judged by its own history: no alarm in an ordinary week, one in time where nothing comes any more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crawler.health.history import NO_HISTORY, History, Look, entries_of, learn
from crawler.health.pauses import Kind, kind_of
from crawler.health.states import State, evidence
from tests.crawler.health.newsrooms import DAY, HOUR, MONDAY, NEWSROOMS, lives, visits

FIRST_SEED = 7_000  # the limits were found with others


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("name", NEWSROOMS)
def test_an_ordinary_week_raises_no_finding(name: str, dated: bool) -> None:
    for seed in range(FIRST_SEED, FIRST_SEED + 3):
        history = NO_HISTORY
        for at, history in lives(visits(name, seed, 7, dated=dated, step=1.5)):
            assert not history.is_confirmed, (seed, at, history.evidence)
        assert len(history.to_json()) < 3_000


@pytest.mark.parametrize("name", NEWSROOMS)
def test_neither_does_an_ordinary_month(name: str) -> None:
    found = {history.state for _, history in lives(visits(name, FIRST_SEED + 9, 35, dated=True, step=6))}
    assert found <= {State.FINE, State.QUIET}


def test_nights_and_weekends_are_quiet() -> None:
    found = [(at, history.state) for at, history in lives(visits("weekdays", FIRST_SEED, 21, dated=True, step=2))]
    nights = [state for at, state in found if (at - MONDAY) % DAY < 5 * HOUR]
    assert nights
    assert set(nights) <= {State.QUIET}
    assert any(state is State.FINE for _, state in found)


@pytest.mark.parametrize(
    ("name", "days"), [("busy", 2), ("hourly", 3), ("round the clock", 3), ("weekdays", 7), ("daily", 10)]
)
def test_a_source_that_dies_is_stale_after_a_while(name: str, days: float) -> None:
    start = next(visits(name, FIRST_SEED, 1, dated=True, step=1)).at
    looks = visits(name, FIRST_SEED, 45, dated=True, step=3, dead_after=30)
    first = next(at for at, history in lives(looks) if history.state is State.STALE)
    assert 30 < (first - start) / DAY < 30 + days


def listing(at: float, *ages: float, name: str = "a") -> Look:
    """A list with entries of these ages in hours."""
    entries = entries_of((f"{name}{age}", at - age * HOUR) for age in ages)
    return Look(at, listed=len(ages), new=len(ages), entries=entries)


@pytest.mark.parametrize(
    ("ages", "state"),
    [
        ([60 * 24 + number / 2 for number in range(10)], State.STALE),
        ([12 * 24 + number / 2 for number in range(10)], State.STALE),
        ([5 * 24 + number / 60 for number in range(10)], State.QUIET),  # a batch: a magazine looks so
        ([6 * 24 + number * 7 * 24 for number in range(10)], State.FINE),
        ([9 * 24 + number * 7 * 24 for number in range(10)], State.QUIET),
        ([40 * 24 + number * 30 * 24 for number in range(10)], State.QUIET),
        ([35 * 24.0], State.STALE),
        ([0.1 + number / 2 for number in range(10)], State.FINE),
    ],
    ids=["old", "of 12 days ago", "a batch", "weekly", "weekly, late", "monthly", "one old entry", "fresh"],
)
def test_the_first_list_is_judged_by_its_own_dates(ages: list[float], state: State) -> None:
    history = learn(NO_HISTORY, listing(MONDAY, *ages))
    assert history.state is state, history.evidence
    assert history.is_confirmed == (state is State.STALE)


def test_a_feed_whose_dates_are_always_now_does_not_look_fresh_for_ever() -> None:
    history = learn(NO_HISTORY, listing(MONDAY, *range(1, 400, 20)))
    links = [f"same{number}" for number in range(20)]
    for day in range(1, 30):
        at = MONDAY + day * DAY
        history = learn(history, Look(at, listed=20, entries=entries_of((link, at) for link in links)))
    assert history.state is State.STALE


def test_what_is_wrong_is_a_finding_when_a_second_visit_shows_it() -> None:
    well = learn(NO_HISTORY, listing(MONDAY, 1, 2, 3))
    once = learn(well, Look(MONDAY + HOUR, State.FAILING, evidence("answered", 500)))
    assert (once.state, once.since, once.is_confirmed) == (State.FAILING, MONDAY + HOUR, False)
    twice = learn(once, Look(MONDAY + 2 * HOUR, State.FAILING, evidence("answered", 502)))
    assert (twice.since, twice.is_confirmed, twice.evidence) == (MONDAY + HOUR, True, evidence("answered", 502))
    again = learn(twice, Look(MONDAY + 3 * HOUR))
    assert (again.state, again.since) == (State.QUIET, MONDAY + 3 * HOUR)


def test_an_unchanged_list_shows_what_it_showed() -> None:
    empty = learn(NO_HISTORY, Look(MONDAY, State.EMPTY, evidence("empty"), listed=0))
    away = learn(empty, Look(MONDAY + HOUR, State.UNREACHABLE, evidence("said", "x")))
    unchanged = learn(away, Look(MONDAY + 2 * HOUR))
    assert (unchanged.state, unchanged.evidence) == (State.EMPTY, evidence("empty"))
    assert learn(unchanged, listing(MONDAY + 3 * HOUR, 0.1)).state is State.FINE


def test_a_history_is_stored_as_it_is() -> None:
    history = learn(learn(NO_HISTORY, listing(MONDAY, *range(1, 99, 7))), listing(MONDAY + DAY, 1, 9, name="b"))
    history = replace(history, list_evidence=evidence("one_address", 3))
    assert History.from_json(history.to_json()) == history
    for text in ("[]", "{}", '{"state": "fine"}', json.dumps({"state": "odd", "pauses": {}})):
        with pytest.raises(ValueError, match=r".+"):
            History.from_json(text)


@pytest.mark.parametrize(
    ("start", "hours", "kind"),
    [
        (9, 3, Kind.DAY),
        (9, 14.9, Kind.DAY),
        (9, 15.1, Kind.NIGHT),
        (4.9, 1, Kind.NIGHT),
        (5, 1, Kind.DAY),
        (4 * 24 + 23, 1.1, Kind.WEEKEND),  # Friday to Saturday
        (6 * 24 + 23, 2, Kind.WEEKEND),  # Sunday to Monday
        (3 * 24 + 23, 2, Kind.NIGHT),
    ],
)
def test_what_a_pause_spans(start: float, hours: float, kind: Kind) -> None:
    at = MONDAY + start * HOUR
    assert kind_of(at, at + hours * HOUR) is kind
