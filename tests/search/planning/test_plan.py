"""What a query falls back on where no article has all its words."""

from __future__ import annotations

import pytest

from indexer.engines.queries import Nothing
from search.planning.plan import Part, Plan, Step


@pytest.mark.parametrize(
    ("words", "expected"), [(0, ()), (1, (1,)), (2, (2, 1)), (3, (3, 2, 1)), (4, (4, 2, 1)), (5, (5, 3, 1))]
)
def test_the_nearest_have_at_least_half_of_the_words_by_their_roots(words: int, expected: tuple[int, ...]) -> None:
    plan = Plan((), (), tuple(Part(str(number), Nothing(), Nothing()) for number in range(words)), ())
    assert plan.steps("all") == (Step(words), *(Step(minimum, roots=True) for minimum in expected))
