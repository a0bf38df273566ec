"""What holds for all tests: properties are checked without a clock, and in CI on the same examples every time."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from config.foreign_logs import QUIET, ROOMS

settings.register_profile(
    "kliping",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kliping")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the whole program and those that kill come first: they are the longest, mostly wait, and one that
    begins last is waited for alone. (`make test` keeps pytest-xdist from putting them last, as files of few tests.)"""

    def is_short(item: pytest.Item) -> bool:
        return item.path.parent != Path(__file__).parent and item.get_closest_marker("kill") is None

    items.sort(key=is_short)


@pytest.fixture(autouse=True)
def restore_levels() -> Iterator[None]:
    """A command that runs in this process sets the levels of its log, which the next test is not to have."""
    loggers = [logging.getLogger(name) for name in ("", *ROOMS, *QUIET)]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
