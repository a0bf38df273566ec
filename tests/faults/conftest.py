"""The bench on which faults are tried, and the table in which they are noted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.files import remove_folder
from tests.faults import shim, table
from tests.faults.bench import Bench, open_bench
from tests.faults.operations import World, open_world
from tests.faults.table import STEP, Row

MEMORY = Path("/dev/shm")
_ROWS: list[Row] = []


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where there is one: what is killed here are processes, not a disk."""
    made = tempfile.mkdtemp(prefix="kliping-faults-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
    yield Path(made)
    remove_folder(made)


@pytest.fixture(scope="session")
def world(folder: Path) -> Iterator[World]:
    with open_world(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def bench(folder: Path, world: World) -> Iterator[Bench]:
    if reason := shim.lacking():
        (pytest.fail if os.environ.get("KLIPING_REQUIRE_COMPILER") == "1" else pytest.skip)(reason)
    with open_bench(folder, world) as opened:
        yield opened


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Row:
    """The row of the table for a test whose parameters are what is disturbed and the fault."""
    what, fault = (str(getattr(one, "name", one)) for one in list(request.node.callspec.params.values())[:2])
    _ROWS.append(Row(what, fault))
    return _ROWS[-1]


def pytest_sessionfinish() -> None:
    if STEP and _ROWS:
        table.write(_ROWS)
