"""Where the stories of a soak stand that are not found: whether they wait, for what, or are nowhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from soak_news import News

from base.urls import canonical_url
from crawler.archive.archive import follow


@dataclass(frozen=True, slots=True)
class Place:
    """How far a story has come. It waits, or nothing is going to take it further: then it is lost."""

    waits: bool
    said: str


@contextmanager
def opened(data: Path, name: str) -> Iterator[sqlite3.Connection]:
    """A database of a data folder, to be read."""
    with closing(sqlite3.connect(f"file:{data / name}.sqlite?mode=ro", uri=True)) as connection:
        yield connection


def places(data: Path, news: News, urls: set[str]) -> dict[str, Place]:
    """The place of each of these stories by its address. The processes must have ended."""
    if not urls:
        return {}
    archived = {page.key: place for page, place in follow(data / "archive", {}) if page.kind == "page"}
    with opened(data, "ledger") as ledger, opened(data, "articles") as articles:
        links = {row[0]: row[1:] for row in ledger.execute("SELECT key, due, fetched, outcome FROM link")}
        read = dict(articles.execute("SELECT file, place FROM cursors"))
        ids = dict(articles.execute("SELECT url, id FROM articles"))
        outbox = {row[0] for row in articles.execute("SELECT article FROM outbox")}
    found = {}
    for url in urls:
        key = canonical_url(url)
        if url in ids:
            waits = ids[url] in outbox
            found[url] = Place(waits, "to be indexed" if waits else "articles, but neither in the index nor on the way")
        elif key in archived:
            waits = read.get(archived[key].file, 0) < archived[key].offset
            found[url] = Place(waits, "to be read" if waits else "archived and read, but no article")
        elif key in links:
            found[url] = _in_ledger(*links[key])
        else:
            waits = news.lists(url)
            found[url] = Place(waits, "to be seen in a feed" if waits else "gone from their feed before a visit")
    return found


def _in_ledger(due: str | None, fetched: str | None, outcome: str) -> Place:
    """The place of a link of the ledger whose page is not archived."""
    if fetched:
        return Place(False, "fetched by the ledger, but not archived")
    return Place(True, "to be fetched") if due else Place(False, f"given up ({outcome})")


def untold(data: Path) -> str:
    """What alerts have yet to tell, as text in which the address of each article stands."""
    with opened(data, "saved") as saved, opened(data, "articles") as articles:
        texts = [row[0] for row in saved.execute("SELECT content FROM alert_waiting")]
        texts += [row[0] for row in saved.execute("SELECT body FROM alert_deliveries")]
        (number,) = saved.execute("SELECT coalesce(max(number), 0) FROM alert_position").fetchone()
        behind = "SELECT url FROM articles JOIN indexed ON article = id WHERE number > ?"
        texts += [json.dumps(row[0]) for row in articles.execute(behind, (number,))]
    return "\n".join(texts)
