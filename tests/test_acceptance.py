"""Every point of `docs/acceptance.md` names the tests that hold it, and each of them is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
POINTS = [*(f"U{number}" for number in range(1, 38)), *(f"S{number}" for number in range(1, 16))]
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in (ROOT / "docs" / "acceptance.md").read_text("utf-8").splitlines()
    if re.match(r"\| [US]\d+ \|", line)
]


@cache
def defined_in(path: str) -> frozenset[str]:
    """The tests of a file that pytest runs."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_point_stands_once() -> None:
    assert [row[0] for row in ROWS] == POINTS


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_point_says_what_it_promises_and_names_tests_that_are_there(row: list[str]) -> None:
    _, promise, how, named = row
    assert promise
    assert how
    assert not re.search(r"not there|not yet|missing", f"{promise} {how}")
    tests = re.findall(r"`([^`]+)`", named)
    assert tests
    for test in tests:
        path, _, name = test.partition("::")
        assert name in defined_in(path), test
