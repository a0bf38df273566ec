"""How long `kliping status` takes as a whole process on a folder of 10,000 pages and on one of 1,000,000.

    python benchmarks/status.py [--pages 10000 1000000] [--runs 7]

The folders are made in a temporary place: a link, an article and three outcomes for each page, spread over a year and
89 publishers. Times are the processes' own (user and system), the least of the runs. Limit: the ratio of the two may
be 1.25 at most, since nothing that status reads grows with the pages.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from startup import seconds

from base.database import writing
from base.outcome_log import HOURS, TALLY, TOTALS
from config.settings import load
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import LINK
from indexer.articles.read import articles_database
from indexer.articles.tables import articles

LIMIT = 1.25
PUBLISHERS = 89
SECONDS = 365 * 86_400
NUMBERS = "WITH RECURSIVE pages(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM pages WHERE n < :pages)"


def fill(engine: Engine, table: sa.Table, pages: int, values: dict[str, str]) -> None:
    """Put a row into a table for each page; `values` are SQL over the page's number `n`, "''" where none is given."""
    columns = [column for column in table.c if column.name != "sequence"]
    chosen = ", ".join(values.get(column.name, "''") for column in columns)
    names = ", ".join(column.name for column in columns)
    with writing(engine) as connection:
        statement = f"INSERT INTO {table.name} ({names}) {NUMBERS} SELECT {chosen} FROM pages"
        connection.execute(sa.text(statement), {"pages": pages})


def fill_outcomes(engine: Engine, pages: int, stage: str, outcome: str, at: str) -> None:
    """The tally of a stage and its sums."""
    same = {"publisher": f"'penerbit-' || (n % {PUBLISHERS})", "stage": f"'{stage}'", "outcome": f"'{outcome}'"}
    fill(engine, TALLY, pages, {**same, "page": "'page-' || n", "at": at})
    with writing(engine) as connection:
        for table, hour in ((HOURS, "strftime('%Y-%m-%d %H:00:00.000000', at), "), (TOTALS, "")):
            by = f"{hour}publisher, stage, outcome"
            statement = f"INSERT INTO {table.name} SELECT {by}, count(*) FROM tally WHERE stage = :stage GROUP BY {by}"
            connection.execute(sa.text(statement), {"stage": stage})


def make_folder(data: Path, pages: int) -> None:
    """A data folder as it is when so many pages were fetched, read and indexed."""
    start = int(datetime(2025, 11, 28, tzinfo=UTC).timestamp())
    at = f"strftime('%Y-%m-%d %H:%M:%S.000000', {start} + CAST(n * {SECONDS / pages} AS INTEGER), 'unixepoch')"
    times = dict.fromkeys(("first_seen", "captured", "instant"), at)
    data.mkdir()
    settings = load(data, {}).settings
    with open_ledger(settings.database.url, data) as ledger:
        key = "'https://berita.example/baca/' || n"
        fill(ledger.engine, LINK, pages, {**times, "id": "n", "key": key, "url": key, "due": "NULL", "attempts": "1"})
        fill_outcomes(ledger.engine, pages, "fetch", "fetched", at)
    with articles_database(settings, data) as database:
        numbers = {"year": "2026", "version": "1", "content": "printf('%.*c', 2000, 'a')"}
        fill(database, articles, pages, {**times, **numbers, "id": "'id-' || n", "group_id": "'id-' || n"})
        fill_outcomes(database, pages, "extract", "ok", at)
        fill_outcomes(database, pages, "index", "indexed", at)


def main() -> int:
    """Print both times and their ratio; 1 where it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs=2, type=int, default=(10_000, 1_000_000))
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for pages in options.pages:
            data = Path(folder) / str(pages)
            make_folder(data, pages)
            status = [sys.executable, "-m", "kliping.main", "status", "--data", str(data)]
            times.append(min(seconds(status) for _ in range(options.runs)))
            print(f"{pages:10,} pages: {times[-1] * 1000:6.0f} ms  (least of {options.runs} runs)")
    ratio = times[1] / times[0]
    print(f"ratio {ratio:.2f} (limit {LIMIT:.2f})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
