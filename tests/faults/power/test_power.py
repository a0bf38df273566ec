"""The power fails while an operation writes to a disk of its own: after the disk's journal is replayed, all that had
been acknowledged is there, nothing is there twice, and the same command ends what was begun.

In the long form alone, and where this user may mount (root, FUSE and loop devices). Other than a kill, a power cut
takes what the kernel had taken in and not yet written, and of what was written since the disk's last flush any part.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.bench import Bench, Case, Ended
from tests.faults.holdings import Harm
from tests.faults.operations import Operation
from tests.faults.power.disks import Recorded, cut, lacking, make_image, mounted, recorded
from tests.faults.table import STEP, Row

OPERATIONS = ("first crawl", "crawl", "first import", "import", "index", "rebuild", "alert", "backup")
CUTS = max(4, 24 // (STEP or 1))
"""Of each operation; a quarter of them when it has just ended."""
LOOK_SECONDS = 0.001

pytestmark = [
    pytest.mark.kill,
    pytest.mark.timeout(5_000),
    pytest.mark.skipif(not STEP, reason="tried by the long form: make test-faults"),
]


@dataclass
class Heard:
    """What was said to the world, and how much lay on the disk when it had been said."""

    says: list[tuple[int, int, int]] = field(default_factory=list)

    def until(self, place: int) -> tuple[int, int]:
        """Of the log so many bytes, and so many messages, had been given out for certain before this place."""
        before = [(log, posts) for log, posts, disk in self.says if disk <= place]
        return before[-1] if before else (0, 0)


@contextmanager
def listening(bench: Bench, disk: Recorded) -> Iterator[Heard]:
    """Note all the time what is said, and then how much the disk has: what was said lies before that."""
    heard, over = Heard(), threading.Event()

    def listen() -> None:
        while not over.is_set():
            log = bench.folder / "log"
            said = log.stat().st_size if log.exists() else 0, len(bench.world.hook.posts)
            if not heard.says or said != heard.says[-1][:2]:
                heard.says.append((*said, disk.place()))
            time.sleep(LOOK_SECONDS)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        over.set()
        thread.join(10)


def after(bench: Bench, operation: Operation, data: Path, ended: Ended) -> Case:
    """What came of a cut, and whether all parts agree then."""
    case = bench.recover(operation, data, ended)
    verified = bench.run(data, ("verify",))
    if verified.code == 0:
        return case
    harm = Harm(case.harm.lost, case.harm.doubled, (*case.harm.unequal, f"verify: {verified.log[-1000:]}"))
    return Case(case.place, ended, harm, case.by_hand, case.stuck, case.seconds)


@pytest.mark.parametrize(("name", "fault"), [(name, "power cut") for name in OPERATIONS])
def test_what_was_acknowledged_outlives_a_power_cut(
    bench: Bench, tmp_path: Path, name: str, fault: str, row: Row
) -> None:
    if reason := lacking():
        pytest.skip(reason)
    operation, image = bench.operation(name), bench.folder / "disk"
    make_image(image, bench.template(operation))
    bench.world.hook.posts.clear()
    (bench.folder / "log").write_bytes(b"")
    with recorded(image) as disk:
        begun = disk.place()
        with listening(bench, disk) as heard:
            ended = bench.run(disk.folder / "data", operation.command)
            over = disk.place()
    assert ended.code == 0, ended.log
    posts: list[Any] = list(bench.world.hook.posts)
    chance = random.Random(name)
    places = [over] * (CUTS // 4) + [chance.randrange(begun, over) for _ in range(CUTS - CUTS // 4)]
    for place in places:
        said, sent = heard.until(place)
        whole = place >= over
        cut(disk, place, chance, after_cut := bench.folder / "after")
        bench.world.hook.posts[:] = posts if whole else posts[:sent]
        known = ended if whole else Ended(-9, ended.log.encode()[:said].decode("utf-8", "ignore"))
        with mounted(after_cut, tmp_path / "disk") as folder:
            row.cases.append(after(bench, operation, folder / "data", known))
        assert row.cases[-1].is_well, f"cut at {place} of {over}: {row.cases[-1]}"
