"""Backfills in the ledger, on both databases."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading, writing
from base.urls import article_id
from crawler.ledger import backfills
from crawler.ledger.backfills import Backfill, PastList, Read
from crawler.ledger.ledger import open_ledger
from crawler.ledger.links import Link
from crawler.ledger.removals import Removal, Tombstones, add_removal
from crawler.ledger.tables import BACKFILL_LIST
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)
ASKED = Backfill("kabar", FIRST, LAST)
SERIES = "https://kabar.id/{year}/{month}/{day}"
LISTS = [PastList(f"https://kabar.id/2026/03/0{day.day}", "section", SERIES, day, day) for day in (FIRST, LAST)]
BOTH = pytest.mark.parametrize("url", ["sqlite:", pytest.param("postgres", marks=pytest.mark.postgres)])


def database(url: str, request: pytest.FixtureRequest) -> str:
    return url if url == "sqlite:" else str(request.getfixturevalue("postgres_url"))


def remove(engine: Engine, what: Tombstones) -> None:
    with writing(engine) as connection:
        add_removal(connection, Removal(0, "id", "x", "", NOW, 1), what)


def link(number: int) -> Link:
    return Link(f"https://kabar.id/baca/{number}", f"kabar.id/baca/{number}")


@BOTH
def test_what_is_read_for_a_plan_waits_until_the_backfill_runs(
    url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with open_ledger(database(url, request), tmp_path) as ledger:
        engine = ledger.engine
        ledger.add_links("kabar", "https://kabar.id/rss", [link(1)], NOW, 10)
        backfills.begin(engine, ASKED, LISTS, NOW)
        [(asked, newest)] = backfills.due_lists(engine, ["kabar"], NOW)
        assert (asked, newest) == (ASKED, LISTS[1])
        backfills.record_list(engine, asked, newest, Read("fetched", 3, [link(1), link(2), link(3)]), NOW)
        assert not ledger.seen(link(2).key)  # a source that lists it meanwhile brings it as news
        assert [state.new for state in backfills.progress(engine, ASKED).lists if not state.due] == [2]
        backfills.start(engine, ASKED, 4, NOW)
        asked = backfills.again(engine, ASKED)
        assert (asked.running, asked.planned) == (True, 4)
        assert backfills.pages_due(engine, asked, NOW) == {"kabar.id"}
        assert [one.key for one in backfills.pending(engine, asked, "kabar.id", 9, NOW)] == [link(2).key, link(3).key]
        backfills.begin(engine, ASKED, LISTS, NOW)  # the same again
        assert [one for _, one in backfills.due_lists(engine, ["kabar"], NOW, limit=9)] == [LISTS[0]]


@BOTH
@pytest.mark.parametrize("running", [True, False])
def test_what_was_removed_is_neither_planned_nor_fetched(
    url: str, running: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    titled = dataclasses.replace(link(2), title="Rahasia")
    with open_ledger(database(url, request), tmp_path) as ledger:
        engine = ledger.engine
        backfills.begin(engine, ASKED, LISTS, NOW)
        backfills.record_list(engine, ASKED, LISTS[0], Read("fetched", 2, [titled, link(3)]), NOW)
        remove(engine, Tombstones(frozenset({article_id(titled.key), article_id(link(4).key)})))
        if running:
            backfills.start(engine, ASKED, 1, NOW)
        backfills.record_list(engine, ASKED, LISTS[1], Read("fetched", 2, [link(4), link(5)]), NOW)
        with reading(engine) as connection:
            assert "Rahasia" not in str(connection.execute(sa.select(BACKFILL_LIST.c.kept)).all())
        assert [state.new for state in backfills.progress(engine, ASKED).lists if state.one.url == LISTS[1].url] == [1]
        backfills.start(engine, ASKED, 1, NOW)
        assert {one.key for one in backfills.pending(engine, ASKED, "kabar.id", 9, NOW)} == {link(3).key, link(5).key}


@BOTH
def test_of_a_removed_publisher_nothing_is_fetched(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with open_ledger(database(url, request), tmp_path) as ledger:
        backfills.begin(ledger.engine, ASKED, LISTS, NOW)
        backfills.record_list(ledger.engine, ASKED, LISTS[0], Read("fetched", 1, [link(1)]), NOW)
        remove(ledger.engine, Tombstones(publishers=frozenset({"kabar"})))
        backfills.start(ledger.engine, ASKED, 1, NOW)
        backfills.record_list(ledger.engine, ASKED, LISTS[1], Read("fetched", 1, [link(2)]), NOW)
        assert backfills.pages_due(ledger.engine, ASKED, NOW) == set()


@BOTH
def test_a_list_in_hand_is_left_to_who_reads_it(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    until = NOW + timedelta(minutes=2)
    with open_ledger(database(url, request), tmp_path) as ledger:
        backfills.begin(ledger.engine, ASKED, LISTS, NOW)
        took = [backfills.due_lists(ledger.engine, ["kabar"], NOW, until)[0][1] for _ in LISTS]
        assert took == LISTS[::-1]
        assert backfills.due_lists(ledger.engine, ["kabar"], NOW, until) == []
        assert backfills.publishers_with_lists(ledger.engine, NOW, ["kabar"]) == set()
        assert backfills.publishers_with_lists(ledger.engine, until, ["kabar", "warta"]) == {"kabar"}


@BOTH
def test_the_lists_of_a_plan_alone_are_read_before_it_runs(
    url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = PastList("https://kabar.id/2026/02/28", "section", SERIES, FIRST, FIRST, sampled=False)
    with open_ledger(database(url, request), tmp_path) as ledger:
        backfills.begin(ledger.engine, ASKED, [other], NOW)
        assert backfills.due_lists(ledger.engine, ["kabar"], NOW) == []
        backfills.start(ledger.engine, ASKED, 1, NOW)
        assert [one for _, one in backfills.due_lists(ledger.engine, ["kabar"], NOW)] == [other]
        backfills.skip_lists(ledger.engine, ASKED, [other.url], "not_needed")
        assert backfills.due_lists(ledger.engine, ["kabar"], NOW) == []
