"""Where the soak says that a story stands: each step of the way made up, one story a step."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import open_database, writing
from base.urls import canonical_url
from config.settings import Settings
from crawler.archive.archive import Page, open_archive
from crawler.ledger.removals import MIGRATIONS
from crawler.ledger.tables import LINK
from indexer.articles.read import articles_database
from indexer.articles.tables import articles, cursors, outbox

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

NOW = datetime(2026, 11, 29, tzinfo=UTC)
HOST = "http://127.77.0.1"


class Feeds:
    def lists(self, url: str) -> bool:
        return url.endswith("/listed")


def link(
    name: str, *, due: datetime | None = None, fetched: datetime | None = None, outcome: str = ""
) -> dict[str, object]:
    url = f"{HOST}/{name}"
    known = {"key": canonical_url(url), "url": url, "due": due, "fetched": fetched, "outcome": outcome}
    texts = dict.fromkeys(("publisher", "source", "title", "published", "summary", "page"), "")
    return known | texts | {"first_seen": NOW, "attempts": 0}


def article(name: str, number: int) -> dict[str, object]:
    texts = dict.fromkeys(
        ("publisher", "publisher_name", "kind", "content", "text_hash", "dated_by", "group_id", "page"), ""
    )
    times = dict.fromkeys(("first_seen", "captured", "instant"), NOW)
    return texts | times | {"id": name, "url": f"{HOST}/{name}", "year": 2026, "version": 1, "sequence": number}


def page(name: str) -> Page:
    url = f"{HOST}/{name}"
    return Page(name, "page", url, url, canonical_url(url), "uji", NOW, 200, "text/html", b"<p>", "", {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("soak")
    with open_archive(tmp_path / "archive") as archive:
        read = archive.append_all([page("unreadable")])
        archive.append_all([page("archived")])
    ledger = open_database("sqlite:", tmp_path, "ledger", MIGRATIONS)
    with writing(ledger) as connection:
        rows = [link("due", due=NOW), link("gone", outcome="not_found"), link("vanished", fetched=NOW)]
        connection.execute(sa.insert(LINK), rows)
    ledger.dispose()
    with articles_database(Settings(), tmp_path) as database, writing(database) as connection:
        connection.execute(sa.insert(cursors), [{"file": read.file, "place": read.offset}])
        connection.execute(sa.insert(articles), [article("waiting", 1), article("dropped", 2)])
        texts = dict.fromkeys(("page", "url", "publisher", "run"), "")
        connection.execute(sa.insert(outbox), [texts | {"generation": "1", "article": "waiting", "year": 2026}])
    return tmp_path


@pytest.mark.parametrize(
    ("name", "waits", "said"),
    [
        ("listed", True, "to be seen in a feed"),
        ("missed", False, "gone from their feed before a visit"),
        ("due", True, "to be fetched"),
        ("gone", False, "given up (not_found)"),
        ("vanished", False, "fetched by the ledger, but not archived"),
        ("archived", True, "to be read"),
        ("unreadable", False, "archived and read, but no article"),
        ("waiting", True, "to be indexed"),
        ("dropped", False, "articles, but neither in the index nor on the way"),
    ],
)
def test_each_step(folder: Path, name: str, waits: bool, said: str) -> None:
    from soak_places import Place, places  # noqa: PLC0415 - a script's module, found by the path above

    url = f"{HOST}/{name}"
    assert places(folder, Feeds(), {url}) == {url: Place(waits, said)}  # type: ignore[arg-type]
