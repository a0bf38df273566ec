"""What holds for all tests: properties are checked without a clock, and in CI on the same examples every time; files
are in memory where there is enough of it."""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import base.database
from config.foreign_logs import QUIET, ROOMS
from tests.compiled_once import compiling_once
from tests.made_tables import made_again

settings.register_profile(
    "kliping",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kliping")

MEMORY = Path("/dev/shm")
DISK_BYTES, FREE_BYTES = 8 << 30, 14 << 30
"""What all processes of the suite leave in their folders, most of it databases of PostgreSQL; and that, with what the
processes and their servers take themselves."""


def keep_files_in_memory() -> None:
    """Make temporary folders there, unless TMPDIR names a place: tests wait a long time for a disk that syncs
    thousands of small files, and what they kill are processes, not the machine."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    disk = os.statvfs(MEMORY)
    free = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    is_roomy = disk.f_bavail * disk.f_frsize >= DISK_BYTES and free is not None and int(free[1]) * 1024 >= FREE_BYTES
    if is_roomy and not disk.f_flag & os.ST_NOEXEC:  # tests run programs from there
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


keep_files_in_memory()


TESTS = Path(__file__).parent
LONGEST = {
    TESTS / file
    for file in (
        "indexer/engines/elastic/test_engine.py",
        "indexer/engines/test_contract.py",
        "kliping/test_supervisor.py",
        "search/saved/test_matcher.py",
        "search/test_both_engines.py",
        "search/test_hostile.py",
        "search/web/test_schemathesis.py",
    )
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the whole program and those that kill come first, since they mostly wait, and then the files that
    take longest: one that begins last is waited for alone. (`make test` keeps pytest-xdist from changing that.)"""

    def turn(item: pytest.Item) -> int:
        if item.path.parent == TESTS or item.get_closest_marker("kill"):
            return 0
        return 1 if item.path in LONGEST else 2

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: let the garbage collector, which looks for lost cycles, pass it over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def make_databases_quickly() -> Iterator[None]:
    """Migrate new databases of this process but once, and compile but once what they are asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base.database, "_migrate", made_again(base.database._migrate))
        patch.setattr(base.database, "_create_engine", compiling_once(base.database._create_engine))
        yield


@pytest.fixture(autouse=True)
def restore_levels() -> Iterator[None]:
    """A command that runs in this process sets the levels of its log, which the next test is not to have."""
    loggers = [logging.getLogger(name) for name in ("", *ROOMS, *QUIET)]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
