"""What a real Elasticsearch loses, or somebody takes from it, is made again; and it is killed amid an import."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.elasticsearch_cluster import START_SECONDS, Node
from tests.elasticsearch_server import wait_until_healthy
from tests.faults.bench import Bench
from tests.faults.elastic.installation import alias, forget, indices, on_elasticsearch
from tests.faults.table import STEP, Row

pytestmark = [
    pytest.mark.timeout(5_000),
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not STEP, reason="tried by the long form: make test-faults"),
]
BLOCK = "cluster.blocks.read_only_allow_delete"
Loss = Callable[[Elasticsearch, Path], object]


def remove_indices(client: Elasticsearch, data: Path) -> None:
    client.indices.delete(index=indices(data, client))


def remove_a_year(client: Elasticsearch, data: Path) -> None:
    client.indices.delete(index=next(name for name in indices(data, client) if not name.endswith("-base")))


def remove_aliases(client: Elasticsearch, data: Path) -> None:
    client.indices.delete_alias(index=indices(data, client), name="*")


def remove_articles(client: Elasticsearch, data: Path) -> None:
    for index in indices(data, client):
        for hit in client.search(index=index, size=100, source=False)["hits"]["hits"]:
            client.delete(index=index, id=hit["_id"], refresh=True)


def close(client: Elasticsearch, data: Path) -> None:
    client.indices.close(index=indices(data, client))


def lead_elsewhere_too(client: Elasticsearch, data: Path) -> None:
    """Somebody lets the alias lead to an index of another generation too, with documents that nobody should find."""
    other = f"{alias(data)}-99-2020"
    year = next(name for name in indices(data, client) if not name.endswith("-base"))
    fields = client.indices.get_mapping(index=year)[year]["mappings"]
    client.indices.create(index=other, mappings=dict(fields), aliases={alias(data): {}})
    for hit in client.search(index=year, size=100)["hits"]["hits"]:
        client.index(index=other, id=f"other-{hit['_id']}", document=hit["_source"], refresh=True)


def spoil_the_mapping(client: Elasticsearch, data: Path) -> None:
    """The year's index was made again by a write of somebody else's, with fields of the server's own guess."""
    year = next(name for name in indices(data, client) if not name.endswith("-base"))
    hits = client.search(index=year, size=100)["hits"]["hits"]
    client.indices.delete(index=year)
    client.indices.create(index=year, aliases={alias(data): {}})
    for hit in hits:
        client.index(index=year, id=hit["_id"], document=hit["_source"], refresh=True)


LOSSES: dict[str, Loss] = {
    "indices deleted": remove_indices,
    "a year deleted": remove_a_year,
    "aliases deleted": remove_aliases,
    "articles deleted": remove_articles,
    "indices closed": close,
    "an alias to two": lead_elsewhere_too,
    "another mapping": spoil_the_mapping,
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ["elasticsearch"])
def test_what_elasticsearch_has_lost_is_made_again(bench: Bench, node: Node, name: str, loss: str, row: Row) -> None:
    operation = on_elasticsearch(bench, node.url)
    with bench.copied(operation) as data, Elasticsearch(node.url) as client:
        assert bench.run(data, operation.command, operation.settings).code == 0
        LOSSES[loss](client, data)
        ended = bench.run(data, ("index", "--once"), operation.settings)
        row.cases.append(bench.recover(operation, data, ended))
        forget(data, client)
    assert row.cases[-1].is_well, row.cases[-1]


def block(node: Node, is_blocked: bool | None) -> None:
    """Let the whole cluster be read alone, as an administrator does, and as each index is whose disk is full."""
    with Elasticsearch(node.url) as client:
        client.cluster.put_settings(persistent={BLOCK: is_blocked})


@pytest.mark.parametrize(("name", "fault"), [("elasticsearch", "read-only"), ("elasticsearch", "read-only for 3 s")])
def test_a_cluster_that_takes_nothing_is_told(bench: Bench, node: Node, name: str, fault: str, row: Row) -> None:
    operation = on_elasticsearch(bench, node.url)
    with bench.copied(operation) as data:
        block(node, is_blocked=True)
        lifted = threading.Timer(3.0, block, (node, None))
        if fault != "read-only":
            lifted.start()
        ended = bench.run(data, operation.command, operation.settings)
        if fault != "read-only":
            lifted.join()
        block(node, is_blocked=None)
        row.cases.append(bench.recover(operation, data, ended))
        with Elasticsearch(node.url) as client:
            forget(data, client)
    assert row.cases[-1].is_well, row.cases[-1]
    assert ended.is_clear, ended


@pytest.mark.parametrize(("name", "fault"), [("elasticsearch", "killed")])
def test_a_server_that_is_killed_loses_nothing(bench: Bench, node: Node, name: str, fault: str, row: Row) -> None:
    operation = on_elasticsearch(bench, node.url)
    with bench.copied(operation) as data:
        begun = time.monotonic()
        assert bench.run(data, operation.command, operation.settings).code == 0
        seconds = time.monotonic() - begun
        with Elasticsearch(node.url) as client:
            forget(data, client)
    for part in (0.3, 0.6, 0.9):
        with bench.copied(operation) as data:
            killer = threading.Timer(part * seconds, node.kill)
            killer.start()
            ended = bench.run(data, operation.command, operation.settings)
            killer.join()
            node.start()
            assert node.server
            wait_until_healthy(node.server, node.folder, seconds=START_SECONDS)
            row.cases.append(bench.recover(operation, data, ended))
            with Elasticsearch(node.url) as client:
                forget(data, client)
        assert row.cases[-1].is_well, (part, row.cases[-1])
        assert ended.is_clear, (part, ended)
