"""People are found and counted as users join and part their names: on both engines, by searches and by alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon, fold
from search.answer.answer import answer
from search.answer.counts import all_articles, counts
from search.answer.facets import counted
from search.answer.quotes import quotes_in
from search.context import Context
from search.people.names import NO_NAMES, Names, Rule, names_of
from search.request import SearchRequest, make_filters
from search.saved.matcher import Matcher
from search.saved.searches import SavedSearch
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import fill
from tests.search.conftest import NOW
from tests.search.people.speeches import speeches

JOINED = names_of([Rule("Wahyu Yuken", "", "Wahyu Kencana")])
PARTED = names_of([Rule("Ahmad Tirtayasa", "petani", "Ahmad Tirtayasa (petani)")])
BOTH = names_of([*JOINED.rules, *PARTED.rules, Rule("Ahmad Tirtayasa", "kapolsek", "Wahyu Kencana")])
SPOKEN = ("p1", "p2", "p3", "p4", "p5", "p6", "p7")

FOUND = [
    (NO_NAMES, 'penutur:"Wahyu Kencana"', "p1 p2 p7"),
    (NO_NAMES, "penutur:wahyu", "p1 p2 p3 p7"),
    (NO_NAMES, 'tokoh:"wahyu kencana"', "p1 p2 p7"),
    (JOINED, 'penutur:"Wahyu Kencana"', "p1 p2 p3 p7"),
    (JOINED, 'penutur:"wahyu yuken"', "p1 p2 p3 p7"),
    (JOINED, "penutur:yuken", "p1 p2 p3 p7"),
    (JOINED, 'tanggul -tokoh:"Wahyu Yuken"', "p4 p5 p6"),
    (JOINED, 'penutur:"Ahmad Tirtayasa"', "p4 p5 p6"),
    (PARTED, 'penutur:"Ahmad Tirtayasa"', "p5 p6"),
    (PARTED, 'penutur:"Ahmad Tirtayasa (petani)"', "p4"),
    (PARTED, "penutur:ahmad tirtayasa", "p4 p5 p6"),
    (PARTED, 'tanggul -penutur:"Ahmad Tirtayasa (petani)"', "p1 p2 p3 p5 p6 p7"),
    (PARTED, 'penutur:"Ahmad Tirtayasa" OR penutur:"Wahyu Kencana"', "p1 p2 p5 p6 p7"),
    (BOTH, 'penutur:"Wahyu Kencana"', "p1 p2 p3 p5 p7"),
    (BOTH, 'tokoh:"Ahmad Tirtayasa"', "p6"),
]
COUNTED = [
    (NO_NAMES, {"Wahyu Kencana": 3, "Ahmad Tirtayasa": 3, "Wahyu Yuken": 2, "Ratna Mahadewi": 1}),
    (JOINED, {"Wahyu Kencana": 4, "Ahmad Tirtayasa": 3, "Ratna Mahadewi": 1}),
    (PARTED, {"Wahyu Kencana": 3, "Ahmad Tirtayasa": 2, "Ahmad Tirtayasa (petani)": 1, "Wahyu Yuken": 2,
              "Ratna Mahadewi": 1}),
    (BOTH, {"Wahyu Kencana": 5, "Ahmad Tirtayasa": 1, "Ahmad Tirtayasa (petani)": 1, "Ratna Mahadewi": 1}),
]  # fmt: skip


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Context]:
    """The embedded engine with these articles."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("people") / "index", 15_000_000)
    yield Context(fill(engine, lexicon, speeches()), lexicon, now=NOW)
    engine.close()


