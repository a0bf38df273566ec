"""Owner groups and reach: told by the catalogue, they filter, count and stand beside hits, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from config.catalogue import Publisher
from indexer.engines.port import Bucket, Engine
from indexer.engines.queries import Everything, Exists
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.counts import all_articles, counts
from search.answer.facets import counted
from search.context import Context
from search.publisher_fields import PublisherFields
from search.request import SearchRequest, make_filters
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import CATALOGUE, fill


@pytest.fixture
def context(engine: Engine, lexicon: Lexicon) -> Context:
    return Context(engine, lexicon, told=PublisherFields(lambda: CATALOGUE))


def found(context: Context, query: str, **filters: str) -> set[str]:
    chosen = make_filters({name: (value,) for name, value in filters.items()})
    asked = SearchRequest(query=query, filters=chosen, fold=False, top=50)
    return {hit.id for hit in answer(context, asked).hits}


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ('kelompok:"CT Corp"', "sumber:detik OR sumber:suara-kota"),
        ("owner:corp", "sumber:detik OR sumber:suara-kota"),
        ("kebanjiran kelompok:ct corp", "kebanjiran sumber:suara-kota"),
        ("kebanjiran -kelompok:corp", "kebanjiran sumber:harian-pagi"),
        ("kelompok:anta*", "sumber:antara"),
        ("jangkauan:daerah", "sumber:suara-kota"),
        ("reach:nasional OR kebanjiran", "sumber:antara OR sumber:detik OR kebanjiran"),
    ],
)
def test_a_query_names_them(context: Context, query: str, same: str) -> None:
    assert found(context, query) == found(context, same) != set()


def test_a_group_that_nobody_belongs_to_finds_nothing(context: Context) -> None:
    assert found(context, "kelompok:entah") == found(context, "", owner="Entah") == set()


def test_they_filter(context: Context) -> None:
    assert found(context, "kebanjiran", owner="CT Corp") == {"a07"}
    assert found(context, "", reach="regional") == found(context, "sumber:suara-kota")


def test_they_are_counted_with_those_that_have_none(context: Context) -> None:
    assert counts(context, SearchRequest(), "owner").rows == [("CT Corp", 11), ("ANTARA", 6), ("", 4)]
    assert all_articles(context, "reach") == {"": 4, "national": 12, "regional": 5}
    assert context.engine.count(Exists("owner")) == 17


def test_they_stand_beside_hits_whatever_is_chosen(context: Context) -> None:
    asked = SearchRequest(filters=make_filters({"owner": ("ANTARA",)}))
    made = answer(context, asked)
    facets = counted(context, asked, made.question, made.step).facets
    assert facets["owner"] == [("CT Corp", 11), ("ANTARA", 6)]
    assert facets["reach"] == [("national", 6)]


def test_a_change_of_the_catalogue_needs_no_new_index(context: Context) -> None:
    other: Mapping[str, Publisher] = {**CATALOGUE, "harian-pagi": replace(CATALOGUE["antara"], slug="harian-pagi")}
    changed = replace(context, told=PublisherFields(lambda: other))
    assert changed.engine.facet(Everything(), "owner", 10) == [Bucket("CT Corp", 11), Bucket("ANTARA", 10)]
    assert found(changed, "kebanjiran kelompok:antara") == {"a08"}


@pytest.mark.elasticsearch
def test_both_engines_count_the_same(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> None:  # noqa: F811 - the fixture
    told = PublisherFields(lambda: CATALOGUE)
    one, other = (Context(fill(engine, lexicon), lexicon, told=told) for engine in module_engines)
    for query in ("", "kebanjiran", "kelompok:corp", "-jangkauan:nasional"):
        asked = SearchRequest(query=query)
        assert counts(one, asked, "owner") == counts(other, asked, "owner")
        assert found(one, query) == found(other, query) != set()
