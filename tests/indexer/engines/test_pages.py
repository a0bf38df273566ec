"""A long walk through an index leaves no pages of it behind in the memory of the process."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from indexer.engines.embedded import engine as embedded
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.embedded.pages import _mapped, release_pages
from indexer.engines.queries import Everything, Term
from tests.indexer.engines.corpus import document

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what is mapped")


def resident(folder: Path) -> int:
    """KiB of files below a folder that are in this process's memory."""
    found, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            inside = str(folder) in line
        elif inside and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found


def test_pages_that_a_scan_has_read_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_WALKED", 50)
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    engine.create("1", "test")
    chance = random.Random(1)
    noise = [chance.randbytes(20_000) for _ in range(400)]
    engine.write("1", [document(n, title="kota", stored=noise[n]) for n in range(400)], [])
    engine.switch("1")
    largest = 0
    for number, hit in enumerate(engine.scan(Everything(), "newest")):
        assert hit.stored == noise[399 - number]
        largest = max(largest, resident(tmp_path)) if number % 50 == 49 else largest
    size = sum(file.stat().st_size for file in tmp_path.rglob("*.store")) // 1024
    assert size > 2_000
    assert largest < size / 2
    release_pages(tmp_path)
    assert resident(tmp_path) < size / 20
    assert engine.count(Term("stem", "kota")) == 400  # they come back where they are needed
    engine.close()


def test_only_what_is_mapped_to_be_read_below_the_folder_is_let_go() -> None:
    maps = """7f00-7f10 r--s 00000000 fe:00 1 /data/index/1/a.store
7f20-7f30 rw-s 00000000 fe:00 2 /data/index/1/b.store
7f40-7f50 r--p 00000000 fe:00 3 /data/index2/c.store
7f60-7f70 r--s 00000000 fe:00 4 /data/index/1/d e.idx (deleted)
7f80-7f90 r--p 00000000 00:00 0 
"""  # noqa: W291 - as the system writes it
    assert list(_mapped("/data/index/", maps)) == [(0x7F00, 0x10), (0x7F60, 0x10)]
