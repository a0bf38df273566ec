"""A newspaper of our own in a data folder, served, and a Chromium that looks at it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.installation import fill_newsroom
from tests.browser.newspaper import newspaper
from tests.browser.served import served
from tests.processes import kliping

ARTICLES = 400
LOOKS_AT_ALL = os.environ.get("KLIPING_BROWSER_ALL") == "1"
"""`make test-browser`; the suite looks at a part, so that it stays within minutes."""
Open = Callable[..., Page]


class Watched:
    """What pages did that no page may do: errors on the console, requests to others, dialogs."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.wrong: list[str] = []

    def watch(self, page: Page) -> Page:
        """Note what a page does from now on."""
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(self.address) else self.wrong.append(asked.url))
        page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        return page


@pytest.fixture(scope="session")
def newspaper_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with articles, some of them with a second version, sources and saved searches."""
    folder = tmp_path_factory.mktemp("newspaper")
    articles = list(newspaper(ARTICLES, datetime.now(UTC)))
    edited = [
        {**one, "title": one["title"].replace("Harga", "Tarif"), "body": one["body"].replace("Warga", "Penduduk")}
        for one in articles[:60:3]
    ]
    file = folder / "articles.jsonl"  # a line that comes again with another text is a second version
    file.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in [*articles, *edited]), encoding="utf-8"
    )
    kliping("import", str(file), "--data", str(folder / "data"))
    fill_newsroom(folder / "data")
    return folder / "data"


@pytest.fixture(scope="session")
def site(newspaper_folder: Path) -> Iterator[str]:
    """The address of the server over the newspaper."""
    with served(newspaper_folder) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over an empty folder."""
    with served(tmp_path_factory.mktemp("empty")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def window(browser: Browser, site: str) -> Iterator[tuple[Page, Watched]]:
    """One window for pages that are only looked at: the browser compiles axe and our script once, and not for each
    page, which takes it longer than to run them."""
    watching = Watched(site)
    context = browser.new_context()
    yield watching.watch(context.new_page()), watching
    context.close()


@pytest.fixture
def look(window: tuple[Page, Watched], site: str) -> Iterator[Open]:
    """Shows a path of the newspaper's site in that window; options are those of `emulate_media`."""
    page, watching = window
    watching.address = site
    watching.wrong.clear()

    def shown(path: str, width: int = 1280, **options: Any) -> Page:
        page.set_viewport_size({"width": width, "height": 740 if width < 700 else 900})
        page.emulate_media(**{"media": "null", "color_scheme": "light", "forced_colors": "none", **options})
        page.goto(site + path)
        return page

    yield shown
    assert watching.wrong == []


@pytest.fixture
def watched(site: str) -> Iterator[Watched]:
    """Fails a test whose pages did what none may do."""
    watching = Watched(site)
    yield watching
    assert watching.wrong == []


@pytest.fixture
def open_page(browser: Browser, site: str, watched: Watched) -> Iterator[Open]:
    """Opens a path of the newspaper's site in a window of its own; options are those of a Playwright context."""
    with ExitStack() as stack:

        def opened(path: str, width: int = 1280, **options: object) -> Page:
            height = 740 if width < 700 else 900
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            page = watched.watch(context.new_page())
            page.goto(site + path)
            return page

        yield opened
