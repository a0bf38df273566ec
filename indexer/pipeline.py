"""The index stage: archived pages become articles, and articles reach the engine.

Archive -> extraction (in processes, each page with a deadline) -> articles, versions, duplicates, outbox and the
archive's cursor in one transaction -> the engine, in batches -> the outbox cleared. Killed anywhere, it goes on
where the last transaction ended.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Engine as Database

from base.data_dir import lock_role, open_folder
from base.database import check_database
from base.errors import UnavailableError
from base.events import event
from base.memory import give_back
from base.outcome_log import prune
from base.retry import Backoff
from base.workers import JobTimeoutError, WorkerDiedError
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import IndexerSettings, Settings
from config.terminal import Progress
from crawler.archive.archive import Page
from crawler.archive.redaction import redact_file
from crawler.archive.retention import retire
from indexer.articles.article import Extraction
from indexer.articles.drafts import Draft, draft_import, draft_link, draft_page
from indexer.articles.read import articles_database
from indexer.batches import BATCH_PAGES, ArchiveReader, PendingPage, committed_cursors, read_batches
from indexer.commit import NoArticle, ReadPage, commit
from indexer.engines.index_writer import IndexWriter, open_index_writer
from indexer.language.acronyms import write_acronyms
from indexer.language.variants import MINED_ACRONYMS
from indexer.pool import ExtractionPool
from indexer.removals import archive_obeyed, obey_removals
from indexer.run_log import RunLog

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How often the archive is polled; a page is to be searchable within five seconds."""
ACRONYM_SECONDS = 600.0
"""How often the acronyms that articles explain are counted again."""
RETIRE_SECONDS = 600.0
"""How often it is looked whether files of the archive are too old or too many."""
OBEY_SECONDS = 5.0
"""How often it is looked whether the user had something removed that this stage has not let go of."""
RUN_SECONDS = 60.0
"""How often what was done is summed up in the log, while there is nothing else to do."""
GIVE_BACK_SECONDS = 10.0
"""How often freed memory goes back to the system. Each commit of the engine leaves other gaps: within eight minutes of
news 25 MiB of 104 were free and kept, 32 two minutes later."""
PRUNE_SECONDS = 10.0
"""How often some of the oldest rows of the tally are pruned while there is nothing else to do."""


@dataclass(slots=True)
class IndexReport:
    """The number of pages by outcome: of extraction, and of indexing."""

    extracted: Counter[str] = field(default_factory=Counter)
    indexed: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, dict[str, int]]:
        """The report as `--json` prints it."""
        return {"extracted": dict(self.extracted), "indexed": dict(self.indexed)}


@dataclass(slots=True)
class _Work:
    """Everything that the stage has open."""

    all_settings: Settings
    settings: IndexerSettings
    data: Path
    reader: ArchiveReader
    database: Database
    pool: ExtractionPool
    index_writer: IndexWriter
    report: IndexReport
    progress: Progress
    log: RunLog


def index_archive(
    settings: Settings,
    data: Path,
    publishers: Mapping[str, Publisher],
    *,
    once: bool,
    wait: bool = False,
    check: bool = True,
    progress: Progress = lambda _: None,
) -> IndexReport:
    """Extract and index what is archived: with `once` until all is done, else until stopped.

    If another process does so already, it is waited for with `wait`, else AlreadyRunningError is raised. With `once`,
    raises UnavailableError if the engine cannot be reached; by then the articles are stored, and the next run continues
    from there. `check` looks for damage of the database first, which takes time if it is large.
    """
    with lock_role(open_folder(data), "index", wait=wait):
        if check:
            with articles_database(settings, data) as database:
                check_database(database)
        return index_archive_unlocked(settings, data, publishers, once=once, progress=progress)


def index_archive_unlocked(
    settings: Settings,
    data: Path,
    publishers: Mapping[str, Publisher],
    *,
    once: bool,
    progress: Progress = lambda _: None,
) -> IndexReport:
    """Like `index_archive`, for callers that hold the lock of the index stage."""
    with _open(settings, data, publishers, progress) as work:
        _obey_removals(work)
        if once:
            for batch in read_batches(work.reader, work.database):
                _store(work, batch)
            while _step(work):
                pass
            _write_acronyms(work)
            _prune(work, settings)
            _retire(work, settings)
        else:
            _run_until_stopped(work, settings)
        return work.report


@contextmanager
def _open(settings: Settings, data: Path, publishers: Mapping[str, Publisher], progress: Progress) -> Iterator[_Work]:
    with (
        articles_database(settings, data) as database,
        ExtractionPool(settings.indexer) as pool,
        open_index_writer(settings, data, database) as index_writer,
    ):
        report = IndexReport(indexed=index_writer.outcomes)
        reader = ArchiveReader(data / "archive", publishers, pool, min(settings.indexer.batch, BATCH_PAGES))
        log = RunLog(report.extracted, report.indexed)
        try:
            yield _Work(settings, settings.indexer, data, reader, database, pool, index_writer, report, progress, log)
        finally:
            log.end_run()


