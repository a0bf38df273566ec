"""Compares the articles with the index and with the pages that they are from, by ids and texts, while both change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.outcome_log import TALLY
from base.parts import in_parts
from config.outcomes import Stage
from indexer.articles.article import content_from_json
from indexer.articles.tables import articles, cursors, dead_letters, outbox, removals, removed_publishers
from indexer.engines.embedded.checksums import Checksums
from indexer.engines.port import Engine, EngineHit
from indexer.engines.queries import Everything

LOOKS = 3
"""What does not agree so often in a row is no change under way."""


@dataclass(slots=True)
class IndexCheck:
    """How many articles and documents there are, and the ids of those that do not agree: `missing` in the index, there
    without an article (`extra`), or with another text (`different`)."""

    articles: int = 0
    documents: int = 0
    waiting: int = 0
    dead_letters: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def check_index(database: Database, engine: Engine) -> IndexCheck:
    """Compare all articles with all documents; what differs is looked at once more, since both go on meanwhile."""
    done, seen = IndexCheck(), set[str]()
    extra, different = list[str](), list[str]()
    for hits in in_parts(engine.scan(Everything(), "oldest")):
        done.documents += len(hits)
        seen.update(hit.id for hit in hits)
        with reading(database) as connection:
            one, other = _compare(connection, hits)
        extra += one
        different += other
    with reading(database) as connection:
        ids = connection.execute(sa.select(articles.c.id), execution_options={"yield_per": 10_000}).scalars()
        missing = [one for one in _counted(ids, done) if one not in seen]
    for _ in range(LOOKS):
        missing, extra, different = _look_again(database, engine, done, [*missing, *extra, *different])
    done.missing, done.extra, done.different = missing, extra, different
    return done


def _counted(ids: Iterator[str] | sa.ScalarResult[str], done: IndexCheck) -> Iterator[str]:
    for one in ids:
        done.articles += 1
        yield one


def _compare(connection: Connection, hits: Sequence[EngineHit]) -> tuple[list[str], list[str]]:
    """The ids of documents without an article, and of those with another text or address."""
    columns = (articles.c.id, articles.c.url, articles.c.content)
    rows = connection.execute(sa.select(*columns).where(articles.c.id.in_([hit.id for hit in hits])))
    known = {row.id: row for row in rows}
    extra, different = list[str](), list[str]()
    for hit in hits:
        row = known.get(hit.id)
        if row is None:
            extra.append(hit.id)
        elif not _is_same(row, hit):
            different.append(hit.id)
    return extra, different


def _is_same(row: sa.Row[str, str, str], hit: EngineHit) -> bool:
    try:
        content, stored = content_from_json(row.content), json.loads(hit.stored)
        return bool((content.title, [*content.body], row.url) == (stored["title"], stored["body"], stored["url"]))
    except (ValueError, TypeError, LookupError, AttributeError):
        return False


def _look_again(
    database: Database, engine: Engine, done: IndexCheck, doubtful: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """Those of the ids that are missing, extra and different still, and do not wait for the engine."""
    missing, extra, different = list[str](), list[str](), list[str]()
    with reading(database) as connection:
        waits = set(connection.execute(sa.select(outbox.c.article)).scalars())
        refused = set(connection.execute(sa.select(dead_letters.c.article)).scalars())
        done.waiting, done.dead_letters = len(waits), len(refused)
        for some in in_parts([one for one in doubtful if one not in waits | refused]):
            held = engine.documents(some)
            there = set(connection.execute(sa.select(articles.c.id).where(articles.c.id.in_(some))).scalars())
            one, other = _compare(connection, list(held.values()))
            missing += sorted(there - held.keys())
            extra += sorted(one)
            different += sorted(other)
    return missing, extra, different


def damaged_index_file(folder: Path, generation: str) -> str | None:
    """The first file of an embedded generation that is not as it was written, in words. Raises OSError, ValueError."""
    return Checksums(folder / generation).look(float("inf"))


def pages_of_articles(connection: Connection) -> Iterator[tuple[str, str]]:
    """The id and page of each article."""
    query = sa.select(articles.c.id, articles.c.page)
    for row in connection.execute(query, execution_options={"yield_per": 10_000}):
        yield row.id, row.page


def read_places(connection: Connection) -> dict[str, int]:
    """How far each file of the archive is read."""
    return {row.file: row.place for row in connection.execute(sa.select(cursors))}


def passed_over(connection: Connection, pages: Sequence[str]) -> set[str]:
    """Those of these pages whose reading had no outcome, by id; pages of long ago have none any more."""
    read = (TALLY.c.stage == Stage.EXTRACT) & TALLY.c.page.in_(pages)
    return set(pages) - set(connection.execute(sa.select(TALLY.c.page).where(read)).scalars())


def removed_but_there(connection: Connection) -> list[str]:
    """Articles that must not be there, by id."""
    by_id = articles.c.id.in_(sa.select(removals.c.article))
    by_publisher = articles.c.publisher.in_(sa.select(removed_publishers.c.publisher))
    return list(connection.execute(sa.select(articles.c.id).where(by_id | by_publisher)).scalars())
