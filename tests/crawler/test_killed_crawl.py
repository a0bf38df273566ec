"""The crawl killed with SIGKILL at sixty moments: between the steps that leave something behind, and at any instant."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from base.database import check_database
from crawler.archive.archive import follow
from crawler.ledger.ledger import open_ledger
from tests.news_site import NewsSite, serve_site

ROOT = Path(__file__).parents[2]
STEPS, INSTANTS, FIRST_STARTS = 34, 14, 12
"""Kills in one folder at steps and at instants, and kills of the first start in a new folder."""
FRESH = 3  # articles that are new to each crawl

Crawl = Callable[..., str]
pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


@pytest.fixture(scope="module")
def crawler() -> Iterator[subprocess.Popen[str]]:
    """What forks the crawls that are killed."""
    command = [sys.executable, "-m", "tests.crawler.kill_moments"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def crawl(site: NewsSite, crawler: subprocess.Popen[str]) -> Crawl:
    stdin, stdout = crawler.stdin, crawler.stdout
    assert stdin
    assert stdout

    def ask(data: Path, how: str = "never", value: float = 0) -> str:
        stdin.write(f"{site.base} {data} {how} {value}\n")
        stdin.flush()
        return stdout.readline().strip()

    return ask


def publish(site: NewsSite, paths: list[str]) -> None:
    """Put more articles on the site, and the latest fifty into its feed."""
    for _ in range(FRESH):
        paths.append(f"/baca/{len(paths)}")
        site.page(paths[-1])
    site.feed("/rss", paths[::-1][:50])


def check(data: Path) -> Counter[str]:
    """That the ledger opens and is whole, and no page is there twice; how often each was archived."""
    if not (data / "ledger.sqlite").exists():
        return Counter()
    with open_ledger("sqlite:", data) as ledger:
        check_database(ledger.engine)
    archived = Counter(page.key for page, _ in follow(data / "archive", {}))
    assert all(number == 1 for number in archived.values()), archived
    return archived


def tally(data: Path) -> tuple[int, int]:
    """Pages that the ledger counts as fetched, and links that it still has to fetch."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as connection:
        fetched = connection.execute("SELECT count(*) FROM tally WHERE outcome = 'fetched'").fetchone()[0]
        waiting = connection.execute("SELECT count(*) FROM link WHERE due IS NOT NULL").fetchone()[0]
    return fetched, waiting


def test_nothing_is_lost_or_doubled_whatever_the_moment(site: NewsSite, crawl: Crawl, tmp_path: Path) -> None:
    chance, paths, killed = random.Random(20261129), list[str](), 0
    publish(site, paths)
    steps = int(crawl(tmp_path).removeprefix("done "))
    moments = [("step", chance.randint(1, steps)) for _ in range(STEPS)]
    moments += [("after", chance.uniform(0.02, 0.6)) for _ in range(INSTANTS)]
    chance.shuffle(moments)
    for how, value in moments:
        publish(site, paths)
        ended = crawl(tmp_path, how, value)
        assert ended == "killed" or ended.startswith("done "), ended
        killed += ended == "killed"
        check(tmp_path)
    assert crawl(tmp_path).startswith("done ")
    assert len(check(tmp_path)) == len(paths)
    assert tally(tmp_path) == (len(paths), 0)
    assert killed >= 0.8 * (STEPS + INSTANTS)
    asked = Counter(site.paths("/baca/"))
    assert asked.keys() == {*paths}
    assert asked.total() <= len(paths) + 2 * killed  # two requests are in flight at a host


def test_a_folder_whose_first_start_was_killed_is_a_good_one(site: NewsSite, crawl: Crawl, tmp_path: Path) -> None:
    paths = list[str]()
    publish(site, paths)
    steps = int(crawl(tmp_path / "whole").removeprefix("done "))
    for number in range(FIRST_STARTS):
        data = tmp_path / str(number)
        assert crawl(data, "step", 1 + number * steps // FIRST_STARTS) == "killed"
        check(data)
        assert crawl(data).startswith("done ")
        assert len(check(data)) == FRESH
        assert tally(data) == (FRESH, 0)
