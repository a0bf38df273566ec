"""A machine that is short of something, or wrong about the time: the command says so, and the next one is well."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from base.urls import canonical_url
from tests.faults.bench import Bench
from tests.faults.holdings import archived
from tests.faults.operations import PAGES, title
from tests.faults.table import STEP, Row

OPERATIONS = ("crawl", "import", "index", "rebuild", "alert", "backup")
DAY = 86_400
LIMITS = {
    "file size": {"RLIMIT_FSIZE": 60_000},
    "descriptors": {"RLIMIT_NOFILE": 24},
    "memory": {"RLIMIT_DATA": 2_000_000},
}
"""What the kernel refuses beyond; of memory what a process has when it begins its command, and so much more."""

pytestmark = [pytest.mark.kill, pytest.mark.timeout(120 if not STEP else 2_000)]

LOCKED_SECONDS = 3.0 if STEP else 1.0


def each_with(faults: Iterable[str]) -> pytest.MarkDecorator:
    """Every operation with every fault; in the short form each fault with one of the first two in turn."""
    some = [(OPERATIONS[number % 2], fault) for number, fault in enumerate(faults)]
    every = [(name, fault) for name in OPERATIONS for fault in faults]
    return pytest.mark.parametrize(("name", "fault"), every if STEP else some)


@each_with(LIMITS)
def test_what_the_kernel_refuses_is_told_and_made_up_for(bench: Bench, name: str, fault: str, row: Row) -> None:
    operation = bench.operation(name)
    with bench.copied(operation) as data:
        ended = bench.run(data, operation.command, limits=LIMITS[fault])
        case = bench.recover(operation, data, ended)
    row.cases.append(case)
    assert case.is_well, case
    assert ended.is_clear or (ended.code == 3 and fault == "memory" and "no memory left" in ended.log), ended


@contextlib.contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[Path]:
    """A disk of its own in memory, where this user may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@each_with(["disk full", "disk read-only"])
def test_a_disk_that_takes_nothing_is_told_and_goes_on_later(
    bench: Bench, folder: Path, name: str, fault: str, row: Row
) -> None:
    operation = bench.operation(name)
    before = bench.template(operation)
    used = sum(4 + file.stat().st_size // 1024 for file in before.rglob("*"))
    for more in (16, 64, 200) if fault == "disk full" and STEP else (64,):
        with small_disk(folder / "disk", used + more) as disk, bench.copied(operation, disk / "data") as data:
            if fault == "disk read-only":
                remount(disk, "ro")
            ended = bench.run(data, operation.command)
            remount(disk, f"rw,size={used + 20_000}k")
            case = bench.recover(operation, data, ended)
        row.cases.append(case)
        assert case.is_well, case
        assert ended.is_clear, ended


@each_with(["clock 400 days ahead", "clock 400 days behind"])
def test_a_clock_that_was_wrong_holds_up_nothing(bench: Bench, name: str, fault: str, row: Row) -> None:
    operation = bench.operation(name)
    with bench.copied(operation) as data:
        bench.shim.arm(data, ahead=400 * DAY * (1 if fault.endswith("ahead") else -1))
        ended = bench.run(data, operation.command)
        bench.shim.disarm()
        case = bench.recover(operation, data, ended)
        if name == "crawl":
            assert_new_pages_come(bench, data)
    row.cases.append(case)
    assert case.is_well, case
    assert ended.code == 0, ended


def assert_new_pages_come(bench: Bench, data: Path) -> None:
    """What is due by the right clock is fetched by it, whatever was put off by the wrong one."""
    site = bench.world.site
    answers = dict(site.answers)
    paths = [f"/baca/{number}" for number in range(PAGES + 1)]
    site.page(paths[-1], title(paths[-1]))
    site.feed("/rss", paths)
    try:
        assert bench.run(data, ("crawl", "--once", "--all", "--publisher", "uji")).code == 0
        wanted = Counter(canonical_url(f"{site.base}{path}") for path in paths)
        assert archived(data) == wanted  # the tally of what was fetched long ago, by the wrong clock, is pruned
    finally:
        site.answers = answers


@pytest.mark.parametrize("fault", [f"database locked for {LOCKED_SECONDS:.0f} s"])
@pytest.mark.parametrize("name", ["crawl", "import", "alert"] if STEP else ["import"])
def test_a_database_that_somebody_holds_is_waited_for(bench: Bench, name: str, fault: str, row: Row) -> None:
    operation = bench.operation(name)
    with bench.copied(operation) as data, contextlib.ExitStack() as held:
        for file in data.glob("*.sqlite"):
            connection = held.enter_context(closing(sqlite3.connect(file, check_same_thread=False)))
            connection.execute("BEGIN IMMEDIATE")
            threading.Timer(LOCKED_SECONDS, connection.rollback).start()
        begun = time.monotonic()
        ended = bench.run(data, operation.command)
        time.sleep(max(0.0, begun + LOCKED_SECONDS + 0.5 - time.monotonic()))
        case = bench.recover(operation, data, ended)
    row.cases.append(case)
    assert case.is_well, case
    assert ended.code == 0, ended
