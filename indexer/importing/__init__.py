"""Imports articles from JSON Lines or CSV: they are archived first, so that all can be rebuilt, then indexed as pages
are."""

from __future__ import annotations

import itertools
import logging
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.engine import Engine as Database

from base.data_dir import open_folder
from base.database import reading
from base.errors import AlreadyRunningError, UnavailableError
from base.events import event
from base.urls import article_id, canonical_url
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.archive import Page, open_archive
from crawler.ledger.removals import Tombstones, ledger_database, removed_articles, removed_publishers
from indexer.articles.page_status import outcomes_of_run
from indexer.articles.read import articles_database
from indexer.importing.lines import read_line, slugs
from indexer.importing.records import BadRecordError, read_records
from indexer.pipeline import IndexReport, index_archive

logger = logging.getLogger(__name__)

ARCHIVE_BATCH = 1_000
"""Articles that are archived with one sync to disk."""


@dataclass(slots=True)
class ImportReport:
    """The result of an import: articles taken, and those left out because they were removed for good; lines that were
    refused and lines whose date could not be read (with their numbers), how many lines had each key that was left out,
    what became of the articles, and the index stage's report; `is_left`: an index process is running and will index
    them."""

    imported: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    index: IndexReport = field(default_factory=IndexReport)
    is_left: bool = False

    @property
    def became(self) -> dict[str, int]:
        """How many of the articles are new, changed, or the same as before."""
        names = {"new": Outcome.OK, "changed": Outcome.UPDATED, "same": Outcome.UNCHANGED}
        return {name: self.outcomes.get(outcome, 0) for name, outcome in names.items()}

    def to_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        told = {"problems": self.problems, "undated": self.undated, "left_out": dict(self.left_out)}
        became = {} if self.is_left else self.became
        return {"imported": self.imported, "removed": self.removed, **became, **told, **self.index.to_json()}


def import_file(
    settings: Settings,
    data: Path,
    file: Path,
    publishers: Mapping[str, Publisher],
    *,
    publisher: str = "",
    progress: Progress = lambda _: None,
) -> ImportReport:
    """Import the articles of a file (`-`: standard input), gzipped or not, and index them. `publisher`, a slug or a
    name, is for lines without one.

    A line that cannot be imported becomes a problem in the report and stops no other. Raises ConfigError if the file
    cannot be read, and what `index_archive` raises; by then the articles are archived.
    """
    report = ImportReport()
    run = f"import-{uuid.uuid4()}"
    pages = _pages(file, publishers, publisher, run, report)
    with open_archive(open_folder(data) / "archive") as archive, ledger_database(settings, data) as ledger:
        while batch := list(itertools.islice(pages, ARCHIVE_BATCH)):
            kept = _without_removed(ledger, batch)
            if kept:
                archive.append_all(kept)
            report.imported += len(kept)
            report.removed += len(batch) - len(kept)
            progress({"archived": report.imported})
    try:
        report.index = index_archive(settings, data, publishers, once=True, progress=progress)
    except AlreadyRunningError as held:
        report.is_left = True
        event(logger, "import.left", f"the articles are archived; {held}: it makes them searchable")
    except UnavailableError:
        for problem in (*report.problems, *report.undated):  # there will be no report
            event(logger, "import.bad_line", problem, level=logging.WARNING)
        raise
    if not report.is_left:
        with articles_database(settings, data) as database, reading(database) as connection:
            report.outcomes = outcomes_of_run(connection, run)
    return report


def _without_removed(ledger: Database | None, batch: Sequence[Page]) -> Sequence[Page]:
    """The articles but those that were removed for good: these do not even enter the archive."""
    if ledger is None:
        return batch
    with reading(ledger) as connection:
        ids = {name for page in batch for name in (orjson.loads(page.body)["id"], page.key and article_id(page.key))}
        stones = Tombstones(
            frozenset(removed_articles(connection, ids - {"", None})), frozenset(removed_publishers(connection))
        )
    return [page for page in batch if page not in stones] if stones else batch


def _pages(
    file: Path, publishers: Mapping[str, Publisher], publisher: str, run: str, report: ImportReport
) -> Iterator[Page]:
    """The valid records as pages to archive; what is wrong with the others goes to the report."""
    slug_of = slugs(publishers)
    for number, values in read_records(file):
        try:
            if isinstance(values, BadRecordError):
                raise values
            line = read_line(values, publishers, slug_of, publisher)
        except BadRecordError as error:
            report.problems.append(f"{file}, line {number}: {error}")
            continue
        if line.date_problem:
            report.undated.append(f"{file}, line {number}: {line.date_problem}")
        report.left_out.update(line.left_out)
        yield _to_page(line.article, run)


def _to_page(article: Mapping[str, Any], run: str) -> Page:
    url = article["url"]
    return Page(
        id=str(uuid.uuid4()),
        kind="import",
        url=url,
        final_url=url,
        key=canonical_url(url) if url else "",
        publisher=article["publisher"],
        captured=datetime.now(UTC),
        status=200,
        content_type="application/json",
        body=orjson.dumps(article),
        run=run,
        link={},
    )
