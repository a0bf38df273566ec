"""Both engines as fixtures: the contract suite runs once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import EngineSettings, Settings
from indexer.engine import Engine
from indexer.engines import open_engine

OpenEngine = Callable[[], Engine]


@pytest.fixture(params=["embedded"])
def open_another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenEngine]:
    """Opens the engine under test once more, on the same data each time."""
    opened: list[Engine] = []

    def open_one() -> Engine:
        engine = open_engine(Settings(engine=EngineSettings(memory_bytes=15_000_000)), tmp_path)
        opened.append(engine)
        return engine

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(open_another: OpenEngine) -> Engine:
    """The engine under test, with an empty current generation "1"."""
    engine = open_another()
    engine.create("1", "fingerprint")
    engine.switch("1")
    return engine
