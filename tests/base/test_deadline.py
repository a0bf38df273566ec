"""What counts of the time that a search may take, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from base import deadline as deadlines
from base.database import open_database
from base.deadline import check_deadline, deadline, seconds_left, uncounted
from config.settings import load
from search.publisher_fields import catalogue_of
from search.saved.own_values import OwnValueReader
from search.saved.searches import MIGRATIONS
from tests.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadlines, "time", clock)
    return clock


def test_what_is_uncounted_takes_nothing_of_the_time_and_all_else_does(clock: Clock) -> None:
    with deadline(2):
        clock.now += 0.5
        with uncounted():
            clock.now += 60
        assert seconds_left() == 1.5
        clock.now += 1.5
        with pytest.raises(deadlines.TooSlowError):
            check_deadline()
    assert seconds_left() is None


def test_what_is_uncounted_twice_is_given_back_once(clock: Clock) -> None:
    with deadline(2):
        with uncounted():
            clock.now += 10
            with uncounted():
                clock.now += 60
        assert seconds_left() == 2


def test_without_a_deadline_nothing_is_uncounted(clock: Clock) -> None:
    with uncounted():
        clock.now += 60
    assert seconds_left() is None


def test_a_slow_opening_of_what_users_keep_ends_no_search(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database("sqlite:", tmp_path, "saved", MIGRATIONS).dispose()

    def slow(*given: object) -> object:
        clock.now += 60
        return open_database(*given)

    monkeypatch.setattr("base.database.open_database", slow)
    reader = OwnValueReader(load(tmp_path).settings, tmp_path)
    with deadline(2):
        assert reader.numbers("label") == {}
        assert seconds_left() == 2
    reader.close()


def test_a_catalogue_that_is_read_slowly_ends_no_search(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_given: object) -> dict[str, object]:
        clock.now += 60
        return {}

    monkeypatch.setattr("config.catalogue.load_catalogue", slow)
    with deadline(2):
        assert catalogue_of(tmp_path, {})() == {}
        assert seconds_left() == 2
