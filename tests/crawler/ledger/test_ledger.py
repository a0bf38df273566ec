"""The ledger: sources, links, pages; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from base import outcome_log
from base.database import reading
from base.errors import UnavailableError
from config.catalogue import Adaptive, Publisher, Source
from config.outcomes import Outcome, Stage
from crawler.archive.archive import Page, follow, open_archive
from crawler.fetch.page_writer import save_pages
from crawler.ledger.hosts import HostState
from crawler.ledger.ledger import Ledger, Link, Visit, open_ledger
from crawler.ledger.retries import Failure
from crawler.ledger.tables import RUN
from tests.postgres import postgres_url
from tests.recorded_pages import record_page

__all__ = ["postgres_url"]

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = "https://kabar.id/rss.xml"
OTHER = "https://kabar.id/nasional.xml"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(url, tmp_path) as opened:
        yield opened


def make_publisher(slug: str = "kabar", *urls: str, enabled: bool = True) -> Publisher:
    sources = tuple(Source("feed", url, Adaptive()) for url in urls or (FEED,))
    return Publisher(slug, slug.title(), ("kabar.id",), enabled=enabled, sources=sources)


def make_link(number: int, attempts: int = 0) -> Link:
    url = f"https://kabar.id/{number}"
    return Link(f"{url}?utm_source=rss", url, f"Judul {number}", "25 Nov 2026", "Ringkasan.", FEED, attempts)


def make_page(number: int, kind: str = "page") -> Page:
    link = make_link(number)
    return Page(
        id=f"00000000-0000-4000-8000-{number:012d}",
        kind=kind,  # type: ignore[arg-type] # one of the four
        url=link.url,
        final_url=link.url,
        key=link.key,
        publisher="kabar",
        captured=NOW,
        status=200,
        content_type="text/html",
        body=b"<p>Banjir surut, warga mulai membersihkan rumah mereka.</p>",
        run="lari",
        link={},
    )


def counts(ledger: Ledger) -> dict[Outcome, int]:
    with reading(ledger.engine) as connection:
        return {outcome: number for (_, _, outcome), number in outcome_log.count(connection).items()}


def due(ledger: Ledger, now: datetime = NOW, slugs: list[str] | None = None, *, everything: bool = False) -> list[str]:
    return [source.url for source in ledger.due_sources(now, slugs, everything)]


def keys(ledger: Ledger, now: datetime = NOW, publisher: str = "kabar") -> list[str]:
    return [link.key for link in ledger.pending_links(publisher, 100, now)]


def record_failure(ledger: Ledger, page: str, failure: Failure, now: datetime = NOW) -> None:
    ledger.record_failure(page, make_link(1).key, failure, "lari", "rinci\x00", give_up_after=30 * DAY, now=now)


# sources


def test_a_new_source_is_due_until_it_is_visited(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher()], NOW)
    [source] = ledger.due_sources(NOW, None, everything=False)
    assert (source.publisher, source.url, source.kind, source.etag) == ("kabar", FEED, "feed", "")
    ledger.record_visit(source.id, Visit(Outcome.FETCHED, NOW, NOW + HOUR, '"a"', "Rabu", "abc", failures=2))
    assert due(ledger) == []
    [again] = ledger.due_sources(NOW + HOUR, None, everything=False)
    assert (again.etag, again.last_modified, again.body_hash, again.failures) == ('"a"', "Rabu", "abc", 2)
    assert (again.outcome, again.last_visit, again.next_due) == ("fetched", NOW, NOW + HOUR)


def test_what_is_known_of_a_source_outlives_a_new_catalogue(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher("kabar", FEED, OTHER)], NOW)
    for source in ledger.due_sources(NOW, None, everything=False):
        ledger.record_visit(source.id, Visit(Outcome.FETCHED, NOW, NOW + HOUR, etag=source.url))
    ledger.sync_sources([make_publisher("kabar", FEED)], NOW)
    assert due(ledger, NOW + HOUR) == [FEED]
    ledger.sync_sources([make_publisher("kabar", OTHER, FEED)], NOW)
    assert {source.url: source.etag for source in ledger.sources()} == {FEED: FEED, OTHER: OTHER}


def test_a_source_is_read_as_what_the_catalogue_says_last(ledger: Ledger) -> None:
    for kind in ("feed", "section"):
        source = Source(kind, FEED, Adaptive())  # type: ignore[arg-type] # two of the kinds
        ledger.sync_sources([replace(make_publisher(), sources=(source,))], NOW)
        assert [one.kind for one in ledger.sources()] == [kind]


def test_the_sources_of_a_publisher_that_is_off_rest(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher("kabar"), make_publisher("warta", enabled=False)], NOW)
    assert [source.publisher for source in ledger.sources()] == ["kabar"]
    ledger.sync_sources([], NOW)
    assert due(ledger, everything=True) == []


def test_due_sources_can_be_those_of_some_publishers(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher("kabar"), make_publisher("warta", OTHER)], NOW)
    assert due(ledger, slugs=["warta"]) == [OTHER]
    assert due(ledger, slugs=[]) == []
    assert due(ledger) == [FEED, OTHER]


def test_everything_means_what_is_not_due_and_what_was_told_to_wait_too(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher("kabar", FEED, OTHER)], NOW)
    first, second = ledger.due_sources(NOW, None, everything=False)
    ledger.record_visit(first.id, Visit(Outcome.FETCHED, NOW, NOW + HOUR))
    ledger.record_visit(second.id, Visit(Outcome.HTTP_ERROR, NOW, NOW, not_before=NOW + HOUR))
    assert due(ledger) == []
    assert sorted(due(ledger, everything=True)) == sorted([FEED, OTHER])
    assert sorted(due(ledger, NOW + HOUR)) == sorted([FEED, OTHER])


# links


def test_links_are_pending_until_their_page_is_recorded(ledger: Ledger) -> None:
    links = [make_link(1), make_link(2), make_link(2)]
    assert ledger.add_links("kabar", FEED, links, NOW, 10) == 2
    assert ledger.add_links("kabar", FEED, links, NOW, 10) == 0
    assert ledger.pending_links("kabar", 10, NOW) == links[:2]
    record_page(ledger, "halaman-1", links[0].key, Outcome.FETCHED, "lari")
    assert ledger.pending_links("kabar", 10, NOW) == links[1:2]
    assert ledger.seen(links[0].key)
    assert not ledger.seen("https://kabar.id/3")
    with reading(ledger.engine) as connection:
        assert outcome_log.count(connection) == {("kabar", Stage.FETCH, Outcome.FETCHED): 1}


def test_at_most_so_many_new_links_are_kept_and_the_rest_the_next_time(ledger: Ledger) -> None:
    links = [make_link(number) for number in range(1200)]
    assert ledger.add_links("kabar", FEED, links, NOW, 1000) == 1000
    assert ledger.add_links("kabar", FEED, links, NOW, 1000) == 200
    assert ledger.add_links("kabar", FEED, [], NOW, 1000) == 0


def test_the_latest_links_come_first_in_the_order_of_their_source(ledger: Ledger) -> None:
    ledger.add_links("kabar", FEED, [make_link(1), make_link(2)], NOW, 10)
    ledger.add_links("kabar", FEED, [make_link(4), make_link(3)], NOW + HOUR, 10)
    assert keys(ledger, NOW + HOUR) == [make_link(number).key for number in (4, 3, 1, 2)]
    assert [link.key for link in ledger.pending_links("kabar", 1, NOW + HOUR)] == [make_link(4).key]
    assert ledger.backlog(NOW + HOUR) == {"kabar": 4}
    assert keys(ledger, publisher="warta") == []


def test_a_link_that_failed_is_due_again_when_it_says(ledger: Ledger) -> None:
    ledger.add_links("kabar", FEED, [make_link(1)], NOW, 10)
    record_failure(ledger, "satu", Failure(Outcome.TIMED_OUT, temporary=True, not_before=NOW + HOUR))
    assert ledger.pending_links("kabar", 10, NOW) == []
    assert ledger.pending_links("kabar", 10, NOW + HOUR) == [make_link(1, attempts=1)]
    record_failure(ledger, "dua", Failure(Outcome.NOT_FOUND, temporary=False))
    assert keys(ledger, NOW + 9 * HOUR) == []
    assert counts(ledger) == {Outcome.TIMED_OUT: 1, Outcome.NOT_FOUND: 1}


def test_a_postponed_link_has_lost_no_attempt(ledger: Ledger) -> None:
    ledger.add_links("kabar", FEED, [make_link(1)], NOW, 10)
    assert ledger.waiting_hosts(NOW, ["kabar"]) == {("kabar", "kabar.id")}
    assert ledger.waiting_hosts(NOW, ["warta"]) == set()
    ledger.postpone(make_link(1).key, NOW + HOUR)
    assert ledger.waiting_hosts(NOW, ["kabar"]) == set()
    assert ledger.pending_links("kabar", 10, NOW + HOUR) == [make_link(1)]


def test_a_page_that_no_source_named_is_known_from_then_on(ledger: Ledger) -> None:
    record_page(ledger, "satu", make_link(1).key, Outcome.FETCHED, "lari", url=make_link(1).url, publisher="kabar")
    assert ledger.add_links("kabar", FEED, [make_link(1)], NOW, 10) == 0
    assert keys(ledger) == []


def test_text_that_no_database_can_hold_is_kept_as_far_as_it_can_be(ledger: Ledger) -> None:
    hostile = Link("https://kabar.id/\x00\ud800", "kunci\x00\udfff", "Judul\x00 \ud83d", summary="utuh 😀", source=FEED)
    assert ledger.add_links("kabar", FEED, [hostile], NOW, 10) == 1
    assert ledger.add_links("kabar", FEED, [hostile], NOW, 10) == 0
    assert ledger.seen(hostile.key)
    [kept] = ledger.pending_links("kabar", 10, NOW)
    assert (kept.title, kept.summary) == ("Judul\ufffd \ufffd", "utuh 😀")
    record_page(ledger, "satu", hostile.key, Outcome.FETCHED, "lari")
    assert keys(ledger) == []


def test_pending_links_outlive_the_ledger(url: str, tmp_path: Path) -> None:
    with open_ledger(url, tmp_path) as ledger:
        ledger.add_links("kabar", FEED, [make_link(1)], NOW, 10)
        assert keys(ledger) == [make_link(1).key]
    with open_ledger(url, tmp_path) as ledger:
        assert keys(ledger) == [make_link(1).key]


# several workers


def test_workers_at_once_add_each_link_once(url: str, tmp_path: Path) -> None:
    links = [make_link(number) for number in range(120)]
    with open_ledger(url, tmp_path) as ledger, ThreadPoolExecutor(4) as pool:
        orders = [random.Random(seed).sample(links, len(links)) for seed in range(4)]
        workers = [Ledger(ledger.engine) for _ in orders]
        added = pool.map(lambda worker, order: worker.add_links("kabar", FEED, order, NOW, 1000), workers, orders)
        assert sum(added) == len(links)
        assert len(keys(ledger)) == 100


# the archive and crashes


def test_pages_in_the_archive_that_were_not_recorded_are_replayed_once(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_links("kabar", FEED, [make_link(number) for number in range(1, 6)], NOW, 10)
    with open_archive(tmp_path / "archive") as archive:
        position = archive.append(make_page(1))
        record_page(ledger, make_page(1).id, make_link(1).key, Outcome.FETCHED, "lari", position=position)
        archive.append(make_page(2))
        archive.append(make_page(3, "link"))
        archive.append(make_page(4, "import"))
    assert ledger.replay(tmp_path / "archive") == 3
    assert ledger.replay(tmp_path / "archive") == 0
    assert keys(ledger) == [make_link(4).key, make_link(5).key]
    assert counts(ledger) == {Outcome.FETCHED: 2, Outcome.LINK_ONLY: 1}


def test_a_lost_ledger_learns_from_the_archive_what_was_fetched(ledger: Ledger, tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive") as archive:
        for number in range(300):
            archive.append(make_page(number))
    assert ledger.replay(tmp_path / "archive") == 300
    assert ledger.add_links("kabar", FEED, [make_link(number) for number in range(301)], NOW, 1000) == 1
    assert counts(ledger) == {Outcome.FETCHED: 300}


def test_a_page_recorded_twice_counts_once(ledger: Ledger) -> None:
    ledger.add_links("kabar", FEED, [make_link(1)], NOW, 10)
    record_page(ledger, "satu", make_link(1).key, Outcome.FETCHED, "lari")
    record_failure(ledger, "satu", Failure(Outcome.HTTP_ERROR, temporary=True))
    assert keys(ledger) == []
    assert counts(ledger) == {Outcome.FETCHED: 1}


def fetch_for_ever(data: Path, told: int) -> None:
    """What the crawler does with each page, telling after each; runs until it is killed."""
    with open_ledger("sqlite:", data) as ledger, open_archive(data / "archive") as archive:
        ledger.replay(data / "archive")
        while links := ledger.pending_links("kabar", 50, NOW):
            for link in links:
                page = replace(make_page(int(link.key.rpartition("/")[2])), id=str(random.random()))
                position = archive.append(page)
                record_page(ledger, page.id, page.key, Outcome.FETCHED, "lari", position=position)
                os.write(told, b".")


@pytest.mark.kill
def test_a_crawler_killed_at_any_time_fetches_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    number = 2000
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.add_links("kabar", FEED, [make_link(n) for n in range(number)], NOW, number)
    read, write = os.pipe()
    acknowledged = 0
    for turn in range(40):
        child = os.fork()
        if child == 0:
            with ExitStack() as stack:
                stack.callback(os._exit, 0)
                fetch_for_ever(tmp_path, write)
        assert select.select([read], [], [], 60)[0]
        time.sleep(random.Random(turn).uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged += len(os.read(read, 1_000_000))
    os.close(write)
    os.close(read)
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.replay(tmp_path / "archive")
        archived = Counter(page.key for page, _ in follow(tmp_path / "archive", {}))
        left = {link.key for link in ledger.pending_links("kabar", number, NOW)}
        assert set(archived.values()) == {1}
        assert archived.keys() | left == {make_link(n).key for n in range(number)}
        assert not archived.keys() & left
        assert acknowledged <= len(archived) == counts(ledger)[Outcome.FETCHED]
        assert acknowledged >= 40


# runs, hosts, requests


def test_a_run_is_kept_with_its_counts(ledger: Ledger) -> None:
    run = ledger.start_run(FEED, "kabar", NOW)
    other = ledger.start_run(FEED, "kabar", NOW)
    ledger.end_run(run, {"fetched": 3}, NOW + HOUR)
    with reading(ledger.engine) as connection:
        rows = {row.id: (row.source, row.started, row.ended, row.counts) for row in connection.execute(RUN.select())}
    assert rows == {run: (FEED, NOW, NOW + HOUR, {"fetched": 3}), other: (FEED, NOW, None, {})}


def test_what_a_host_asked_for_is_remembered(ledger: Ledger) -> None:
    assert ledger.hosts.host_state("kabar.id") == HostState(None, None)
    ledger.hosts.set_host_state("kabar.id", NOW, 2.5)
    ledger.hosts.set_host_state("kabar.id", NOW + HOUR, None)
    assert ledger.hosts.host_state("kabar.id") == HostState(NOW + HOUR, None)
    assert ledger.hosts.host_state("warta.id") == HostState(None, None)


@pytest.mark.parametrize("failing", range(4))
@pytest.mark.parametrize("passes", [True, False], ids=["passes", "stays"])
def test_a_commit_that_fails_leaves_no_page_uncounted(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, passes: bool
) -> None:
    """The page is in the archive by then: it is counted at once where the fault passes, else at the next start."""
    ledger.add_links("kabar", FEED, [make_link(number) for number in range(4)], NOW, 10)
    with open_archive(tmp_path / "archive") as archive:
        for number in range(4):
            with monkeypatch.context() as broken:
                if number == failing:
                    broken.setattr(Ledger, "record_archived", fail)
                if number == failing and not passes:
                    broken.setattr(Ledger, "replay", fail)
                stays = number == failing and not passes
                with pytest.raises(UnavailableError) if stays else nullcontext():
                    save_pages(archive, ledger, [make_page(number)])
    assert ledger.replay(tmp_path / "archive") == (1 if not passes else 0)
    archived = [page.id for page, _ in follow(tmp_path / "archive", {})]
    with reading(ledger.engine) as connection:
        assert sorted(connection.execute(sa.select(outcome_log.TALLY.c.page)).scalars()) == sorted(archived)
    assert len(archived) == 4
    assert ledger.pending_links("kabar", 10, NOW + HOUR) == []


def fail(*_: object, **__: object) -> None:
    raise UnavailableError("disk I/O error")
