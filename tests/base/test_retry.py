"""Trying again at growing distances."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from base import retry
from base.errors import UnavailableError
from base.retry import MAX_ASKED_SECONDS, Backoff, read_retry_after
from tests.clock import Clock

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(retry, "time", clock)
    return clock


def wait_for_turn(clock: Clock, waiting: Backoff, *, fails: bool = False) -> float:
    """Seconds until an attempt is due, which then fails or not."""
    start = clock.now
    while True:
        with waiting.attempt() as is_due:
            if is_due and fails:
                raise UnavailableError("no answer")
        if is_due:
            return clock.now - start
        clock.now += 0.5


def test_it_rests_between_attempts_that_go_well(clock: Clock) -> None:
    waiting = Backoff(2.0)
    assert [wait_for_turn(clock, waiting) for _ in range(3)] == [0.0, 2.0, 2.0]


def test_it_waits_longer_after_each_failure_and_not_for_ever(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    waiting = Backoff(2.0)
    with caplog.at_level(logging.WARNING):
        waits = [wait_for_turn(clock, waiting, fails=True) for _ in range(9)]
    assert waits == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert "no answer; nothing is lost, tried again in 60 s" in caplog.text
    assert wait_for_turn(clock, waiting) == 60.0
    assert wait_for_turn(clock, waiting) == 2.0


def test_it_need_not_rest_when_there_is_more_to_do(clock: Clock) -> None:
    waiting = Backoff(2.0)
    wait_for_turn(clock, waiting)
    waiting.reset()
    assert wait_for_turn(clock, waiting) == 0.0


def test_other_errors_are_not_its_business() -> None:
    with pytest.raises(ValueError, match="rusak"), Backoff().attempt():
        raise ValueError("rusak")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("Wed, 25 Nov 2026 03:05:00 GMT", timedelta(minutes=5)),
        ("Wed, 25 Nov 2020 03:05:00 GMT", timedelta(0)),
        ("", None),
        ("besok", None),
        ("9" * 20, timedelta(seconds=MAX_ASKED_SECONDS)),
        ("9" * 5_000, None),
        ("Wed, 25 Nov 99999999999 03:05:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, expected: timedelta | None) -> None:
    assert read_retry_after(value, NOW) == expected
