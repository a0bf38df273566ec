"""An export has all that a search finds, each copy too, and says what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from base.errors import UnavailableError
from indexer.engines.port import Engine, EngineHit
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.context import Context
from search.export.columns import ColumnError
from search.export.stream import open_export
from search.request import SearchRequest
from tests.search.articles import NAMES
from tests.search.conftest import NOW


@pytest.fixture
def context(engine: Engine, lexicon: Lexicon) -> Context:
    return Context(engine, lexicon, publishers=lambda: NAMES, now=NOW)


def exported(context: Context, request: SearchRequest, **options: str) -> list[dict[str, object]]:
    made = open_export(context, request, "jsonl", **options)  # type: ignore[arg-type]
    return [json.loads(line) for line in b"".join(made.pieces()).splitlines()]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(
    "query", ["", "aleppo", "warga", "warga -aleppo", '"pasukan pemberontak"', "serang*", "sumber:antara", "tidakada"]
)
def test_an_export_is_what_the_search_finds_in_its_order(context: Context, query: str, sort: str) -> None:
    request = SearchRequest(query=query, sort=sort, fold=False, top=1_000)  # type: ignore[arg-type]
    found = answer(context, request)
    rows = exported(context, request)
    if found.matched == "nearest":
        assert rows == []
        return
    assert [row["id"] for row in rows] == [hit.id for hit in found.hits]
    assert open_export(context, request, "csv").articles == found.total == len(rows)


def test_filters_and_recency_hold(context: Context) -> None:
    asked = SearchRequest.from_query("q=warga&publisher=antara&recency=1&fold=0&top=1000")
    assert [row["id"] for row in exported(context, asked)] == [hit.id for hit in answer(context, asked).hits]


def test_what_is_nearest_is_exported_only_where_it_is_asked_for(context: Context) -> None:
    request = SearchRequest(query="aleppo katayangtidakada")
    assert open_export(context, request, "csv").matched == "all"
    assert exported(context, request) == []
    made = open_export(context, request, "jsonl", matched="nearest")
    assert made.matched == "nearest"
    assert len(b"".join(made.pieces()).splitlines()) == made.articles == answer(context, request).total > 0


def test_a_row_says_what_the_article_says(context: Context) -> None:
    hit = answer(context, SearchRequest(query="aleppo", top=1)).hits[0]
    (row,) = (row for row in exported(context, SearchRequest(query="aleppo")) if row["id"] == hit.id)
    assert {name: row[name] for name in ("title", "url", "body", "authors", "published")} == {
        name: hit.stored[name] for name in ("title", "url", "body", "authors", "published")
    }
    assert (row["dated"], row["dated_by"]) == (True, "page")


def test_columns_are_chosen_and_references_have_their_own(context: Context) -> None:
    rows = exported(context, SearchRequest(query="aleppo"), names="title,id")
    assert {tuple(row) for row in rows} == {("title", "id")}
    with pytest.raises(ColumnError, match="RIS"):
        open_export(context, SearchRequest(query="aleppo"), "ris", names="id")


class FailingEngine:
    """An engine that fails in the middle of a scan."""

    def __init__(self, engine: Engine, after: int) -> None:
        self._engine, self._after = engine, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def scan(self, *asked: object) -> Iterator[EngineHit]:
        for place, hit in enumerate(self._engine.scan(*asked)):  # type: ignore[arg-type]
            if place == self._after:
                raise UnavailableError("the engine went away")
            yield hit


@pytest.mark.parametrize("form", ["csv", "jsonl", "ris", "xlsx"])
def test_an_engine_that_fails_on_the_way_is_no_end(context: Context, engine: Engine, form: str) -> None:
    made = open_export(replace(context, engine=FailingEngine(engine, 2)), SearchRequest(), form)  # type: ignore[arg-type]
    with pytest.raises(UnavailableError):
        list(made.pieces())


def test_an_engine_that_is_away_is_noticed_before_anything_is_written(context: Context, engine: Engine) -> None:
    with pytest.raises(UnavailableError):
        open_export(replace(context, engine=FailingEngine(engine, 0)), SearchRequest(), "csv")  # type: ignore[arg-type]
