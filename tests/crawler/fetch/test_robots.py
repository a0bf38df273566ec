"""What is remembered of robots.txt, and that it is bounded."""

from __future__ import annotations

import asyncio
import gc

from crawler.fetch.robots import RobotsCache, Rules

MINUTE = 60.0


def rules(size: int) -> Rules:
    return Rules(None, MINUTE, size=size)


def test_the_rules_of_the_sites_asked_last_are_kept_within_the_bytes_allowed() -> None:
    cache = RobotsCache(max_bytes=30_000)
    for number in range(10):
        cache.keep(f"https://{number}.example", rules(9_000))
        assert cache.get("https://0.example")  # asked for all along
    kept = [number for number in range(10) if cache.get(f"https://{number}.example")]
    assert kept == [0, 9]


def test_the_number_of_sites_is_bounded_even_where_they_have_no_rules() -> None:
    cache = RobotsCache(max_bytes=30_000)
    for number in range(1_000):
        cache.keep(f"https://{number}.example", rules(0))
    assert sum(cache.get(f"https://{number}.example") is not None for number in range(1_000)) == 30_000 // 1024


def test_new_rules_of_a_site_take_the_place_of_the_old_ones() -> None:
    cache = RobotsCache(max_bytes=30_000)
    for size in (9_000, 18_000, 9_000, 18_000):
        cache.keep("https://a.example", rules(size))
        cache.keep("https://b.example", rules(9_000))
    assert cache.get("https://a.example") == rules(18_000)
    assert cache.get("https://b.example") == rules(9_000)


def test_rules_larger_than_all_that_is_allowed_serve_until_the_next_ones_come() -> None:
    cache = RobotsCache(max_bytes=30_000)
    cache.keep("https://a.example", rules(90_000))
    assert cache.get("https://a.example")
    cache.keep("https://b.example", rules(1))
    assert cache.get("https://a.example") is None


def test_a_lock_is_one_for_those_who_wait_and_gone_after_them() -> None:
    async def ask() -> int:
        cache = RobotsCache()
        order: list[int] = []

        async def one(number: int) -> None:
            async with cache.lock("https://a.example"):
                order.append(number)
                await asyncio.sleep(0)
                order.append(number)

        await asyncio.gather(*map(one, range(3)))
        assert order == [0, 0, 1, 1, 2, 2]
        gc.collect()
        return len(cache._locks)

    assert asyncio.run(ask()) == 0
