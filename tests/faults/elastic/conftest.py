"""A real Elasticsearch of one node, and the proxy before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.elasticsearch_cluster import Node, cluster
from tests.faults.elastic.moody_proxy import MoodyProxy, moody_proxy
from tests.indexer.engines.conftest import skip_without_elasticsearch


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    skip_without_elasticsearch()
    with cluster(("satu",)) as nodes:
        yield nodes[0]


@pytest.fixture(scope="session")
def proxy(node: Node) -> Iterator[MoodyProxy]:
    with moody_proxy(node.url) as opened:
        yield opened
