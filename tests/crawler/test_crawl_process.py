"""The crawl as a process of its own: killed, stopped, and run beside another."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive.archive import follow
from tests.forked import Forked
from tests.news_site import Answer, NewsSite, Seen, serve_site

DEADLINE = 60


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def start(tmp_path: Path, site: NewsSite, *options: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tests.crawler.crawl_program", str(tmp_path / "data"), site.base, *options]
    return Forked(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(site: NewsSite, requests: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while len(site.paths("/baca/")) < requests:
        assert time.monotonic() < deadline, f"only {site.paths()} were asked for"
        time.sleep(0.01)


def archived_urls(tmp_path: Path) -> list[str]:
    return [page.url for page, _ in follow(tmp_path / "data" / "archive", {}) if page.kind == "page"]


def test_a_killed_crawl_goes_on_where_it_was(site: NewsSite, tmp_path: Path) -> None:
    paths = [f"/baca/{number}" for number in range(60)]
    for path in paths:
        site.page(path)
    site.feed("/rss", paths)
    for requests in (10, 25):
        process = start(tmp_path, site, "once", "all")
        wait_for(site, requests)
        process.kill()
        process.communicate(timeout=DEADLINE)
    output, errors = start(tmp_path, site, "once", "all").communicate(timeout=DEADLINE)
    assert output == "done\n", errors
    urls = archived_urls(tmp_path)
    assert sorted(set(urls)) == sorted(f"{site.base}{path}" for path in paths)
    # at most what was in flight at each kill is asked for twice
    assert len(site.paths("/baca/")) <= len(paths) + 2 * 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_crawl_amid_a_download(site: NewsSite, tmp_path: Path, number: signal.Signals) -> None:
    site.answers["/baca/1"] = Answer(b"<html>" + b"x" * 10_000, drip=0.05)
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1", "/baca/2"])
    process = start(tmp_path, site)
    wait_for(site, 2)
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)  # less than the page's own deadline
    assert output == "interrupted\n", errors
    assert process.returncode == 0
    assert archived_urls(tmp_path) == [f"{site.base}/baca/2"]


def test_a_stopped_crawl_leaves_who_waits_for_his_turn(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 20\n", "text/plain")
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    process = start(tmp_path, site, "once")
    deadline = time.monotonic() + DEADLINE
    while not site.seen and time.monotonic() < deadline:
        time.sleep(0.01)
    process.terminate()
    output, errors = process.communicate(timeout=DEADLINE)
    assert output == "interrupted\n", errors
    assert site.paths() == []
    assert archived_urls(tmp_path) == []


def test_sources_are_visited_on_their_schedules(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1"])
    process = start(tmp_path, site, "often")
    wait_for(site, 1)
    site.feed("/rss", ["/baca/2", "/baca/1"])
    wait_for(site, 2)
    process.terminate()
    output, errors = process.communicate(timeout=DEADLINE)
    assert output == "interrupted\n", errors
    assert site.paths("/baca/") == ["/baca/1", "/baca/2"]


def test_links_that_wait_do_not_delay_the_next_visit_of_their_source(site: NewsSite, tmp_path: Path) -> None:
    visited, in_time = threading.Semaphore(0), list[bool]()
    feed = [f"/baca/{number}" for number in range(30)]
    site.feed("/rss", feed)
    listing = site.answers["/rss"]

    def listed(_: Seen) -> Answer:
        visited.release()
        assert isinstance(listing, Answer)
        return listing

    def hang(_: Seen) -> Answer:
        """Answer when the feed has been asked again."""
        in_time.append(visited.acquire(timeout=DEADLINE))
        return Answer(b"<html><h1>Banjir surut</h1>")

    site.answers["/rss"] = listed
    site.answers.update(dict.fromkeys(feed, hang))
    process = start(tmp_path, site, "often")
    wait_for(site, 4)  # the first page has the first visit, the others each need one more
    process.terminate()
    process.communicate(timeout=DEADLINE)
    assert in_time[0]
    assert site.paths().count("/rss") >= 2


def test_all_sources_are_visited_at_the_start_though_not_due(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    start(tmp_path, site, "once").communicate(timeout=DEADLINE)
    site.page("/baca/2")
    site.feed("/rss", ["/baca/2"])
    process = start(tmp_path, site, "all")
    wait_for(site, 2)
    process.terminate()
    output, errors = process.communicate(timeout=DEADLINE)
    assert output == "interrupted\n", errors
    assert site.paths() == ["/rss", "/baca/1", "/rss", "/baca/2"]


def test_two_crawlers_do_not_share_a_data_folder(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(b"<html>" + b"x" * 10_000, drip=0.05)
    site.feed("/rss", ["/baca/1"])
    first = start(tmp_path, site, "once")
    wait_for(site, 1)
    second = start(tmp_path, site, "once")
    try:
        assert second.stderr
        said = second.stderr.readline()
        assert f"another process (pid {first.pid}) already runs `crawl`" in said
        assert site.paths() == ["/rss", "/baca/1"]
    finally:
        for process in (first, second):
            process.kill()
            process.communicate(timeout=DEADLINE)