@pytest.fixture(scope="module")
def contexts(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> list[Context]:  # noqa: F811 - the fixture
    """Both engines with them."""
    return [Context(fill(engine, lexicon, speeches()), lexicon, now=NOW) for engine in module_engines]


def found(context: Context, names: Names, query: str) -> str:
    asked = SearchRequest(query=query, top=50)
    return " ".join(sorted(hit.id for hit in answer(replace(context, names=lambda: names), asked).hits))


def numbers(context: Context, names: Names, by: str) -> Mapping[str, int]:
    context = replace(context, names=lambda: names)
    rows = {row.value: row.number for row in counts(context, SearchRequest(query="tanggul"), by).rows}
    assert rows == all_articles(context, by) | {"": 0} or "" not in rows
    request = SearchRequest(query="tanggul")
    given = answer(context, request)
    assert {row.value: row.number for row in counted(context, request, given.question, given.step).facets[by]} == rows
    return rows


@pytest.mark.parametrize(("names", "query", "expected"), FOUND)
def test_people_are_found(embedded: Context, names: Names, query: str, expected: str) -> None:
    assert found(embedded, names, query) == expected


@pytest.mark.parametrize(("names", "expected"), COUNTED)
@pytest.mark.parametrize("by", ["speaker", "person"])
def test_people_are_counted(embedded: Context, names: Names, by: str, expected: dict[str, int]) -> None:
    assert numbers(embedded, names, by) == expected


@pytest.mark.elasticsearch
def test_both_engines_find_and_count_the_same(contexts: list[Context]) -> None:
    for context in contexts:
        for names, query, expected in FOUND:
            assert found(context, names, query) == expected, query
        for names, rows in COUNTED:
            assert numbers(context, names, "speaker") == rows


@pytest.mark.parametrize(("names", "query", "expected"), FOUND)
def test_an_alert_finds_what_a_search_finds(embedded: Context, names: Names, query: str, expected: str) -> None:
    search = SavedSearch(1, "a", SearchRequest(query=query), "now", 0, datetime(2026, 1, 1, tzinfo=UTC), ())
    matcher = Matcher(replace(embedded, names=lambda: names), [search])
    matches = matcher.match(list(speeches()), NOW)
    assert " ".join(sorted(match.article.id for match in matches)) == expected


def test_a_filter_is_a_person_too(embedded: Context) -> None:
    asked = SearchRequest(top=50, filters=make_filters({"speaker": ("Ahmad Tirtayasa (petani)", "Wahyu Yuken")}))
    hits = answer(replace(embedded, names=lambda: BOTH), asked).hits
    assert sorted(hit.id for hit in hits) == ["p1", "p2", "p3", "p4", "p5", "p7"]


@pytest.mark.parametrize(
    ("names", "speakers", "said"),
    [
        (NO_NAMES, ["tirtayasa"], ["Ahmad Tirtayasa"] * 3),
        (JOINED, ["Wahyu Yuken"], ["Wahyu Kencana"] * 5),
        (JOINED, ["yuken"], ["Wahyu Kencana"] * 5),
        (JOINED, ["kencana"], ["Wahyu Kencana"] * 5),
        (PARTED, ["tirtayasa"], [*["Ahmad Tirtayasa"] * 2, "Ahmad Tirtayasa (petani)"]),
        (PARTED, ["petani"], ["Ahmad Tirtayasa (petani)"]),
        (PARTED, ["Ahmad Tirtayasa (petani)"], ["Ahmad Tirtayasa (petani)"]),
        (PARTED, ["Ahmad Tirtayasa"], ["Ahmad Tirtayasa"] * 2),
        (BOTH, [], ["Ahmad Tirtayasa", "Ahmad Tirtayasa (petani)", "Ratna Mahadewi", *["Wahyu Kencana"] * 6]),
    ],
)
def test_quotes_are_given_to_people(names: Names, speakers: list[str], said: list[str]) -> None:
    articles = [
        {"quotes": [{"speaker": quote.speaker, "office": quote.office} for quote in one.content.quotes]}
        for one in speeches()
    ]
    told = [quote["speaker"] for article in articles for quote in quotes_in(article, speakers, names)]
    assert sorted(map(fold, told)) == sorted(map(fold, said))
