"""What PostgreSQL keeps of an article, and how fast it takes articles when it has many.

python benchmarks/growth.py [--sizes 100000,300000,1000000] [--articles 2000]

The database is filled to each size by statements of its own, with texts from a pool of made-up articles and what else
the index stage writes of each (bands, what was indexed, the tally). Then new articles are stored as the index stage
does it. Milliseconds are processor time, of this process and of the server; compare those of one run. The tests' server
is used, which does not sync: the disk's time is not in them. The key of the bands is made anew behind each filling, and
so has less room left in it than one that grew: take its bytes from a small size, which is filled row by row.
"""

from __future__ import annotations

import argparse
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import open_database, reading, writing
from base.urls import canonical_url
from benchmarks.news_pages import Writer
from config.log import set_up
from config.settings import LogSettings
from crawler.archive.archive import Page, Position
from indexer.articles.drafts import draft_import
from indexer.articles.read import MIGRATIONS
from indexer.commit import ReadPage, commit
from tests import postgres

POOL = 500
"""Texts that the filled articles share; each row has a copy of its own, compressed by itself."""
BATCH = 100
TICKS = os.sysconf("SC_CLK_TCK")
TABLES = ("articles", "bands", "indexed", "tally", "aliases", "relations", "acronyms")
FILL = (
    """
    INSERT INTO articles (id, url, publisher, publisher_name, kind, content, text_hash, first_seen, captured, instant,
                          dated_by, year, version, group_id, page)
    SELECT md5(number::text), pool.url || number, 'uji-' || number % 200, 'Kabar Uji', 'page', pool.content,
           md5('text ' || number), now(), now(), now(), 'page', 2026, 1, md5(number::text), gen_random_uuid()::text
    FROM generate_series(CAST(:first AS bigint), :last) AS number
    JOIN (SELECT row_number() OVER (ORDER BY sequence) - 1 AS place, url, content FROM articles
          ORDER BY sequence LIMIT :pool) AS pool ON pool.place = number % CAST(:pool AS bigint)
    """,
    """
    INSERT INTO bands (value, article)
    SELECT ('x' || substr(md5(sequence || ' ' || band), 1, 16))::bit(64)::bigint, sequence
    FROM articles, generate_series(1, 42) AS band WHERE id IN (
        SELECT md5(number::text) FROM generate_series(CAST(:first AS bigint), :last) AS number)
    """,
    """
    INSERT INTO indexed (article, version, at)
    SELECT md5(number::text), 1, now() FROM generate_series(CAST(:first AS bigint), :last) AS number
    """,
    """
    INSERT INTO tally (page, stage, outcome, url, publisher, run, detail, at)
    SELECT page, stage, outcome, url, publisher, 'run-' || sequence / 100, '', now()
    FROM articles, (VALUES ('extract', 'ok'), ('index', 'indexed')) AS ended (stage, outcome) WHERE id IN (
        SELECT md5(number::text) FROM generate_series(CAST(:first AS bigint), :last) AS number)
    """,
)
FILLED_AT_ONCE = 50_000
ROW_BY_ROW = 50_000
"""Up to so many articles the key of the bands grows as it does in use; beyond that it is made in one go."""


def made(writer: Writer, count: int, start: int) -> list[ReadPage]:
    """New articles, as they come from reading pages."""
    return [_read(writer, number) for number in range(start, start + count)]


def _read(writer: Writer, number: int) -> ReadPage:
    story = writer.story(number)
    url = f"https://kabar-uji.example{story.path}"
    line = {
        "id": uuid.uuid4().hex,
        "url": url,
        "publisher": "uji",
        "title": story.title,
        "authors": [story.author],
        "section": story.section,
        "published": story.published.isoformat(),
        "body": list(story.paragraphs),
    }
    page = Page(
        id=str(uuid.uuid4()),
        kind="import",
        url=url,
        final_url=url,
        key=canonical_url(url),
        publisher="uji",
        captured=datetime.now(UTC),
        status=200,
        content_type="application/json",
        body=orjson.dumps(line),
        run="run",
        link={},
    )
    return ReadPage(page, Position("file", 0), Position("file", number), draft_import(page, None))


