"""Two hundred texts that want to be scripts, in every stored field: none runs on any page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watched
from tests.browser.payloads import COUNT, articles, payloads
from tests.browser.served import served
from tests.processes import kliping

pytestmark = pytest.mark.browser

EVERY = 1 if os.environ.get("KLIPING_BROWSER_ALL") == "1" else 20
"""Of the articles so many apart are opened; lists show all."""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in articles()]
    edited = [line.replace("Isi jahat", "Isi yang jahat") for line in lines[::20]]
    for name, part in (("first", lines), ("second", edited)):
        (folder / name).write_text("".join(part), encoding="utf-8")
        kliping("import", str(folder / name), "--data", str(folder / "data"))
    with served(folder / "data") as address:
        yield address


@pytest.fixture
def page(browser: Browser, hostile_site: str) -> Iterator[Page]:
    """A page on which nothing may run, nothing may be asked for elsewhere, and the policy has nothing to refuse."""
    context = browser.new_context()
    watched = Watched(hostile_site)
    opened = watched.watch(context.new_page())
    opened.goto(hostile_site)
    yield opened
    context.close()
    assert watched.wrong == []


def test_no_text_runs_in_lists(page: Page, hostile_site: str) -> None:
    seen = set[str]()
    page.goto(f"{hostile_site}/?q=jahat&fold=0&sort=oldest")
    for _ in range(COUNT // 10):
        assert_nothing_ran(page)
        seen |= set(page.locator(".hits h3 a").all_inner_texts())
        if page.locator(".pager [rel=next]").count():
            page.click(".pager [rel=next]")
    assert len(seen) == COUNT


@pytest.mark.parametrize("field", ["publisher", "section", "author", "tag"])
def test_no_value_of_a_filter_runs(page: Page, hostile_site: str, field: str) -> None:
    page.goto(f"{hostile_site}/saringan/{field}?q=jahat")
    assert_nothing_ran(page)
    assert page.locator(".values .choose").count() >= 20
    page.click(".values .choose")
    assert_nothing_ran(page)


def test_no_text_runs_on_its_own_page(page: Page, hostile_site: str) -> None:
    for number in range(0, COUNT, EVERY):
        page.goto(f"{hostile_site}/artikel/jahat-{number}?q=jahat+isi&explain=1")
        assert_nothing_ran(page)
        assert page.inner_text("h1").endswith(f"Judul jahat {number}")


def test_no_query_runs(page: Page, hostile_site: str) -> None:
    for text in payloads()[::EVERY]:
        for path in (
            "/?q=",
            "/bandingkan?q=jahat&q=",
            "/saringan/tag?cari=",
            "/artikel/jahat-0?q=",
            "/susun?from=x&title=",
        ):
            page.goto(f"{hostile_site}{path}{quote(text)}")
            assert_nothing_ran(page)


def assert_nothing_ran(page: Page) -> None:
    assert not page.evaluate("window.ran")
    elements = "iframe, object, embed, base, svg[onload], img, main script, main style, main link, main meta"
    assert page.locator(elements).count() == 0
