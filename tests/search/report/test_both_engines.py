"""Both engines give the same report, its labels and the clippings of a folder among them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.engines.documents import to_document
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.context import Context, NoOwnValues
from search.report.report import make_report
from search.request import SearchRequest, make_filters
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import CATALOGUE, articles
from tests.search.conftest import NOW

pytestmark = pytest.mark.elasticsearch

GIVEN = {
    "label": {"Nada/Positif": ("a01", "a04"), "Nada/Negatif": ("a06", "a07", "a08")},
    "folder": {"M": ("a06", "a01")},
}


class Kept(NoOwnValues):
    """What somebody kept of the articles."""

    def numbers(self, field: str) -> dict[str, int]:
        return {value: len(ids) for value, ids in GIVEN[field].items()}

    def ids(self, field: str, value: str) -> tuple[str, ...]:
        return GIVEN[field].get(value, ())

    def keys(self, field: str) -> dict[str, str]:
        return dict.fromkeys(GIVEN[field], "")


@pytest.fixture(scope="module")
def both(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> tuple[Context, Context]:  # noqa: F811 - the fixture
    documents = [to_document(one, lexicon) for one in articles()]
    for engine in module_engines:
        engine.create("1", "test")
        assert engine.write("1", documents, []) == []
        engine.switch("1")
    one, other = (Context(engine, lexicon, now=NOW, own=Kept()) for engine in module_engines)
    return one, other


@pytest.mark.parametrize("sort", ["relevance", "oldest"])
@pytest.mark.parametrize(
    "asked",
    [
        SearchRequest(),
        SearchRequest(query="banjir OR beras"),
        SearchRequest(query="katayangtidakada"),
        SearchRequest(query="aleppo", recency=True),
        SearchRequest(filters=make_filters({"folder": ("M",)})),
    ],
    ids=["everything", "words", "nothing", "recent", "folder"],
)
def test_both_engines_report_the_same(both: tuple[Context, Context], asked: SearchRequest, sort: str) -> None:
    one, other = (make_report(context, replace(asked, sort=sort), CATALOGUE) for context in both)  # type: ignore[arg-type]
    assert one == other
    assert one.articles == len(one.clippings)
    if "folder" in asked.filters:
        assert [table.title for table in one.tables][-1] == "Label: Nada"
