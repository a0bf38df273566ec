"""How much a page weighs, and how soon a phone shows the first hit."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LOOKS_AT_ALL, Open

pytestmark = pytest.mark.browser

MOST = 60_000
"""Bytes of a page with all that belongs to it, as they are sent."""


HEAVIEST = ("/?q=banjir", "/artikel/artikel-0?q=banjir", "/bandingkan?q=banjir&q=beras")
"""What the suite weighs; `make test-browser` weighs more."""


@pytest.mark.parametrize("path", [*HEAVIEST, *(("/", "/peta") if LOOKS_AT_ALL else ())])
def test_a_page_is_light(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".map((one) => [one.name, one.encodedBodySize])"
    )
    assert {name.partition("?")[0].rpartition("/")[2] for name, _ in sizes} >= {"kliping.css", "kliping.js"}
    assert all(size for _, size in sizes)
    assert sum(size for _, size in sizes) < MOST, sizes


@pytest.mark.parametrize("path", ["/", "/?ui=en", "/?q=banjir", "/?q=banjir&sort=newest&match=any"])
def test_a_phone_shows_the_first_hit_in_the_first_third(open_page: Open, path: str) -> None:
    page = open_page(path, 360)
    box = page.locator(".hits li").first.bounding_box()
    assert box
    assert box["y"] <= 740 / 3
