"""Each stage is killed with SIGKILL at many points and started again: same articles, none twice, tallies add up."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config.settings import load
from crawler.archive.archive import follow
from indexer.engines import open_engine
from indexer.engines.queries import Everything, Request
from kliping.demo.run import write_demo_folder
from kliping.demo.site import serve
from kliping.demo.texts import read_texts
from tests.forked import KLIPING, Forked

KILLS = int(os.environ.get("KLIPING_KILLS", "3"))  # the crawl at 60 moments: tests/crawler/test_killed_crawl.py
DEADLINE = 60.0

pytestmark = [pytest.mark.kill, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the sample publishers, which are served as long as the tests run."""
    folder = tmp_path_factory.mktemp("killed") / "data"
    with serve({}) as ports:
        write_demo_folder(folder, ports)
        yield folder


def start(data: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    environment |= {"KLIPING_LOG__FORMAT": "json", "KLIPING_INDEXER__BATCH": "3", "KLIPING_INDEXER__WORKERS": "1"}
    return Forked(
        [*KLIPING, *arguments, "--data", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def kill_after_lines(process: subprocess.Popen[str], lines: int) -> bool:
    """SIGKILL a process and its children once it has logged so many lines; False where it ended before."""
    assert process.stderr
    with process:
        for _ in range(lines):
            if not process.stderr.readline():
                break
        else:
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """SIGKILL a process and its children after a time, since a rebuild logs little; False where it ended before."""
    with process:
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def run(data: Path, *arguments: str) -> float:
    """Let a command end; how many seconds it took."""
    begun = time.monotonic()
    with start(data, *arguments) as process:
        _, messages = process.communicate(timeout=DEADLINE)
    assert process.returncode == 0, messages
    return time.monotonic() - begun


def killed(data: Path, command: tuple[str, ...], kills: int, most_lines: int) -> int:
    """Kill a command at up to so many points, then let it end; how often it was really killed."""
    chance = random.Random(20261125)
    done = sum(kill_after_lines(start(data, *command), chance.randint(1, most_lines)) for _ in range(kills))
    run(data, *command)
    return done


CRAWL = ("crawl", "--once", "--all", *(f"--publisher={slug}" for slug in ("warta-nusantara", "kabar-timur")),
         *(f"--publisher={slug}" for slug in ("harian-samudra", "pos-khatulistiwa")))  # fmt: skip


def titles() -> list[str]:
    slugs = ("warta-nusantara", "kabar-timur", "harian-samudra", "pos-khatulistiwa")
    return sorted(text.title for slug in slugs for text in read_texts(slug))


def tally(database: Path, stage: str) -> Counter[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT outcome FROM tally WHERE stage = ?", (stage,)).fetchall()
    return Counter(outcome for (outcome,) in rows)


def searchable(data: Path) -> list[str]:
    with closing(open_engine(load(data, {}).settings, data)) as engine:
        hits = engine.search(Request(Everything(), limit=1000)).hits
    return sorted(json.loads(hit.stored)["title"] for hit in hits)


def test_crawl_killed_anywhere_archives_every_page_once(data: Path) -> None:
    assert killed(data, CRAWL, KILLS, most_lines=6) >= KILLS * 0.8
    pages = [page for page, _ in follow(data / "archive", {})]
    articles = Counter(page.key for page in pages if page.kind == "page")
    assert len(articles) == len(titles())
    assert set(articles.values()) == {1}
    assert tally(data / "ledger.sqlite", "fetch")["fetched"] == len(pages)


def test_index_killed_anywhere_makes_every_article_once(data: Path) -> None:
    run(data, *CRAWL)
    assert killed(data, ("index", "--once"), KILLS, most_lines=4) >= KILLS * 0.8
    pages = [page for page, _ in follow(data / "archive", {})]
    read, indexed = tally(data / "articles.sqlite", "extract"), tally(data / "articles.sqlite", "index")
    assert read.total() == len(pages)
    assert read["ok"] == len(titles())
    assert indexed == Counter(indexed=read["ok"] + read["updated"])
    assert searchable(data) == titles()


def test_rebuild_killed_anywhere_leaves_every_article_searchable(data: Path) -> None:
    run(data, *CRAWL)
    run(data, "index", "--once")
    seconds = run(data, "index", "--rebuild")
    for number in range(KILLS):
        part = 0.2 + 0.7 * number / KILLS
        while not kill_after(start(data, "index", "--rebuild"), seconds * part):
            seconds *= part  # the machine has less to do than when the time was taken
        assert searchable(data) == titles()
    run(data, "index", "--rebuild")
    assert searchable(data) == titles()
