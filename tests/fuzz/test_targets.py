"""The seeds and all bytes that ever broke a reader, without the search for more (`make fuzz`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.seeds import FOUND, seeds
from tests.fuzz.targets import TARGETS

CASES = [
    pytest.param(name, one, id=f"{name}-{number}") for name, some in seeds().items() for number, one in enumerate(some)
]


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_a_seed_breaks_no_reader(name: str, seed: bytes) -> None:
    TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@given(st.binary(max_size=200))
def test_no_bytes_break_a_reader(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_what_was_found_names_its_target() -> None:
    found = [file.name.partition("-")[0] for file in FOUND.glob("*")]
    assert found
    assert set(found) <= TARGETS.keys()
