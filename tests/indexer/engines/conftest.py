"""Both engines as fixtures: the contract suite runs once for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from config.settings import EngineSettings
from indexer.engines.elastic.engine import ElasticEngine
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from tests import elasticsearch_server

OpenEngine = Callable[[], Engine]


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of the suite's test Elasticsearch, or of the one that runs at `KLIPING_TEST_ELASTICSEARCH`. Each
    module that imports this fixture has one of its own, so the server is not started by it."""
    if given := os.environ.get("KLIPING_TEST_ELASTICSEARCH"):
        return given
    skip_without_elasticsearch()
    return elasticsearch_server.shared()


def skip_without_elasticsearch() -> None:
    """Skip where the machine cannot run one, unless `KLIPING_REQUIRE_ELASTICSEARCH=1`: then fail."""
    if reason := elasticsearch_server.lacking():
        (pytest.fail if os.environ.get("KLIPING_REQUIRE_ELASTICSEARCH") == "1" else pytest.skip)(reason)


@contextmanager
def elastic_opener(url: str, **settings: str) -> Iterator[OpenEngine]:
    """Opens engines on one fresh installation, and removes what they made."""
    installation = uuid4().hex[:12]
    opened: list[ElasticEngine] = []

    def open_one() -> Engine:
        opened.append(ElasticEngine(EngineSettings(url=url, **settings), installation, write_seconds=5))
        return opened[-1]

    yield open_one
    if opened:
        client = opened[0]._ours.client
        if indices := list(client.indices.get(index=f"kliping-{installation}-*")):
            client.indices.delete(index=indices)
    for engine in opened:
        engine.close()


@pytest.fixture
def open_elastic(elasticsearch_url: str) -> Iterator[OpenEngine]:
    """Opens an engine on the test Elasticsearch, on the same installation each time."""
    with elastic_opener(elasticsearch_url) as opener:
        yield opener


@pytest.fixture
def open_embedded(tmp_path: Path) -> Iterator[OpenEngine]:
    """Opens the embedded engine, on the same folder each time."""
    opened: list[Engine] = []

    def open_one() -> Engine:
        opened.append(EmbeddedEngine(tmp_path / "index", 15_000_000))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def open_another(request: pytest.FixtureRequest) -> OpenEngine:
    """Opens the engine under test once more, on the same data each time."""
    opener: OpenEngine = request.getfixturevalue(f"open_{request.param}")
    return opener


@pytest.fixture
def engine(open_another: OpenEngine) -> Engine:
    """The engine under test, with an empty current generation "1"."""
    return ready(open_another())


@pytest.fixture(scope="module")
def module_engines(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Both engines, empty, for a whole module."""
    embedded = EmbeddedEngine(tmp_path_factory.mktemp("embedded") / "index", 15_000_000)
    with elastic_opener(elasticsearch_url) as opener:
        yield embedded, opener()
    embedded.close()


def ready(engine: Engine) -> Engine:
    """The engine with an empty current generation "1"."""
    engine.create("1", "fingerprint")
    engine.switch("1")
    return engine
