"""Every page in every state, wide and narrow, light and dark: axe finds nothing, nothing leaks to another host, nothing
stands out of the window. `KLIPING_PICTURES=FOLDER` keeps a picture of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import LOOKS_AT_ALL, Open, Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]  # the first one waits for the newspaper, too

CLICKED = {
    "filters": lambda page: page.click(".to-filters"),
    "numbers": lambda page: page.click(".numbers summary"),
    "cited": lambda page: page.click("#sitasi summary"),
    "further": lambda page: page.click(".pager [rel=next]"),
    "take_out": lambda page: page.click("[popovertarget=bawa]"),
    "put_in": lambda page: page.click("[popovertarget=ke-map]"),
    "correcting": lambda page: page.click("#daerah summary"),
    "clip": lambda page: page.click(".clips summary"),
    "shortcuts": lambda page: page.press("body", "?"),
    "forgetting": lambda page: page.click(".kept summary"),
}
STATES: dict[str, tuple[str, Callable[[Page], Any] | None]] = {
    "home": ("/", None),
    "english": ("/?q=banjir&ui=en", None),
    "results": ("/?q=banjir", None),
    "compact": ("/?q=banjir&view=compact&sort=newest", None),
    "share": ("/?q=beras&chart=share&sort=oldest", None),
    "numbers": ("/?q=banjir", CLICKED["numbers"]),
    "further": ("/?q=banjir", CLICKED["further"]),
    "filtered": ("/?q=banjir+NOT+rubrik:Hukum&publisher=Warta+Timur&author=Budi+Santoso&from=2024-01-01", None),
    "noted": ('/?q="harga beras OR (', None),
    "meant": ("/?q=banjiir", None),
    "nearest": ("/?q=banjir+zzyzx+beras+vaksin", None),
    "nothing": ("/?q=%22banjir+zzyzx%22+beras&publisher=Warta+Timur&section=Hukum", None),
    "values": ("/saringan/author?q=banjir", None),
    "no_values": ("/saringan/tag?q=banjir&cari=zzyzx", None),
    "article": ("/artikel/artikel-0?q=harga+banjir&sort=oldest", None),
    "plain_article": ("/artikel/artikel-5", None),
    "explained": ("/artikel/artikel-0?q=banjir&explain=1", None),
    "cited": ("/artikel/artikel-3", CLICKED["cited"]),
    "person": ("/penutur/Wahyu%20Kencana%20Danurejo", None),
    "person_named": ("/penutur/Satriawan%20Wirabumi?ui=en", CLICKED["numbers"]),
    "people": ("/saringan/speaker?q=banjir", None),
    "compare": ("/bandingkan", None),
    "compared": ("/bandingkan?q=banjir&q=beras&q=korupsi&q=gempa&q=timnas", None),
    "compared_shares": ("/bandingkan?q=banjir&q=beras&chart=share&ui=en", None),
    "many": ("/banyak", None),
    "map": ("/peta?q=banjir", None),
    "map_shares": ("/peta?chart=share&ui=en", None),
    "map_nothing": ("/peta?q=zzyzx", None),
    "compared_nothing": ("/bandingkan?q=zzyzx", None),
    "help": ("/bantuan", None),
    "shortcuts": ("/", CLICKED["shortcuts"]),
    "builder": ("/susun", None),
    "saved": ("/tersimpan", None),
    "forgetting": ("/tersimpan", CLICKED["forgetting"]),
    "to_save": ("/tersimpan?q=banjir&publisher=Warta+Timur", None),
    "take_out": ("/?q=banjir", CLICKED["take_out"]),
    "put_in": ("/?q=banjir", CLICKED["put_in"]),
    "folders": ("/map", None),
    "correcting": ("/artikel/artikel-0", CLICKED["correcting"]),
    "corrected": ("/artikel/artikel-1", None),
    "region_history": ("/daerah/riwayat?artikel=artikel-1", None),
    "labels": ("/label", CLICKED["forgetting"]),
    "label_history": ("/label/riwayat?artikel=artikel-0", None),
    "sample": ("/label/sampel?nama=Uji+nada", None),
    "folder": ("/map/isi?nama=Banjir", CLICKED["clip"]),
    "proposals": ("/label/usulan?set=Isu", None),
    "summaries": ("/ringkasan", None),
    "sources": ("/sumber", None),
}
LOOKS = {
    "wide": (1280, "light"),
    "narrow_dark": (360, "dark"),
    "wide_dark": (1280, "dark"),
    "narrow": (360, "light"),
}
SHORT = ("wide", "narrow_dark")
"""What the suite looks at, so that it stays within minutes: most states have one of these, in turn."""
IN_BOTH = {"results", "article", "person", "help", "builder", "sources"}
"""States that have both: those of the pages that are seen most, and of pages that have no other state."""
WHOLE = LOOKS if LOOKS_AT_ALL else SHORT
SAME_PAGE = {
    *("english", "share", "further", "nearest", "no_values", "plain_article", "people"),
    *("compared_shares", "compared_nothing", "map_shares", "map_nothing", "person_named"),
}
"""States of pages that the suite sees in others, with texts and figures in the place of others: left to
`make test-browser`."""
LOOKED_AT = [state for state in STATES if LOOKS_AT_ALL or state not in SAME_PAGE]
SMALL = (320, 640)
"""Widths of windows; the second is one of 1,280 at 200 %."""


@pytest.mark.parametrize("state", LOOKED_AT)
def test_a_page_is_sound(look: Open, state: str) -> None:
    path, act = STATES[state]
    page = look(path)
    if act:
        act(page)
    look_at(page, state, looks_at(state))


def looks_at(state: str) -> Iterable[str]:
    """The looks of a state: all of them, or the one whose turn it is."""
    return WHOLE if LOOKS_AT_ALL or state in IN_BOTH else [SHORT[LOOKED_AT.index(state) % len(SHORT)]]


def test_the_filters_of_a_phone_are_sound(look: Open) -> None:
    page = look("/?q=banjir&publisher=Warta+Timur", 360, color_scheme="dark")
    page.click(".to-filters")
    assert page.is_visible(".filters .close")
    check(page, "filters")
    page.press("body", "Escape")
    assert not page.is_visible(".filters .close")


def test_an_error_and_an_empty_archive_are_sound(look: Open, window: tuple[Page, Watched], empty_site: str) -> None:
    page, (_, watched) = look("/tidak-ada"), window
    watched.wrong.clear()  # Chromium notes a 404 as an error of the page's own address
    look_at(page, "unknown", WHOLE)
    watched.address = "http://127.0.0.1:"
    page.goto(f"{empty_site}/")
    assert "kliping up" in page.inner_text("main")
    look_at(page, "empty", WHOLE)


@pytest.mark.parametrize(
    "path",
    [
        "/?q=banjir",
        "/artikel/artikel-0?q=banjir",
        "/penutur/Wahyu%20Kencana%20Danurejo",
        "/bandingkan?q=banjir&q=beras",
        "/sumber",
        "/tersimpan",
        "/peta?chart=share&ui=en",
    ],
)
def test_nothing_stands_out_of_a_small_window(look: Open, path: str) -> None:
    page = look(path, SMALL[0])
    for width in SMALL:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_forced_colours_keep_what_is_chosen_visible(look: Open) -> None:
    page = look("/?q=banjir&publisher=Warta+Timur", forced_colors="active")
    ground = "(one) => getComputedStyle(one).backgroundColor"
    chosen, other = (page.eval_on_selector(f".filters {row} .box", ground) for row in ("li.on", "li:not(.on)"))
    assert chosen != other
    check(page, "forced")


def test_a_printed_list_says_what_was_searched_and_where_articles_are(look: Open) -> None:
    page = look("/?q=banjir")
    page.emulate_media(media="print")
    check(page, "print")
    assert page.is_visible("#q")
    assert not page.is_visible(".filters")
    address = page.get_attribute(".hits .original", "href")
    written = page.eval_on_selector(".hits .original", "(one) => getComputedStyle(one, '::after').content")
    assert str(address) in written
    page.goto(page.url.partition("/?")[0] + "/artikel/artikel-0?q=banjir")
    assert not page.is_visible("#q")


def look_at(page: Page, state: str, looks: Iterable[str]) -> None:
    """Check a page as windows of these looks show it."""
    for look in looks:
        width, scheme = LOOKS[look]
        page.set_viewport_size({"width": width, "height": 900 if width > 700 else 740})
        page.emulate_media(color_scheme=scheme)
        check(page, f"{state}-{look}")


def check(page: Page, name: str) -> None:
    """No violation, and nothing wider than the window."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if folder := os.environ.get("KLIPING_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
