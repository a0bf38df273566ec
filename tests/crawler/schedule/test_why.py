"""Why a source is visited when it is, in words of people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.catalogue import Cron, Every, Schedule
from crawler.schedule.adaptive import Next
from crawler.schedule.why import why_adaptive, why_pinned


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Every(timedelta(minutes=5)), "its schedule: every 5 minutes"),
        (Every(timedelta(hours=1)), "its schedule: every hour"),
        (Every(timedelta(minutes=90)), "its schedule: every 90 minutes"),
        (Every(timedelta(days=2)), "its schedule: every 2 days"),
        (Every(timedelta(seconds=45)), "its schedule: every 45 seconds"),
        (Cron("15 6 * * *"), "its schedule: 15 6 * * * (cron, Jakarta time)"),
    ],
)
def test_a_schedule_of_ones_own_is_named(schedule: Schedule, words: str) -> None:
    assert why_pinned(schedule) == words


@pytest.mark.parametrize(
    ("expected", "words"), [(12.3, "about 12 new"), (1.24, "about 1.2 new"), (0.01, "hardly any new")]
)
def test_how_much_is_expected(expected: float, words: str) -> None:
    following = Next(0.0, "waiting", expected)
    assert why_adaptive(following).startswith(words)