def _run_until_stopped(work: _Work, settings: Settings) -> None:
    """Alternate between the archive and the engine; what is unavailable is retried at growing intervals."""
    reader, writer, lister = Backoff(), Backoff(work.settings.commit_seconds), Backoff(ACRONYM_SECONDS)
    pruner, remover, ender = Backoff(PRUNE_SECONDS), Backoff(RETIRE_SECONDS), Backoff(RUN_SECONDS)
    obeyer, giver = Backoff(OBEY_SECONDS), Backoff(GIVE_BACK_SECONDS)
    work.pool.warm_up()
    while True:
        with obeyer.attempt() as is_due:
            if is_due:
                _obey_removals(work)
        with reader.attempt() as is_due:
            for batch in read_batches(work.reader, work.database) if is_due else ():
                _store(work, batch)
                _feed(work, writer)
        if not _feed(work, writer):
            with lister.attempt() as is_due:
                if is_due:
                    _write_acronyms(work)
            with pruner.attempt() as is_due:
                if is_due:
                    _prune(work, settings)
            with remover.attempt() as is_due:
                if is_due:
                    _retire(work, settings)
            with ender.attempt() as is_due:
                if is_due:
                    work.log.end_run()
            with giver.attempt() as is_due:
                if is_due:
                    give_back()
            time.sleep(POLL_SECONDS)


def _obey_removals(work: _Work) -> None:
    obey_removals(work.all_settings, work.data, work.database)


def _prune(work: _Work, settings: Settings) -> None:
    prune(work.database, timedelta(days=settings.log.keep_outcome_days))


def _retire(work: _Work, settings: Settings) -> None:
    """Remove old files of the archive; this stage does it, which alone knows what is read."""
    days, keep_bytes = settings.archive.keep_days, settings.archive.keep_bytes
    if not days and not keep_bytes:
        return
    retire(
        work.data / "archive",
        committed_cursors(work.database),
        keep=timedelta(days=days) if days else None,
        keep_bytes=keep_bytes or None,
        now=datetime.now(UTC),
    )


def _write_acronyms(work: _Work) -> None:
    write_acronyms(work.database, work.index_writer.lexicon, work.data / MINED_ACRONYMS)


def _feed(work: _Work, backoff: Backoff) -> bool:
    """Write to the engine for a while, if it is due; returns whether there is more to write."""
    end = time.monotonic() + work.settings.commit_seconds
    is_busy = False
    with backoff.attempt() as is_due:
        is_busy = is_due and _step(work)
        while is_busy and time.monotonic() < end:
            is_busy = _step(work)
    if is_busy:
        backoff.reset()
    return is_busy


def _step(work: _Work) -> bool:
    is_busy = work.index_writer.step()
    _show(work)
    return is_busy


def _store(work: _Work, batch: Sequence[PendingPage]) -> None:
    """Wait for a batch's extractions and commit what they give, with the archive's cursor."""
    read = [ReadPage(each.page, each.start, each.end, _read(work, each), each.note) for each in batch]
    outcomes = commit(work.database, read)
    _redact(work, {one.page.id: one.end.file for one, end in zip(read, outcomes, strict=True) if _is_buried(one, end)})
    work.report.extracted.update(outcome.value for outcome in outcomes)
    _show(work)


def _is_buried(one: ReadPage, outcome: Outcome) -> bool:
    """Whether a page must stay out by its own address, not only by one that it calls canonical."""
    return outcome is Outcome.REMOVED and not (isinstance(one.result, Draft) and one.result.canonical)


def _redact(work: _Work, files: Mapping[str, str]) -> None:
    """Pages that came into the archive though they must not be there, as from a fetch that was under way, leave it."""
    archive = work.data / "archive"
    for file in sorted(set(files.values())):
        with lock_role(work.data, "remove", wait=True):
            redact_file(archive / file, lambda page: page.id in files, archive_obeyed(archive))


def _read(work: _Work, item: PendingPage) -> Draft | NoArticle:
    """The article on a page; any failure becomes that page's outcome and stops no other."""
    page = item.page
    try:
        return _draft(page, work.reader.publishers.get(page.publisher), item.extraction)
    except UnavailableError:  # no fault of the page: it is read when the stage can go on
        raise
    except JobTimeoutError as error:
        return NoArticle(Outcome.TIMED_OUT, f"reading it was given up: {error}")
    except WorkerDiedError as error:
        return NoArticle(Outcome.WORKER_DIED, str(error))
    except Exception as error:  # noqa: BLE001 - the stage loop: a fault of ours on one page must not stop the others
        event(logger, "page.bug", f"extraction failed: {error!r}", level=logging.ERROR, url__full=page.url, error=error)
        return NoArticle(Outcome.BUG, repr(error))


def _draft(page: Page, publisher: Publisher | None, extraction: Future[Extraction] | None) -> Draft | NoArticle:
    if page.kind == "part":
        return NoArticle(Outcome.PART)
    if page.kind == "gone":
        return NoArticle(Outcome.WITHDRAWN, f"answered {page.status}")
    if page.kind == "link":
        return draft_link(page, publisher) or NoArticle(Outcome.NO_TITLE)
    if extraction is None:
        return draft_import(page, publisher)
    found = extraction.result()
    return draft_page(page, found, publisher) if found.outcome is Outcome.OK else NoArticle(found.outcome)


def _show(work: _Work) -> None:
    extracted, indexed = work.report.extracted, work.report.indexed
    work.progress({"pages": extracted.total(), "searchable": indexed[Outcome.INDEXED.value]})
