"""What is remembered of robots.txt, and that it is bounded."""

from __future__ import annotations

import asyncio
import gc
import time
from datetime import UTC, datetime

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from crawler.politeness.robots import MAX_BYTES, RobotsCache, Rules, clean_rules, named_sitemaps, robots_token

UNTIL = datetime(2026, 11, 28, tzinfo=UTC)


def parser(text: bytes) -> ProtegoRobotParser:
    return ProtegoRobotParser(clean_rules(text), None)


EMPTY = parser(b"")


def rules(size: int) -> Rules:
    return Rules(EMPTY, UNTIL, UNTIL, size=size)


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


BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko"


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("Mozilla/5.0 (compatible; KlipingBot/1.0; +https://contoh.id/bot)", "KlipingBot"),
        ("Mozilla/5.0 (compatible; Arsip-Berita 1.0; +https://contoh.id/bot)", "Arsip-Berita"),
        ("Mozilla/5.0 (compatible; Kliping; +https://contoh.id)", "Kliping"),
        ("Arsip/0.1 (+https://contoh.id (kontak: a@contoh.id))", "Arsip"),
        (f"{BROWSER}; compatible; KlipingBot/1.0; +https://contoh.id) Chrome/128.0.0.0 Safari/537.36", "KlipingBot"),
        (f"{BROWSER}) Chrome/128.0.0.0 Safari/537.36 (KlipingBot/1.0; +https://contoh.id)", "KlipingBot"),
        (f"{BROWSER}) Chrome/128.0.0.0 Mobile Safari/537.36 (Kliping; surat@contoh.id)", "Kliping"),
        (f"{BROWSER}) Chrome/128.0.0.0 Safari/537.36 KlipingBot/1.0", "KlipingBot"),
    ],
)
def test_our_name_is_found_in_every_usual_form_of_user_agent(user_agent: str, token: str) -> None:
    assert robots_token(user_agent) == token
    assert not parser(f"User-agent: {token}\nDisallow: /".encode()).allowed("https://contoh.id/a", user_agent)


@pytest.mark.parametrize("line", ["Noindex: /a", "Content-Signal: search=yes", "apa saja", "Clean-param: a /b"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_unknown_line_between_user_agents_does_not_end_their_group(line: str, end: str) -> None:
    text = end.join(["User-agent: Kliping", line, "User-agent: Lain", "Disallow: /rahasia"])
    assert not parser(text.encode()).allowed("https://contoh.id/rahasia", "Kliping")


def test_what_rules_are_made_of_stays() -> None:
    lines = [
        b"\xef\xbb\xbfUser-Agent: *",
        b" Dissalow: /a",
        b"Allow /a/b",
        b"crawl-delay:5",
        b"Sitemap: https://a.id/s",
    ]
    cleaned = parser(b"\n".join(lines))
    assert not cleaned.allowed("https://a.id/a", "Kliping")
    assert cleaned.allowed("https://a.id/a/b", "Kliping")
    assert cleaned.crawl_delay("Kliping") == 5
    assert list(cleaned.rp.sitemaps) == ["https://a.id/s"]


def test_the_sitemaps_that_a_robots_txt_names() -> None:
    body = b"User-agent: *\r\n\n  SITEMAP : https://a.id/1.xml\r\nSitemap:https://a.id/2.xml # berita\nSitemap: /3.xml"
    assert named_sitemaps(body) == ["https://a.id/1.xml", "https://a.id/2.xml"]


def test_no_robots_txt_makes_looking_for_its_sitemaps_slow() -> None:
    spent = time.process_time()
    for unit in (b"\n", b" ", b"sitemap ", b"sitemap:\n"):
        assert named_sitemaps((unit * MAX_BYTES)[:MAX_BYTES]) == []
    assert time.process_time() - spent < 20
