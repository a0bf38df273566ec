"""Files that were damaged: what lies in the damaged place is lost at most; the same command, or the one that its
message names, makes the rest anew."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from crawler.archive.archive import follow
from tests.faults.bench import Bench, Case, Ended
from tests.faults.holdings import Harm
from tests.faults.operations import PAGES, Operation, add_publisher, look_at_crawl, look_at_import
from tests.faults.table import STEP, Row
from tests.indexing import HARBOUR, archive, html, page

SECTOR = 512
Spoil = Callable[[Path, random.Random], None]

pytestmark = pytest.mark.timeout(120 if not STEP else 20_000)


def cut(file: Path, chance: random.Random) -> None:
    os.truncate(file, chance.randrange(file.stat().st_size))


def delete(file: Path, _: random.Random) -> None:
    file.unlink()


def empty(file: Path, _: random.Random) -> None:
    os.truncate(file, 0)


def flip_a_bit(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def zero_a_sector(file: Path, chance: random.Random) -> None:
    with file.open("r+b") as stream:
        stream.seek(chance.randrange(file.stat().st_size) // SECTOR * SECTOR)
        stream.write(bytes(SECTOR))


SPOILS: Mapping[str, Spoil] = {
    "cut": cut,
    "deleted": delete,
    "emptied": empty,
    "a bit flipped": flip_a_bit,
    "a sector zeroed": zero_a_sector,
}
FILLED = {
    "index": "index/**/*.*",
    "articles": "articles.sqlite",
    "ledger": "ledger.sqlite",
}


def operation(bench: Bench, what: str) -> Operation:
    """What finds the damage, in a folder that was filled before."""
    crawl, take_in, index = (bench.operation(name) for name in ("crawl", "import", "index"))
    name = f"{what} to be damaged"  # another folder than that of an operation of this name
    if what == "ledger":
        return Operation(name, crawl.command, look_at_crawl, fill=add_publisher, again=[crawl.command])
    return Operation(name, index.command, look_at_import, before=[take_in.command, index.command])


@pytest.mark.parametrize("how", SPOILS if STEP else ("deleted", "a bit flipped"))
@pytest.mark.parametrize("what", FILLED)
def test_what_can_be_made_again_is_made_again(bench: Bench, what: str, how: str, row: Row) -> None:
    tried = operation(bench, what)
    for seed in range(3 if STEP and what != "index" else 1):
        chance = random.Random(f"{what} {how} {seed}")
        with bench.copied(tried) as data:
            if what == "ledger":
                assert bench.run(data, tried.command).code == 0
            files = sorted(file for file in data.glob(FILLED[what]) if file.stat().st_size)
            for file in files if STEP and what == "index" else [chance.choice(files)]:
                if not file.exists():  # the index was made anew meanwhile
                    continue
                SPOILS[how](file, chance)
                case = bench.recover(tried, data, bench.run(data, tried.command))
                row.cases.append(case)
                assert case.is_well, f"{file.name} {how}, seed {seed}: {case}"


@pytest.fixture(scope="module")
def warc(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, int]]]:
    """A file of the archive, and where the record of each page lies in it."""
    folder = tmp_path_factory.mktemp("warc")
    archive(folder, *(page(f"baca/{number}", html(f"Kabar {number}", HARBOUR)) for number in range(PAGES)))
    [file] = (folder / "archive").iterdir()
    places, start = {}, 0
    for one, end in follow(folder / "archive", {}):
        places[one.key] = (start, end.offset)
        start = end.offset
    return file, places


def tried_on(
    file: Path, content: bytes, places: Mapping[str, tuple[int, int]], hit: Callable[[int, int], bool]
) -> Case:
    """What is read of the archive with this content; what was hit may be lost."""
    file.write_bytes(content)
    found = [one.key for one, _ in follow(file.parent, {})]
    lost = tuple(key for key, (start, end) in places.items() if key not in found and not hit(start, end))
    harm = Harm(lost, tuple(key for key in places if found.count(key) > 1), tuple({*found} - places.keys()))
    return Case(0, Ended(0, ""), harm, (), "", 0.0)


@pytest.mark.parametrize(("what", "fault"), [("archive", "cut at a byte")])
def test_an_archive_that_is_cut_has_all_before(
    warc: tuple[Path, dict[str, tuple[int, int]]], tmp_path: Path, what: str, fault: str, row: Row
) -> None:
    source, places = warc
    whole, file = source.read_bytes(), tmp_path / source.name
    row.places = len(whole)
    for size in range(0, len(whole), 1 if STEP else 17):
        row.cases.append(tried_on(file, whole[:size], places, lambda _, end, size=size: end > size))
        assert row.cases[-1].is_well, f"cut at {size}: {row.cases[-1]}"


@pytest.mark.parametrize(("what", "fault"), [("archive", "a bit flipped")])
def test_an_archive_with_a_wrong_bit_has_all_other_pages(
    warc: tuple[Path, dict[str, tuple[int, int]]], tmp_path: Path, what: str, fault: str, row: Row
) -> None:
    source, places = warc
    whole, file = source.read_bytes(), tmp_path / source.name
    row.places = 8 * len(whole)
    for bit in range(0, 8 * len(whole), 5 if STEP else 137):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        hit = bit // 8
        row.cases.append(tried_on(file, bytes(content), places, lambda start, end, hit=hit: start <= hit < end))
        assert row.cases[-1].is_well, f"bit {bit}: {row.cases[-1]}"
