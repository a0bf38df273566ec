"""How a publisher's pages are judged by its own: rot is seen within thirty pages, ordinary days are not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from crawler.health.coverage import FIELDS, Coverage, add_page, falls, found_bits

USUAL = (0.99, 0.96, 0.97, 0.85)
FIRST_SEED = 8_000  # the limits were found with others


def pages(
    seed: int, shares: Sequence[float], days: range, daily: int, galleries: float = 0.0
) -> Iterator[tuple[int, int]]:
    """A page's day and fields; some days have half the authors, some pages come as series of photos without any."""
    chance = random.Random(seed)
    for day in days:
        *others, author = shares
        author *= 0.7 if chance.random() < 0.15 else 1
        left = daily
        while left > 0:
            series = chance.randint(2, 8) if chance.random() < galleries else 0
            for _ in range(max(1, series)):
                found = (chance.random() < share for share in (*others, 0.0 if series else author))
                yield day, found_bits(found)
            left -= max(1, series)


def count(some: Iterator[tuple[int, int]], coverage: Coverage = Coverage()) -> Iterator[Coverage]:  # noqa: B008
    for day, bits in some:
        coverage = add_page(coverage, day, bits)
        yield coverage


@pytest.mark.parametrize(("daily", "days"), [(3, 28), (20, 21), (120, 7)])
@pytest.mark.parametrize("shares", [(1, 1, 1, 1), USUAL, (0.97, 0.9, 0.9, 0.55), (1, 1, 0, 0)])
def test_ordinary_days_raise_no_finding(daily: int, days: int, shares: Sequence[float]) -> None:
    for seed in range(FIRST_SEED, FIRST_SEED + 2):
        for one in count(pages(seed, shares, range(days), daily, galleries=0.01)):
            assert falls(one) == [], seed
        assert len(one.to_json()) < 3_000


@pytest.mark.parametrize("daily", [20, 60, 300])
@pytest.mark.parametrize("lost", [(0,), (1,), (2,), (3,), (0, 1, 2, 3)])
def test_rules_that_rot_on_the_third_day_are_found_within_thirty_pages(daily: int, lost: tuple[int, ...]) -> None:
    for seed in range(FIRST_SEED, FIRST_SEED + 3):
        *_, before = count(pages(seed, USUAL, range(2), daily))
        rotten = [0.0 if place in lost else share for place, share in enumerate(USUAL)]
        after = count(pages(seed + 1, rotten, range(2, 3), 31), before)
        first, found = next((number, found) for number, one in enumerate(after, 1) if (found := falls(one)))
        assert first <= 30, seed
        assert {one.field for one in found} <= {FIELDS[place] for place in lost}


def test_it_is_over_when_the_fields_are_found_again_and_not_before() -> None:
    *_, coverage = count(pages(FIRST_SEED, USUAL, range(5), 40))
    *_, coverage = count(pages(FIRST_SEED, (0.99, 0.96, 0.0, 0.85), range(5, 6), 40), coverage)
    assert [one.field for one in falls(coverage, was_rotted=True)] == ["date"]
    numbers = [bool(falls(one, was_rotted=True)) for one in count(pages(1, USUAL, range(6, 7), 40), coverage)]
    assert numbers.index(False) > 20
    assert not any(numbers[35:])


def test_a_new_publisher_is_not_judged() -> None:
    for one in count(pages(FIRST_SEED, USUAL, range(1), 12), Coverage()):
        assert falls(one) == []
    assert falls(Coverage()) == []


def test_counts_are_stored_as_they_are() -> None:
    *_, coverage = count(pages(FIRST_SEED, USUAL, range(4), 25))
    assert Coverage.from_json(coverage.to_json()) == coverage
    for text in ("{}", "[]", '{"recent": [1], "days": []}'):
        with pytest.raises((ValueError, TypeError)):
            Coverage.from_json(text)
