"""What is counted and what is listed agree, and articles without a date are in no range of days and in no chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.engines.queries import Best, Bool, Boost, Everything, Filter, Range, Term
from indexer.language.analysis import Lexicon
from search.answer.answer import Answer, answer
from search.answer.counts import counts
from search.answer.facets import counted
from search.answer.undated import without_days
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article, fill
from tests.search.conftest import NOW, ids

Find = Callable[..., Answer]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Engine:
    """Twenty floods, one a day: every fifth without a date, the first six in two groups of copies."""
    made = [
        article(
            n, f"b{n}", "antara", f"2025-03-{n:02}T03:00:00", "Daerah", (), (), f"g{n % 2 if n <= 6 else n}",
            f"Banjir hari ke-{n}", ("Air naik.",), dated=n % 5 != 0, has_copies=n <= 6,
        )
        for n in range(1, 21)
    ]  # fmt: skip
    return fill(EmbeddedEngine(tmp_path_factory.mktemp("dates"), 15_000_000), lexicon, made)


@pytest.fixture
def context(filled: Engine, lexicon: Lexicon) -> Context:
    return Context(filled, lexicon, now=NOW)


def pages(context: Context, query: str, **options: Any) -> list[Answer]:
    found, after = list[Answer](), ""
    while True:
        found.append(answer(context, SearchRequest(query=query, after=after, top=3, **options)))
        if not found[-1].next:
            return found
        after = found[-1].next


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(("query", "total", "folded"), [("banjir", 20, 4), ("", 20, 4), ("sejak:2025-03-04", 13, 1)])
def test_hits_of_all_pages_and_folded_ones_are_the_total(
    context: Context, sort: str, query: str, total: int, folded: int
) -> None:
    found = pages(context, query, sort=sort)
    assert {(page.total, page.folded) for page in found} == {(total, folded)}
    assert sum(len(page.hits) for page in found) + folded == total
    unfolded = pages(context, query, sort=sort, fold=False)
    assert {(page.total, page.folded) for page in unfolded} == {(total, 0)}
    assert len({name for page in unfolded for name in ids(page)}) == total


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_articles_without_a_date_come_last_by_date(context: Context, sort: str) -> None:
    found = [name for page in pages(context, "banjir", sort=sort, fold=False) for name in ids(page)]
    assert found[-4:] == (["b20", "b15", "b10", "b5"] if sort == "newest" else ["b5", "b10", "b15", "b20"])
    assert found[0] == ("b19" if sort == "newest" else "b1")


@pytest.mark.parametrize("query", ["banjir sejak:2025-01-01", "banjir sampai:2026-01-01", "sejak:2025-01-01"])
def test_a_range_of_days_leaves_them_out_and_says_how_many(context: Context, query: str) -> None:
    found = answer(context, SearchRequest(query=query, fold=False, top=50))
    assert (found.total, found.undated) == (16, 4)
    assert found.to_json()["undated"] == 4
    assert any("tanggalnya tidak diketahui" in note for note in found.to_json()["notes"])


def test_without_a_range_nothing_is_said_of_them(context: Context) -> None:
    found = answer(context, SearchRequest(query="banjir"))
    assert found.undated is None
    assert "undated" not in found.to_json()


def test_they_are_found_when_newer_ones_weigh_more(context: Context) -> None:
    assert answer(context, SearchRequest(query="banjir", recency=True)).total == 20


@pytest.mark.parametrize(("by", "rows"), [("day", 19), ("week", 4), ("month", 1), ("year", 1), ("section", 1)])
def test_counts_by_time_are_of_those_with_a_date(context: Context, by: str, rows: int) -> None:
    found = counts(context, SearchRequest(query="banjir"), by)
    assert (len(found.rows), sum(row.number for row in found.rows)) == (rows, 20 if by == "section" else 16)
    assert found.undated == (0 if by == "section" else 4)
    assert [note.code for note in found.notes] == ([] if by == "section" else ["undated"])


def test_the_days_say_how_many_are_in_none_of_them(context: Context) -> None:
    request = SearchRequest(query="banjir")
    found = answer(context, request)
    got = counted(context, request, found.question, found.step)
    assert sum(got.days.values()) == 16


def test_days_are_taken_out_of_what_is_wanted_and_stay_in_what_is_not() -> None:
    days, word = Range("published", 1, 2), Term("stem", "banjir")
    query = Bool((Filter(days), word), (Boost(days, 2.0),), (Filter(days),))
    assert without_days(query) == Bool((Filter(Everything()), word), (Boost(Everything(), 2.0),), (Filter(days),))
    assert without_days(Best((days, word))) == Best((Everything(), word))
    assert without_days(Range("sort", 1, 2)) == Range("sort", 1, 2)
