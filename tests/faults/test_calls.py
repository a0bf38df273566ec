"""Each operation with a fault at each call by which it changes the data folder: killed before it, killed in the middle
of a write, an error once, no space left from then on."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from tests.faults.bench import Bench
from tests.faults.shim import KINDS, Fault
from tests.faults.table import STEP, Row

OPERATIONS = ("first crawl", "crawl", "first import", "import", "index", "rebuild", "alert", "backup")
FIRST = [name for name in OPERATIONS if name.startswith("first")]
"""Most of what these do is to make the tables."""
PAIRS = [
    (name, fault)
    for number, name in enumerate(OPERATIONS)
    for other, fault in enumerate(get_args(Fault))
    if STEP or (number + other) % 2 == 0
]
"""The short form meets each operation with two of the faults, neighbours with the other two."""

pytestmark = [pytest.mark.kill, pytest.mark.timeout(120 if not STEP else 20_000)]


def places(calls: str, fault: Fault, name: str) -> list[int]:
    """At which calls, counted from 1, the fault is to happen: in the short form at calls of different kinds."""
    possible = [number for number, kind in enumerate(calls, 1) if fault != "torn" or KINDS[kind] == "write"]
    if STEP:
        return possible[::STEP]
    chance = random.Random(f"{name} {fault}")
    kinds = sorted({calls[number - 1] for number in possible})
    some = chance.sample(kinds, 1 if fault == "torn" or name in FIRST else 2)
    return [chance.choice([number for number in possible if calls[number - 1] == kind]) for kind in some]


@pytest.mark.parametrize(("name", "fault"), PAIRS)
def test_nothing_is_lost_or_doubled_whatever_fails(bench: Bench, name: str, fault: Fault, row: Row) -> None:
    operation = bench.operation(name)
    calls = bench.calls(operation)
    chosen = places(calls, fault, name)
    row.places = sum(fault != "torn" or KINDS[kind] == "write" for kind in calls)
    for place in chosen:
        case = bench.disturb(operation, fault, place)
        row.cases.append(case)
        told = f"{KINDS[calls[place - 1]]} {place} of {len(calls)}: {case}"
        assert case.is_well, told
        assert case.ended.code == -9 or case.ended.is_clear, told
