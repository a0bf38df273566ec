"""The same questions to both engines: the same articles, order, scores, notes and facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer.articles.article import Article
from indexer.engines.documents import to_document
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search import hit_fields
from search.answer.answer import Answer, answer
from search.answer.counts import BY, counts
from search.answer.facets import counted
from search.context import Context
from search.request import SearchRequest
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search import made_up
from tests.search.articles import ENGLISH, NAMES, article, articles
from tests.search.conftest import NOW
from tests.search.hostile import hostile_queries

pytestmark = pytest.mark.elasticsearch

Both = tuple[Context, Context]


@pytest.fixture(scope="module")
def both(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> Both:  # noqa: F811 - the fixture
    """Both engines with the same articles of three years, freshly built."""
    documents = [to_document(one, lexicon) for one in (*articles(), *made_up.articles(240), *spoken())]
    for engine in module_engines:
        engine.create("1", "test")
        assert engine.write("1", documents, []) == []
        engine.switch("1")
    one, other = (Context(engine, lexicon, publishers=lambda: NAMES, now=NOW) for engine in module_engines)
    return one, other


def spoken() -> Iterator[Article]:
    """Articles that quote somebody each."""
    for number, name in enumerate(("Wahyu Kencana", "Ratna Mahadewi", "Wahyu Laksana"), 2000):
        body = (f"“Tanggul kami perkuat pekan ini,” kata Bupati Demak {name}.",)
        yield article(number, f"s{number}", "antara", "2025-01-01T00:00:00", "", (), (), f"s{number}", name, body)


REQUESTS = (
    SearchRequest(top=50),
    SearchRequest(top=50, match="any", fold=False),
    SearchRequest(top=50, sort="newest", fold=False),
    SearchRequest(top=50, recency=True),
)


@pytest.mark.parametrize(("number", "query"), list(enumerate(dict.fromkeys(made_up.queries()))))
def test_both_engines_give_the_same_answer(both: Both, number: int, query: str) -> None:
    for request in (REQUESTS[number % 4], REQUESTS[(number + 1) % 4]):
        one, other = (answer(context, replace(request, query=query)) for context in both)
        assert told(one) == told(other)
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_fit_together_on_both(both: Both, sort: str) -> None:
    request = SearchRequest(query="warga OR rakyat OR pemerintah", sort=sort)  # type: ignore[arg-type]
    for context in both:
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            page = answer(context, replace(request, top=7, after=after))
            seen += [hit.id for hit in page.hits]
            after = page.next
        whole = answer(context, replace(request, top=300))
        assert seen == [hit.id for hit in whole.hits]


@pytest.mark.parametrize("query", ["", "warga", "serangan OR harga -banjir", "penulis:sari uang", "penutur:wahyu"])
def test_both_engines_count_the_same(both: Both, query: str) -> None:
    request = SearchRequest(query=query, top=50)
    for by in BY:
        one, other = (counts(context, request, by) for context in both)
        assert one == other
    found = [answer(context, request) for context in both]
    mine, theirs = (counted(c, request, a.question, a.step) for c, a in zip(both, found, strict=True))
    assert mine == theirs


@pytest.mark.parametrize(
    ("query", "found"), [("penutur:wahyu", ["s2000", "s2002"]), ('penutur:"Ratna Mahadewi"', ["s2001"])]
)
def test_both_engines_find_who_is_quoted(both: Both, query: str, found: list[str]) -> None:
    for context in both:
        assert sorted(hit.id for hit in answer(context, SearchRequest(query=query)).hits) == found


@pytest.mark.parametrize(
    "query", ["minister", "akar:meetings", "judul:minister", "capitals agree", "minister OR banjir"]
)
def test_both_engines_find_english_inflections(both: Both, query: str) -> None:
    one, other = (answer(context, SearchRequest(query=query, top=300), relax=False) for context in both)
    assert told(one) == told(other)
    assert ENGLISH in [hit.id for hit in one.hits]


def told(given: Answer) -> tuple[object, ...]:
    """Everything of an answer but its scores and cursor."""
    hits = given.to_json(names=[name for name in hit_fields.NAMES if name != "score"])["hits"]
    return given.total, given.matched, given.notes, given.next is None, hits


def test_hostile_queries_are_answered_by_elasticsearch_too(both: Both) -> None:
    _, context = both
    for query in hostile_queries()[::4]:
        assert answer(context, SearchRequest(query=query)).total >= 0
