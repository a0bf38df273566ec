"""What users say of articles and regions holds in searches, counts and what is shown, on both engines."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

import orjson
import pytest

from indexer.articles.regions.table import load_regions, path_of
from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.engines.queries import Bool, Everything, Exists, Query, Term
from indexer.engines.queries import Request as EngineRequest
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.counts import all_articles, counts
from search.answer.facets import counted
from search.context import Context
from search.regions.corrections import NO_CORRECTIONS, Corrections, Statement, corrections_of, said_then
from search.request import SearchRequest, make_filters
from search.saved.matcher import Matcher
from search.saved.searches import SavedSearch
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.conftest import NOW
from tests.search.regions.places import PLACES, places

READ = {one.id: one.content.regions for one in places()}
SURABAYA, BATU, BANDUNG = "Jawa Timur/Kota Surabaya", "Jawa Timur/Kota Batu", "Jawa Barat/Kabupaten Bandung"


def said(*statements: tuple[str, str, bool | None]) -> Corrections:
    return corrections_of(Statement(*one) for one in statements)


def with_places(engine: Engine, lexicon: Lexicon) -> Engine:
    engine.create("1", "test")
    assert engine.write("1", [to_document(one, lexicon) for one in places()], []) == []
    engine.switch("1")
    return engine


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Engine]:
    opened = EmbeddedEngine(tmp_path_factory.mktemp("placed") / "index", 15_000_000)
    yield with_places(opened, lexicon)
    opened.close()


def found(context: Context, query: str, **filters: str) -> str:
    chosen = make_filters({name: (value,) for name, value in filters.items()})
    hits = answer(context, SearchRequest(query=query, filters=chosen, fold=False, top=50)).hits
    return " ".join(sorted(hit.id for hit in hits))


HELD = [
    ((), ("Jawa Timur", SURABAYA)),
    (((SURABAYA, False),), ("Jawa Timur",)),
    ((("Jawa Timur", False),), ()),
    ((("Jawa Timur", False), (BATU, True)), ("Jawa Timur", BATU)),
    (((BATU, True), ("Jawa Timur", False)), ()),
    (((BATU, True),), ("Jawa Timur", SURABAYA, BATU)),
    (((BANDUNG, True),), ("Jawa Barat", BANDUNG, "Jawa Timur", SURABAYA)),
    (((BANDUNG, True), (BANDUNG, None)), ("Jawa Timur", SURABAYA)),
    (((SURABAYA, False), (SURABAYA, True), (SURABAYA, False)), ("Jawa Timur",)),
    ((("Jawa Timur", False), ("Jawa Timur", None)), ("Jawa Timur", SURABAYA)),
    ((("Jawa Timur", False), ("Jawa Timur", True)), ("Jawa Timur", SURABAYA)),
]


@pytest.mark.parametrize(("statements", "expected"), HELD)
def test_the_regions_of_an_article(statements: Iterable[tuple[str, bool | None]], expected: tuple[str, ...]) -> None:
    assert said(*(("r1", *one) for one in statements)).regions("r1", ("Jawa Timur", SURABAYA)) == expected


def test_a_statement_that_is_taken_back_leaves_nothing() -> None:
    assert not said(("r1", SURABAYA, False), ("r1", SURABAYA, None))
    assert said_then({}, SURABAYA, is_about=None) == {}


FOUND = [
    ((), "daerah:jatim", "r1 r2 r5"),
    ((("r4", SURABAYA, True),), "daerah:jatim", "r1 r2 r4 r5"),
    ((("r4", SURABAYA, True),), 'daerah:"Kota Surabaya"', "r1 r4 r5"),
    ((("r5", SURABAYA, False),), "daerah:surabaya", "r1"),
    ((("r5", SURABAYA, False),), "daerah:jatim", "r1 r2 r5"),
    ((("r5", "Jawa Timur", False),), "daerah:jatim", "r1 r2"),
    ((("r5", "Jawa Timur", False),), "daerah:surabaya", "r1"),
    ((("r5", "Jawa Timur", False),), "pasar -daerah:jatim", "r5 r6"),
    ((("r1", "Jawa Timur", False), ("r4", "Bali", True)), "banjir daerah:bali", "r4"),
    ((("r1", "Jawa Timur", False), ("r4", "Bali", True)), "banjir daerah:bal*", "r4"),
    ((("r4", "Bali", True), ("r4", "Bali", None)), "daerah:bali", ""),
]


@pytest.mark.parametrize(("statements", "query", "expected"), FOUND)
def test_a_query_obeys_them(
    placed: Engine, lexicon: Lexicon, statements: tuple[tuple[str, str, bool | None], ...], query: str, expected: str
) -> None:
    context = Context(placed, lexicon, regions=lambda: said(*statements))
    assert found(context, query) == expected


def test_filter_facet_counts_and_what_is_shown(placed: Engine, lexicon: Lexicon) -> None:
    held = said(("r4", "Bali/Kota Denpasar", True), ("r6", "Sumatera Barat", False), ("r5", BATU, False))
    context = Context(placed, lexicon, regions=lambda: held)
    assert found(context, "", region="Bali") == "r4"
    asked = SearchRequest(query="banjir")
    made = answer(context, asked)
    facets = dict(counted(context, asked, made.question, made.step).facets["region"])
    assert facets["Bali"] == facets["Bali/Kota Denpasar"] == 1
    assert "Sumatera Barat" not in facets
    rows = dict(counts(context, SearchRequest(query="pasar"), "region").rows)
    assert rows == {"Jawa Timur": 1, SURABAYA: 1, "Sumatera Utara": 1, "Sumatera Utara/Kota Medan": 1}
    assert all_articles(context, "region")[""] == 0
    stored = orjson.loads(context.engine.documents(["r4"])["r4"].stored)
    assert stored["regions"] == ["Bali", "Bali/Kota Denpasar"]
    exported = {hit.id: orjson.loads(hit.stored)["regions"] for hit in context.engine.scan(Everything(), "oldest")}
    assert exported["r6"] == ["Sumatera Utara", "Sumatera Utara/Kota Medan"]
    assert exported["r1"] == list(READ["r1"])


def test_an_alert_obeys_them(placed: Engine, lexicon: Lexicon) -> None:
    held = said(("r4", BATU, True), ("r1", "Jawa Timur", False))
    context = Context(placed, lexicon, regions=lambda: held)
    searches = [
        SavedSearch(1, "jatim", SearchRequest(query="banjir daerah:jatim"), "now", 0, NOW, ()),
        SavedSearch(2, "bukan", SearchRequest(query="banjir -daerah:jatim"), "now", 0, NOW, ()),
    ]
    matched = [(one.search.name, one.article.id) for one in Matcher(context, searches).match(places(), NOW)]
    assert sorted(matched) == [("bukan", "r1"), ("bukan", "r6"), ("jatim", "r2"), ("jatim", "r4")]


ALL = [path_of(one) for one in load_regions().values()]
NEAR = sorted({region for regions in READ.values() for region in regions} | {"Bali", "Bali/Kota Denpasar"})


def by_hand(held: Corrections, region: str | None) -> set[str]:
    """The articles of a region, or of any, without any engine."""
    regions = {name: held.regions(name, read) for name, read in READ.items()}
    return {name for name, some in regions.items() if (region in some if region else some)}


def check(engine: Engine, lexicon: Lexicon, seed: int) -> None:
    """Hold what the engine finds and counts after random statements against what follows by hand."""
    chance = random.Random(seed)
    statements = [
        Statement(chance.choice(list(READ)), chance.choice(NEAR), chance.choice((True, False, False, None)))
        for _ in range(chance.randrange(1, 12))
    ]
    held = corrections_of(statements)
    asked = Context(engine, lexicon, regions=lambda: held).engine
    banjir = {name for name, text in PLACES.items() if "banjir" in text.lower()}
    queries: list[tuple[Query, set[str]]] = [(Everything(), set(READ)), (Term("word", "banjir"), banjir)]
    for query, matches in queries:
        for region in (None, *NEAR):
            wanted = Exists("region") if region is None else Term("region", region)
            assert asked.count(Bool(must=(query, wanted))) == len(matches & by_hand(held, region)), (statements, region)
        numbers = Counter(one for name in matches for one in held.regions(name, READ[name]))
        expected = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
        assert [tuple(one) for one in asked.facet(query, "region", 100)] == expected, statements
        assert [tuple(one) for one in asked.overview(query, {"region": 3}).facets["region"]] == expected[:3]
        for hit in asked.search(EngineRequest(query, limit=10)).hits:
            assert tuple(orjson.loads(hit.stored)["regions"]) == held.regions(hit.id, READ[hit.id])


@pytest.mark.parametrize("seed", range(12))
def test_random_statements(placed: Engine, lexicon: Lexicon, seed: int) -> None:
    check(placed, lexicon, seed)


@pytest.mark.elasticsearch
def test_both_engines_alike(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> None:  # noqa: F811 - the fixture
    for engine in module_engines:
        with_places(engine, lexicon)
        for seed in range(4):
            check(engine, lexicon, seed)


def test_nothing_said_changes_nothing(placed: Engine, lexicon: Lexicon) -> None:
    assert Context(placed, lexicon).engine.facet(Everything(), "region", 2) == placed.facet(Everything(), "region", 2)
    assert NO_CORRECTIONS.regions("x", ["Lain", "Bali"]) == ("Lain", "Bali")


def test_regions_of_before_keep_a_place(placed: Engine) -> None:
    """A region that the table has no more stands behind the others."""
    assert said(("r1", "Aceh", True)).regions("r1", ["Provinsi Lama", "Bali"]) == ("Aceh", "Bali", "Provinsi Lama")
    assert set(NEAR) <= set(ALL)
