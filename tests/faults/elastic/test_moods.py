"""A real Elasticsearch behind a proxy in bad moods: a command goes on or says what is wrong, and the next one is whole.

In the long form alone, as the server takes longer to start than all else here; `tests/indexer/engines/elastic/` tries
some of the moods on a small stand-in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.elasticsearch_cluster import Node
from tests.faults.bench import Bench
from tests.faults.elastic.installation import forget, on_elasticsearch
from tests.faults.elastic.moody_proxy import MOODS, REFUSED, MoodyProxy
from tests.faults.operations import PAGES
from tests.faults.table import STEP, Row

pytestmark = [
    pytest.mark.timeout(5_000),
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not STEP, reason="tried by the long form: make test-faults"),
]
PLACES = ("", "_bulk")
"""At whatever it is asked, and at a bulk."""
TIMES = (1, 4) if STEP == 1 else (4,)


@pytest.mark.parametrize("mood", [mood for mood in MOODS if mood != "one shard for all"])
@pytest.mark.parametrize("name", ["elasticsearch"])
def test_whatever_elasticsearch_answers_nothing_is_lost(
    bench: Bench, node: Node, proxy: MoodyProxy, name: str, mood: str, row: Row
) -> None:
    operation = on_elasticsearch(bench, proxy.url)
    for where in PLACES[1:] if mood in REFUSED else PLACES:
        for left in TIMES:
            with bench.copied(operation) as data:
                proxy.set_mood(mood, where, left)
                ended = bench.run(data, operation.command, operation.settings)
                met = proxy.met
                proxy.set_mood("", "", 0)
                case = bench.recover(operation, data, ended)
                row.cases.append(case)
                with Elasticsearch(node.url) as client:
                    forget(data, client)
            assert met or (where == "_bulk" and ended.code), (where, ended)
            assert case.is_well, (where, left, case)
            assert ended.is_clear, (where, left, ended)


@pytest.fixture(scope="module")
def searched(bench: Bench, node: Node, proxy: MoodyProxy) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """A folder whose articles are on the server, and the settings by which it is asked."""
    operation = on_elasticsearch(bench, proxy.url)
    with bench.copied(operation, bench.folder / "searched") as data, Elasticsearch(node.url) as client:
        assert bench.run(data, operation.command, operation.settings).code == 0
        yield data, operation.settings
        forget(data, client)


@pytest.mark.parametrize("mood", MOODS)
def test_whatever_elasticsearch_answers_a_search_is_whole_or_refused(
    bench: Bench, proxy: MoodyProxy, searched: tuple[Path, Mapping[str, str]], mood: str
) -> None:
    data, settings = searched
    for left in (1, 1_000):
        proxy.set_mood(mood, "", left)
        ended = bench.run(data, ("search", "kabar", "--json", "--no-fold"), settings)
        met = proxy.met
        proxy.set_mood("", "", 0)
        assert met, ended
        assert ended.is_clear, ended
        assert ended.code == 3 or json.loads(ended.log)["total"] == PAGES, ended
