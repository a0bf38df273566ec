"""The table in the documents names every operation with every fault, and no harm."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from tests.faults.shim import Fault
from tests.faults.table import DOCUMENT, lines
from tests.faults.test_calls import OPERATIONS

TEXT = DOCUMENT.read_text("utf-8")
LINES = [line for line in TEXT.splitlines() if re.match(r"\| .*\d \|$", line)]
ROWS = [line.strip("| ").split(" | ") for line in LINES]


@pytest.mark.parametrize("fault", get_args(Fault))
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_stands_with_each_fault(name: str, fault: str) -> None:
    assert [row[0] for row in ROWS if row[:2] == [name, fault]] == [name]


def test_nothing_was_lost_doubled_or_unequal() -> None:
    assert {tuple(row[3:6]) for row in ROWS} == {("0", "0", "0")}


def test_the_sum_is_that_of_the_rows() -> None:
    [table] = re.findall(r"<!-- table -->\n(.*)\n<!-- end -->", TEXT, re.DOTALL)
    assert table == "\n".join(lines(LINES))
