"""A real Elasticsearch in bad moods: a command goes on or says what is wrong, and the next one is whole.

In the long form alone, as the server takes longer to start than all else here; `tests/indexer/engines/elastic/` tries
the same moods on a small stand-in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests import elasticsearch_server
from tests.faults.bench import Bench
from tests.faults.holdings import Harm, searchable
from tests.faults.moody_proxy import MOODS, MoodyProxy, moody_proxy
from tests.faults.operations import PAGES, Operation, World
from tests.faults.table import STEP, Row
from tests.indexer.engines.conftest import skip_without_elasticsearch

pytestmark = [
    pytest.mark.timeout(5_000),
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not STEP, reason="tried by the long form: make test-faults"),
]
PLACES = ("", "_bulk")
"""At whatever it is asked, and at a bulk."""


@pytest.fixture(scope="module")
def proxy() -> Iterator[MoodyProxy]:
    skip_without_elasticsearch()
    with elasticsearch_server.running() as server, moody_proxy(server.url) as opened:
        yield opened


def on_elasticsearch(bench: Bench, url: str) -> Operation:
    """An import into a new installation on a server; the first one of a folder, as that names the installation."""
    settings = {"KLIPING_ENGINE__URL": url, "KLIPING_ENGINE__TIMEOUT_SECONDS": "10", "KLIPING_ENGINE__SHARDS": "1"}

    def look(_: World, data: Path) -> Harm:
        return searchable(data, [f"Kabar {number}" for number in range(PAGES)], settings)

    command = bench.operation("import").command
    return Operation("elasticsearch", command, look, settings=settings)


def forget(data: Path, client: Elasticsearch) -> None:
    """Remove the indices of a folder's installation."""
    with closing(sqlite3.connect(data / "articles.sqlite")) as database:
        name = database.execute("SELECT value FROM meta WHERE key = 'installation'").fetchone()[0]
    if indices := list(client.indices.get(index=f"kliping-{name}-*")):
        client.indices.delete(index=indices)


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("name", ["elasticsearch"])
def test_whatever_elasticsearch_answers_nothing_is_lost(
    bench: Bench, proxy: MoodyProxy, name: str, mood: str, row: Row
) -> None:
    operation = on_elasticsearch(bench, proxy.url)
    for where in PLACES:
        for left in (1, 4):
            with bench.copied(operation) as data:
                proxy.set_mood(mood, where, left)
                ended = bench.run(data, operation.command, operation.settings)
                met = proxy.met
                proxy.set_mood("", "", 0)
                case = bench.recover(operation, data, ended)
                row.cases.append(case)
                assert met or (where == "_bulk" and ended.code), (where, ended)
                assert case.is_well, (where, left, case)
                assert ended.is_clear, (where, left, ended)
                with Elasticsearch(proxy.url) as client:
                    forget(data, client)


def remove_indices(client: Elasticsearch, indices: list[str]) -> None:
    client.indices.delete(index=indices)


def remove_aliases(client: Elasticsearch, indices: list[str]) -> None:
    client.indices.delete_alias(index=indices, name="*")


def remove_articles(client: Elasticsearch, indices: list[str]) -> None:
    for index in indices:
        for hit in client.search(index=index, size=100, source=False)["hits"]["hits"]:
            client.delete(index=index, id=hit["_id"], refresh=True)


LOSSES: dict[str, Callable[[Elasticsearch, list[str]], None]] = {
    "indices deleted": remove_indices,
    "aliases deleted": remove_aliases,
    "articles deleted": remove_articles,
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ["elasticsearch"])
def test_what_elasticsearch_has_lost_is_made_again(
    bench: Bench, proxy: MoodyProxy, name: str, loss: str, row: Row
) -> None:
    operation = on_elasticsearch(bench, proxy.url)
    with bench.copied(operation) as data, Elasticsearch(proxy.url) as client:
        assert bench.run(data, operation.command, operation.settings).code == 0
        with closing(sqlite3.connect(data / "articles.sqlite")) as database:
            installation = database.execute("SELECT value FROM meta WHERE key = 'installation'").fetchone()[0]
        LOSSES[loss](client, list(client.indices.get(index=f"kliping-{installation}-*")))
        ended = bench.run(data, ("index", "--once"), operation.settings)
        row.cases.append(bench.recover(operation, data, ended))
        assert row.cases[-1].is_well, row.cases[-1]
        forget(data, client)
