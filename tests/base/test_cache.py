"""What a cache keeps, and how much."""

from __future__ import annotations

from base.cache import Cache

SIZE = 10


def held(cache: Cache[int, str]) -> set[int]:
    return cache.keys() | cache._older.keys()


def asked(cache: Cache[int, str], number: int) -> str:
    return cache.get(number) or cache.find(number) or cache.keep(number, str(number))


def test_no_more_is_kept_than_the_size_and_soon_as_much_as_ever() -> None:
    cache, sizes = Cache[int, str](SIZE), []
    for number in range(20 * SIZE):
        assert asked(cache, number) == str(number)
        sizes.append(len(held(cache)))
    assert max(sizes) == max(sizes[: 2 * SIZE]) == SIZE
    assert min(sizes[SIZE:]) > SIZE // 2


def test_what_is_asked_for_again_and_again_stays() -> None:
    cache = Cache[int, str](SIZE)
    for number in range(1, 20 * SIZE):
        asked(cache, 0)
        asked(cache, number)
        assert 0 in held(cache)
    assert number in held(cache)
    assert 1 not in held(cache)