def store(database: Database, read: Sequence[ReadPage]) -> tuple[float, float, float]:
    """Milliseconds an article: of this process, of the server, and by the wall clock."""
    ours, theirs, wall = time.process_time(), server_seconds(), time.monotonic()
    for start in range(0, len(read), BATCH):
        commit(database, read[start : start + BATCH])
    used = time.process_time() - ours, server_seconds() - theirs, time.monotonic() - wall
    ours, theirs, wall = (seconds * 1000 / len(read) for seconds in used)
    return ours, theirs, wall


def server_seconds() -> float:
    """Processor seconds of all processes of the server."""
    total = 0
    for process in postgres.server().processes():
        with suppress(FileNotFoundError, ProcessLookupError):  # one that has ended meanwhile
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:13]))
    return total / TICKS


def fill(database: Database, first: int, last: int) -> None:
    """Put in the articles of these numbers, the last left out."""
    at_once = last > ROW_BY_ROW
    with writing(database) as connection:
        if at_once:
            connection.execute(sa.text("ALTER TABLE bands DROP CONSTRAINT bands_pkey"))
    for start in range(first, last, FILLED_AT_ONCE):
        end = min(start + FILLED_AT_ONCE, last)
        with writing(database) as connection:
            for statement in FILL:
                connection.execute(sa.text(statement), {"first": start, "last": end - 1, "pool": POOL})
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if at_once:
            connection.execute(sa.text("SET maintenance_work_mem = '512MB'"))
            connection.execute(sa.text("ALTER TABLE bands ADD CONSTRAINT bands_pkey PRIMARY KEY (value, article)"))
        connection.execute(sa.text("VACUUM ANALYZE"))


def sizes(database: Database) -> Iterator[tuple[str, int, int, int]]:
    """Bytes of each table: itself, its indexes, its large values."""
    parts = sa.text(
        "SELECT pg_relation_size(oid), pg_indexes_size(oid), "
        "pg_total_relation_size(oid) - pg_relation_size(oid) - pg_indexes_size(oid) "
        "FROM pg_class WHERE relname = :table AND relkind = 'r'"
    )
    with reading(database) as connection:
        for table in TABLES:
            yield table, *map(int, connection.execute(parts, {"table": table}).one())


def main() -> None:
    """Print the bytes at the end, and the time of storing at each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100000,300000,1000000", help="articles there when the new ones come")
    parser.add_argument("--articles", type=int, default=2_000, help="new articles at each size")
    given = parser.parse_args()
    set_up(LogSettings(level="warning"))
    database = open_database(postgres.new_database(), Path(), "articles", MIGRATIONS)
    writer, filled = Writer(), 0
    commit(database, made(writer, POOL, 0))
    content = sa.text("SELECT avg(octet_length(content)), avg(pg_column_size(content)), count(*) FROM articles")
    with reading(database) as connection:
        plain, kept, _ = connection.execute(content).one()
    print(f"text of an article: {plain:,.0f} bytes as JSON, {kept:,.0f} as PostgreSQL keeps it", flush=True)
    print("articles     ms here   ms server   ms wall", flush=True)
    for number, size in enumerate([0, *map(int, given.sizes.split(","))], 1):
        fill(database, filled, size)
        filled = max(filled, size)
        ours, theirs, wall = store(database, made(writer, given.articles, number * 1_000_000))
        print(f"{size:9,}   {ours:9.2f}   {theirs:9.2f}   {wall:7.2f}", flush=True)
        if size:
            with_bytes(database)
    database.dispose()


def with_bytes(database: Database) -> None:
    """Print what each table takes for an article."""
    with reading(database) as connection:
        articles = connection.execute(sa.text("SELECT count(*) FROM articles")).scalar_one()
    total = 0
    for table, *parts in sizes(database):
        itself, indexes, large = (part / articles for part in parts)
        total += sum(parts)
        print(f"    {table:10} {itself:7,.0f} itself {indexes:7,.0f} indexes {large:7,.0f} large values", flush=True)
    print(f"    together   {total / articles:7,.0f} bytes an article", flush=True)


if __name__ == "__main__":
    main()
