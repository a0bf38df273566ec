"""A saved search finds what the same search finds: every form of query, on both engines, whatever is in the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from indexer.articles.article import Article
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Bucket, Engine
from indexer.engines.queries import Query, Request
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.interpretation import interpret
from search.context import Context
from search.publisher_fields import PublisherFields
from search.request import DayRange, SearchRequest, make_filters
from search.saved.matcher import Matcher
from search.saved.searches import SavedSearch
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import CATALOGUE, NAMES, article, articles, fill
from tests.search.conftest import NOW
from tests.search.hostile import hostile_queries
from tests.search.made_up import articles as made_up
from tests.search.made_up import queries

ARTICLES = [*articles(), *made_up(120)]
FIELDS = (
    "penulis:budi",
    "penulis:budi santoso banjir",
    "sumber:detik ekonomi",
    "penulis:'Budi Santoso'",
    'penulis:"Budi Santoso"',
    "-penulis:budi banjir",
    "penulis:santoso OR harga",
    "sumber:antara",
    "kelompok:corp beras",
    "-jangkauan:daerah",
    'kelompok:"ANTARA"',
    "sumber:Harian*",
    'sumber:"Suara Kota"',
    "topik:sepak",
    "topik:BERAS -rubrik:eko*",
    "situs:detik.example",
    "situs:example",
    "bahasa:inggris",
    "status:ditarik",
    "rubrik:tidakada",
    "-rubrik:tidakada gempa",
    "rentang:7h",
    "sejak:2025-01-01 sampai:2025-12-31 banjir",
    "akar:serang",
    "kata:yang titik",
)
OPTIONS = (
    SearchRequest(),
    SearchRequest(match="any"),
    SearchRequest(forms="root"),
    SearchRequest(forms="exact", match="any"),
    SearchRequest(filters=make_filters({"publisher": ("antara", "Detik"), "author": ("sari",)})),
    SearchRequest(filters=make_filters({"published": DayRange(date(2024, 12, 1), date(2025, 3, 1))})),
)


@pytest.fixture(scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def context(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon
) -> Iterator[Context]:
    """What searches are answered with, all articles in the engine."""
    mine = EmbeddedEngine(tmp_path_factory.mktemp("matcher") / "index", 15_000_000)
    engine: Engine = request.getfixturevalue("module_engines")[1] if request.param == "elastic" else mine
    yield Context(
        fill(engine, lexicon, ARTICLES),
        lexicon,
        publishers=lambda: NAMES,
        now=NOW,
        told=PublisherFields(lambda: CATALOGUE),
    )
    mine.close()


def saved(*requests: SearchRequest) -> list[SavedSearch]:
    return [SavedSearch(number, str(number), request, "now", 0, NOW, ()) for number, request in enumerate(requests, 1)]


def matched(context: Context, requests: list[SearchRequest], some: list[Article]) -> dict[int, set[str]]:
    """The articles that each search finds of some."""
    found: dict[int, set[str]] = {number: set() for number in range(1, len(requests) + 1)}
    for search, one in Matcher(context, saved(*requests)).match(some, NOW):
        assert one.id not in found[search.id], "twice"
        found[search.id].add(one.id)
    return found


def searched(context: Context, request: SearchRequest) -> set[str]:
    """What the search finds, without what is only nearest."""
    query = interpret(request, context).plan.asked(request.match)
    return {hit.id for hit in context.engine.search(Request(query, limit=1000)).hits}


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.to_query() or "plain")
def test_every_form_of_query(context: Context, option: SearchRequest) -> None:
    requests = [replace(option, query=query) for query in dict.fromkeys((*queries(), *FIELDS))]
    found = matched(context, requests, ARTICLES)
    for number, request in enumerate(requests, 1):
        assert found[number] == searched(context, request), request.query


def test_hostile_queries(context: Context) -> None:
    requests = [SearchRequest(query=query) for query in hostile_queries()[::4]]
    found = matched(context, requests, ARTICLES[:30])
    few = {one.id for one in ARTICLES[:30]}
    for number, request in enumerate(requests, 1):
        assert found[number] == searched(context, request) & few, request.query[:80]


def test_a_batch_of_one_finds_the_same(context: Context) -> None:
    """What one article holds is not all that there is: a name in full means only that where any article has it."""
    requests = [SearchRequest(query=query) for query in FIELDS]
    wanted = {number: searched(context, request) for number, request in enumerate(requests, 1)}
    for one in ARTICLES[:40]:
        found = matched(context, requests, [one])
        assert {number for number, some in found.items() if some} == {
            number for number, some in wanted.items() if one.id in some
        }, one.id


def test_a_part_of_a_name_stands_for_a_whole_one_that_others_have(lexicon: Lexicon, tmp_path_factory) -> None:
    made: Callable[..., Article] = article
    whole, longer = (
        made(number, f"x{number}", "antara", "2025-01-01T00:00:00", "", (author,), (), f"x{number}", "Judul", ("Isi.",))
        for number, author in enumerate(("Budi", "Budi Santoso"), 1)
    )
    engine = EmbeddedEngine(tmp_path_factory.mktemp("names") / "index", 15_000_000)
    context = Context(fill(engine, lexicon, [whole, longer]), lexicon, now=NOW)
    requests = [SearchRequest(query='penulis:"budi"'), SearchRequest(query='judul -penulis:"budi"')]
    assert matched(context, requests, [longer]) == {1: set(), 2: {"x2"}}
    assert matched(context, requests, [whole]) == {1: {"x1"}, 2: set()}
    engine.close()


def test_the_engine_is_asked_once_for_the_names_of_all_searches_that_it_decides(
    lexicon: Lexicon, tmp_path_factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = article(1, "x1", "antara", "2025-01-01T00:00:00", "", ("Budi Santoso",), (), "x1", "Judul", ("Isi.",))
    engine = EmbeddedEngine(tmp_path_factory.mktemp("once") / "index", 15_000_000)
    context = Context(fill(engine, lexicon, [one]), lexicon, now=NOW)
    matcher = Matcher(context, saved(*(SearchRequest(query=f'penulis:"{name}"') for name in ("budi", "santoso"))))
    matcher.match([], NOW)
    asked, facet = list[str](), EmbeddedEngine.facet

    def note(self: EmbeddedEngine, query: Query, field: str, limit: int) -> list[Bucket]:
        asked.append(field)
        return facet(self, query, field, limit)

    monkeypatch.setattr(EmbeddedEngine, "facet", note)
    assert len(matcher.match([one], NOW)) == 2
    assert asked == ["author"]
    engine.close()


def test_a_name_of_several_words_is_known_from_its_first_article(lexicon: Lexicon, tmp_path_factory) -> None:
    """Until then its second word is looked for in the text, as the search does."""
    first, second = (
        article(
            number, f"x{number}", "antara", "2025-01-01T00:00:00", "", (author,), (), f"x{number}", title, ("Isi.",)
        )
        for number, author, title in ((1, "Budi", "Santoso"), (2, "Budi Santoso", "Judul"))
    )
    engine = EmbeddedEngine(tmp_path_factory.mktemp("first") / "index", 15_000_000)
    context = Context(fill(engine, lexicon, [first]), lexicon, now=NOW)
    request = SearchRequest(query="penulis:budi santoso")
    matcher = Matcher(context, saved(request))
    assert {one.article.id for one in matcher.match([first], NOW)} == searched(context, request) == {"x1"}
    fill(engine, lexicon, [second])
    assert {one.article.id for one in matcher.match([first, second], NOW)} == searched(context, request) == {"x2"}
    engine.close()


def test_days_are_counted_anew_each_day(context: Context) -> None:
    one = replace(ARTICLES[0], instant=NOW - timedelta(days=6))
    matcher = Matcher(context, saved(SearchRequest(query="rentang:7h")))
    assert len(matcher.match([one], NOW)) == 1
    assert matcher.match([one], NOW + timedelta(days=1)) == []


def test_what_is_told_is_what_a_hit_shows(context: Context) -> None:
    request = SearchRequest(query="aleppo", fold=False)
    matcher = Matcher(context, saved(request))
    hits = {hit.id: hit for hit in answer(context, request).hits}
    matches = matcher.match(ARTICLES, datetime(2026, 11, 25, 3, tzinfo=UTC))
    assert {match.article.id for match in matches} == hits.keys()
    for match in matches:
        told, hit = matcher.content(match), hits[match.article.id]
        assert told["snippet"] == hit.snippet.text
        assert (told["id"], told["url"], told["title"]) == (hit.id, hit.stored["url"], hit.title.text)
        assert (told["publisher"], told["published"]) == (hit.stored["publisher"], hit.stored["published"])


def test_what_is_remembered_of_values_is_bounded(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.saved.matcher.MAX_SEEN", 2)
    request = SearchRequest(query="penulis:budi santoso")
    matcher, found = Matcher(context, saved(request)), set[str]()
    for one in ARTICLES:
        found |= {match.article.id for match in matcher.match([one], NOW)}
        assert sum(map(len, matcher._seen.values())) <= 2 + len(one.content.authors)
    assert found == searched(context, request)
