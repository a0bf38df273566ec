"""Texts that want to be scripts or formulas, in every stored field: none runs in a page, feed, file or mail."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from base.safe_text import for_xml
from search.saved.mails import mail_of
from search.saved.messages import Delivery, body_of
from tests.browser.conftest import LOOKS_AT_ALL, Watched
from tests.browser.installation import NAMES, TEXTS, fill_hostile
from tests.browser.payloads import COUNT, articles, payloads
from tests.browser.served import served
from tests.processes import kliping

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]  # up to a thousand pages, where all are looked at

APART = 21
"""One more than there are tags: texts so far apart have every frame, each around another tag."""
EVERY = 1 if LOOKS_AT_ALL else APART
"""Of the articles so many apart are opened; lists show all."""
PATHS = (
    "/?q=",
    "/bandingkan?q=jahat&q=",
    "/saringan/tag?cari=",
    "/artikel/jahat-0?q=",
    "/susun?from=x&title=",
    "/peta?q=",
)
"""What shows a query; the text comes behind it."""
QUERIES = list(itertools.product(payloads(), PATHS))[:: 1 if LOOKS_AT_ALL else 97]
"""97 is 16 texts and a path further: paths come in turn, each with several tags and frames."""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in articles()]
    edited = [line.replace("Isi jahat", "Isi yang jahat") for line in lines[::APART]]
    (folder / "articles.jsonl").write_text("".join([*lines, *edited]), encoding="utf-8")
    kliping("import", str(folder / "articles.jsonl"), "--data", str(folder / "data"))
    fill_hostile(folder / "data")
    with served(folder / "data") as address:
        yield address


@pytest.fixture(scope="module")
def hostile_window(browser: Browser, hostile_site: str) -> Iterator[tuple[Page, Watched]]:
    context = browser.new_context()
    watched = Watched(hostile_site)
    yield watched.watch(context.new_page()), watched
    context.close()


@pytest.fixture
def page(hostile_window: tuple[Page, Watched], hostile_site: str) -> Iterator[Page]:
    """A page on which nothing may run, nothing may be asked for elsewhere, and the policy has nothing to refuse."""
    opened, watched = hostile_window
    watched.wrong.clear()
    opened.goto(hostile_site)
    yield opened
    assert watched.wrong == []


def test_no_text_runs_in_lists(page: Page, hostile_site: str) -> None:
    seen = set[str]()
    page.goto(f"{hostile_site}/?q=jahat&fold=0&sort=oldest")
    for _ in range(COUNT // 10):
        assert_nothing_ran(page)
        seen |= set(page.locator(".hits h3 a").all_inner_texts())
        if page.locator(".pager [rel=next]").count():
            with page.expect_navigation():  # a busy machine may show the page before for a while
                page.click(".pager [rel=next]")
    assert len(seen) == COUNT


@pytest.mark.parametrize("field", ["publisher", "section", "author", "tag"])
def test_no_value_of_a_filter_runs(page: Page, hostile_site: str, field: str) -> None:
    page.goto(f"{hostile_site}/saringan/{field}?q=jahat")
    assert_nothing_ran(page)
    assert page.locator(".values .choose").count() >= 20
    with page.expect_navigation():
        page.click(".values .choose")
    assert_nothing_ran(page)


def test_no_text_runs_on_its_own_page(page: Page, hostile_site: str) -> None:
    for number in range(0, COUNT, EVERY):
        page.goto(f"{hostile_site}/artikel/jahat-{number}?q=jahat+isi&explain=1")
        assert_nothing_ran(page)
        assert page.inner_text("h1").endswith(f"Judul jahat {number}")


def test_no_query_runs(page: Page, hostile_site: str) -> None:
    for text, path in QUERIES:
        page.goto(f"{hostile_site}{path}{quote(text)}")
        assert_nothing_ran(page)


def test_no_name_of_a_source_or_of_a_saved_search_runs(page: Page, hostile_site: str) -> None:
    page.goto(f"{hostile_site}/sumber")
    assert_nothing_ran(page)
    assert page.locator(".sources th[scope=row]").count() >= len(TEXTS)
    assert page.locator(".finding").count()
    page.goto(f"{hostile_site}/tersimpan?q=jahat&publisher={quote(payloads()[0])}")
    assert_nothing_ran(page)
    assert page.locator(".kept > li").count() == len(NAMES)
    page.click(".kept > li:first-child h2 a")
    assert_nothing_ran(page)


def test_no_completion_runs(page: Page, hostile_site: str) -> None:
    page.type("#q", "jahat jud")
    page.wait_for_selector("#saran option[value*='<']", state="attached")
    assert_nothing_ran(page)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_no_text_runs_in_a_feed(page: Page, hostile_site: str, form: str) -> None:
    path = f"/feed.{form}?q=jahat&top=100"
    page.goto(hostile_site + path)
    assert_nothing_ran(page)
    body = urlopen(hostile_site + path).read()
    if form == "json":
        titles = [one["title"] for one in json.loads(body)["items"]]
    else:
        titles = [one.text or "" for one in ElementTree.fromstring(body).iterfind(".//{*}title")]
    if form == "rss":  # whose readers take a title for HTML
        titles = [unescape(one) for one in titles]
    wanted = {for_xml(f"{text} Judul jahat {number}") for number, text in enumerate(payloads())}
    assert len(wanted & set(titles)) == 100


def test_no_text_runs_in_a_file(page: Page, hostile_site: str) -> None:
    with urlopen(f"{hostile_site}/api/v1/export?q=jahat&format=csv") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(answer.read().decode("utf-8-sig"), newline="")))
    assert len(rows) == COUNT + 1
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    assert [cell for row in rows for cell in row if cell.startswith("'=cmd")]
    for path in ("/api/v1/search?q=jahat&top=100", "/api/v1/articles/jahat-0", "/api/v1/status"):
        page.goto(hostile_site + path)
        assert_nothing_ran(page)


def test_no_text_runs_in_a_mail(browser: Browser) -> None:
    told = [{**one, "publisher_name": one["publisher"], "snippet": one["body"][0]} for one in articles()]
    for text in payloads()[:: 5 * EVERY]:
        body = body_of(text, text, told, datetime.now(UTC))
        mail = mail_of(Delivery("msg_1", 1, "mail", "a@b.example", "", body, datetime.now(UTC), 0, 7, text, "id"))
        page = browser.new_page()  # no policy of ours protects the reader of a mail
        page.set_content(mail.html)
        assert_nothing_ran(page)
        assert page.locator("h3").count() == COUNT
        assert page.locator("h3 a, h3").evaluate_all("all => all.every((one) => one.attributes.length <= 1)")
        page.close()


def assert_nothing_ran(page: Page) -> None:
    assert not page.evaluate("window.ran")
    elements = "iframe, object, embed, base, svg[onload], img, main script, main style, main link, main meta"
    assert page.locator(elements).count() == 0
