"""Views on a real Elasticsearch: shared while nothing changes, let go where there are many, opened again if lapsed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer.engines.elastic import views
from indexer.engines.elastic.engine import ElasticEngine
from indexer.engines.elastic.views import close
from indexer.engines.port import Page
from indexer.engines.queries import Cursor, Everything, Request
from tests.indexer.engines.conftest import OpenEngine, ready
from tests.indexer.engines.corpus import document

pytestmark = pytest.mark.elasticsearch
PAGE = Request(Everything(), limit=1, hold_view=True)


@pytest.fixture
def elastic(open_elastic: OpenEngine) -> ElasticEngine:
    engine = ready(open_elastic())
    assert isinstance(engine, ElasticEngine)
    engine.write("1", [document(n, title="kota") for n in range(3)], [])
    return engine


def held(engine: ElasticEngine) -> int:
    """How many searches of our indices the server holds open: one of each view for each shard."""
    stats = engine._ours.client.indices.stats(index=engine._ours.alias, metric="search")
    indices = stats["indices"].values()
    return max(index["total"]["search"]["open_contexts"] for index in indices)


def test_searches_at_once_hold_one_view(elastic: ElasticEngine) -> None:
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: elastic.search(PAGE), range(40)))
    assert len({page.view for page in pages}) == 1
    assert held(elastic) == 1


def test_no_more_views_than_allowed_are_held(elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_VIEWS", 3)
    pages = list[Page]()
    for n in range(6):
        elastic.write("1", [document(10 + n, title="kota")], [])
        pages.append(elastic.search(PAGE))
    assert len({page.view for page in pages}) == 6
    assert held(elastic) == 3
    totals = [elastic.search(Request(Everything(), after=Cursor(9.0, 0, page.view))).total for page in pages]
    assert totals == [9, 9, 9, 7, 8, 9]  # the first three were let go: the state of now answers


def test_a_view_that_has_lapsed_is_opened_again(elastic: ElasticEngine) -> None:
    first = elastic.search(PAGE)
    close(elastic._ours.client, first.view)
    again = elastic.search(PAGE)
    assert (again.hits, again.total) == (first.hits, first.total)
    assert again.view not in ("", first.view)
    assert elastic.search(PAGE).view == again.view


def test_a_new_generation_has_a_view_of_its_own(elastic: ElasticEngine) -> None:
    first = elastic.search(PAGE)
    elastic.create("2", "fingerprint")
    elastic.write("2", [document(n, title="kota") for n in range(2)], [])
    elastic.switch("2")
    second = elastic.search(PAGE)
    assert (second.total, second.view != first.view) == (2, True)


def test_a_walk_leaves_nothing_open(elastic: ElasticEngine) -> None:
    walk = elastic.scan(Everything(), "newest")
    assert next(walk).id
    assert held(elastic) == 1
    walk.close()  # type: ignore[attr-defined]
    assert held(elastic) == 0
