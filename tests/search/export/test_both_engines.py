"""Both engines export, count and fold the same, articles without a date and copies among them."""

from __future__ import annotations

import pytest

from indexer.engines.documents import to_document
from indexer.engines.elastic import engine as elastic
from indexer.engines.embedded import ranking
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.counts import counts
from search.context import Context
from search.export.stream import open_export
from search.request import SearchRequest
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import NAMES, article, articles
from tests.search.conftest import NOW

pytestmark = pytest.mark.elasticsearch

Both = tuple[Context, Context]
QUERIES = ("", "warga", "banjir OR aleppo", "banjir sejak:2025-02-10", "sumber:antara -banjir", "katayangtidakada")


@pytest.fixture(scope="module")
def both(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> Both:  # noqa: F811 - the fixture
    """Both engines with the same articles: sixty floods, every seventh without a date, nine in groups of three."""
    floods = [
        article(
            200 + n, f"b{n}", "antara", f"{2023 + n % 3}-0{1 + n // 28}-{1 + n % 28:02}T03:00:00", "Daerah", (), (),
            f"g{n // 3 if n < 9 else n}", f"Banjir ke-{n}", (f"Air naik, warga {n} mengungsi.",), dated=n % 7 != 6,
            has_copies=n < 9,
        )
        for n in range(60)
    ]  # fmt: skip
    documents = [to_document(one, lexicon) for one in (*articles(), *floods)]
    for engine in module_engines:
        engine.create("1", "test")
        assert engine.write("1", documents, []) == []
        engine.switch("1")
    one, other = (Context(engine, lexicon, publishers=lambda: NAMES, now=NOW) for engine in module_engines)
    return one, other


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize("query", QUERIES)
def test_both_engines_export_the_same(both: Both, monkeypatch: pytest.MonkeyPatch, query: str, sort: str) -> None:
    monkeypatch.setattr(ranking, "_AT_ONCE", 11)
    monkeypatch.setattr(elastic, "SCANNED_AT_ONCE", 11)
    request = SearchRequest(query=query, sort=sort, fold=False, top=1_000)  # type: ignore[arg-type]
    one, other = (b"".join(open_export(context, request, "jsonl").pieces()) for context in both)
    assert one == other
    found = answer(both[0], request)
    assert one.count(b"\n") == (found.total if found.matched == "all" else 0)


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize("query", QUERIES)
def test_both_engines_fold_and_leave_out_as_many(both: Both, query: str, sort: str) -> None:
    request = SearchRequest(query=query, sort=sort, top=200)  # type: ignore[arg-type]
    one, other = (answer(context, request) for context in both)
    assert (one.total, one.folded, one.undated) == (other.total, other.folded, other.undated)
    assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]
    assert len(one.hits) + one.folded == one.total
    assert counts(both[0], request, "month") == counts(both[1], request, "month")
