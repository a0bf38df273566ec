"""Many things a part at a time, since a statement takes only so many values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
"""Values in one statement: more gain little, and databases take some thousands at most."""
_One = TypeVar("_One")


def in_parts(found: Iterable[_One], size: int = AT_ONCE) -> Iterator[list[_One]]:
    """All of them in their order, at most `size` at a time (as `itertools.batched` of Python 3.12 has them)."""
    whole = iter(found)
    while some := list(islice(whole, size)):
        yield some
