"""Every state of the page of results is in its address."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LOOKS_AT_ALL, Open

pytestmark = pytest.mark.browser

STATES = 20 if LOOKS_AT_ALL else 2
STEPS = 4
QUERIES = ("banjir", "beras+-vaksin", "gempa", "")
SHOWN = "main, aside, .search"
"""What is the same where the address is."""


def shown(page: Page) -> list[str]:
    """The texts of a page, what is chosen in its form, and where its links lead; cursors name the time, too."""
    return page.evaluate(
        "(parts) => [...document.querySelectorAll(parts)].flatMap((one) => [one.innerText,"
        " ...[...one.querySelectorAll('input, select')].map((field) => `${field.name}=${field.value}`),"
        " ...[...one.querySelectorAll('a')].map((link) => link.getAttribute('href').replace(/after=[^&]*/, ''))])",
        SHOWN,
    )


@pytest.mark.timeout(600)  # some hundred pages, where all are looked at
def test_a_state_is_its_address(open_page: Open) -> None:
    draw = random.Random(14)
    page, stranger = open_page("/"), open_page("/")
    site = page.url.rstrip("/")
    for number in range(STATES):
        page.goto(f"{site}/?q={draw.choice(QUERIES)}")
        for _ in range(draw.randint(1, STEPS)):
            links = page.locator(".spans a, .filters a, .chips a, .pager a, .controls > a, .summary p a")
            address = links.nth(draw.randrange(links.count())).get_attribute("href")
            page.goto(f"{site}{address}")
        address, there = page.url, shown(page)
        assert len(there) > 10, address
        page.reload()
        assert shown(page) == there, address
        stranger.goto(address)
        assert shown(stranger) == there, address
        page.goto(f"{site}/bantuan")
        page.go_back()
        assert (page.url, shown(page)) == (address, there), number
