"""What a data folder holds, and whether its parts agree: nothing lost or twice, the index equal to the articles."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson
import sqlalchemy as sa

from base.database import reading
from base.errors import UnavailableError
from base.outcome_log import totals
from config.outcomes import Outcome
from config.settings import Settings, load
from crawler.archive.archive import follow
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database, select_articles
from indexer.articles.tables import dead_letters, outbox
from indexer.engines import open_engine
from indexer.engines.documents import stored
from indexer.engines.queries import Everything, Request

EMBEDDED: Mapping[str, str] = {}


@dataclass(frozen=True)
class Harm:
    """What a fault has done: names of what is lost, of what is there twice, and what does not agree."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    unequal: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.unequal)


def compare(wanted: Counter[str], found: Counter[str]) -> Harm:
    """What is missing of what is wanted, and what is there too often or was never wanted."""
    return Harm(tuple((wanted - found).elements()), tuple((found - wanted).elements()))


def archived(data: Path) -> Counter[str]:
    """How often each article's page lies in the archive."""
    return Counter(page.key for page, _ in follow(data / "archive", {}) if page.kind == "page")


def crawled(data: Path, keys: list[str], settings: Mapping[str, str] = EMBEDDED) -> Harm:
    """Each page once in the archive, and the ledger of the same opinion."""
    harm = compare(Counter(keys), archived(data))
    url = load(data, settings).settings.database.url
    with open_ledger(url, data) as opened, reading(opened.engine) as connection:
        sums = totals(connection)  # these stay where the rows of single pages are pruned
        waiting = connection.execute(sa.text("SELECT count(*) FROM link WHERE due IS NOT NULL")).scalar_one()
    fetched = sum(number for (_, _, outcome), number in sums.items() if outcome == Outcome.FETCHED)
    sound = "ok"
    if url == "sqlite:":
        with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger:
            sound = ledger.execute("PRAGMA integrity_check").fetchone()[0]
    return Harm(
        harm.lost, harm.doubled, tuple(_unlike(fetched=(fetched, len(keys)), waiting=(waiting, 0), sound=(sound, "ok")))
    )


def searchable(data: Path, titles: list[str], settings: Mapping[str, str] = EMBEDDED) -> Harm:
    """Each article once, as a first version, and what the engine holds of it the same."""
    read = load(data, settings).settings
    with articles_database(read, data) as database, reading(database) as connection:
        articles = select_articles(connection)
        left = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in (("outbox", outbox), ("dead letters", dead_letters))
        }
    harm = compare(Counter(titles), Counter(one.content.title for one in articles))
    held = {one.id: orjson.loads(orjson.dumps(stored(one))) for one in articles}
    again = tuple(one.content.title for one in articles if one.version > 1)
    unequal = [*_unlike(**{name: (number, 0) for name, number in left.items()}), *_index_unlike(read, data, held)]
    return Harm(harm.lost, harm.doubled + again, tuple(unequal))


def _index_unlike(settings: Settings, data: Path, held: Mapping[str, object]) -> Iterator[str]:
    """How the index differs from the articles, which are given by id as they are stored in it."""
    try:
        with closing(open_engine(settings, data)) as engine:
            yield from _unlike(indexed=(engine.count(Everything()), len(held)))
            found = engine.documents(list(held))
            hits = engine.search(Request(Everything(), limit=len(held) + 10)).hits
    except UnavailableError as error:
        yield f"the index cannot be read: {error}"
        return
    yield from _unlike(hits=(sorted(hit.id for hit in hits), sorted(held)))
    for name, article in held.items():
        if name not in found or orjson.loads(found[name].stored) != article:
            yield f"the index has another {name}"


def _unlike(**pairs: tuple[object, object]) -> Iterator[str]:
    for name, (found, wanted) in pairs.items():
        if found != wanted:
            yield f"{name}: {found} instead of {wanted}"
