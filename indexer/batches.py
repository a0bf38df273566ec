"""The archive's new pages in batches of one transaction each, the extractions of the next under way meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.events import event
from config.catalogue import Publisher
from crawler.archive.archive import Page, PageLostError, Position, read_page
from crawler.archive.archive import follow as follow_archive
from indexer.articles.article import Extraction
from indexer.articles.tables import cursors
from indexer.articles.tables import parts as parts_table
from indexer.pool import ExtractionPool

logger = logging.getLogger(__name__)

BATCH_PAGES, BATCH_BYTES = 500, 32 * 1024 * 1024
"""Pages of one transaction, at most: they are all in memory, and none is stored before all are read."""


@dataclass(slots=True)
class ArchiveReader:
    """What reads the archive, and how far it is: `cursors` by file, and where the further parts of articles lie."""

    archive: Path
    publishers: Mapping[str, Publisher]
    pool: ExtractionPool
    batch_pages: int
    cursors: dict[str, int] = field(default_factory=dict)
    parts: dict[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A page, where it begins and ends in the archive, and its extraction under way (None for one that needs none).

    `note` is what its tally says if it gives an article.
    """

    page: Page
    start: Position
    end: Position
    extraction: Future[Extraction] | None
    note: str


def read_batches(reader: ArchiveReader, database: Database) -> Iterator[list[PendingPage]]:
    """New pages in batches; while one is stored, the next one is being extracted."""
    _load_place(reader, database)
    ready: list[PendingPage] = []
    for batch in _cut(_new_pages(reader), reader.batch_pages):
        started = [_start(reader, *new) for new in batch]
        if ready:
            yield ready
        ready = started
    if ready:
        yield ready


def committed_cursors(database: Database) -> dict[str, int]:
    """How far each file of the archive is read, by what was committed."""
    with reading(database) as connection:
        return {row.file: row.place for row in connection.execute(sa.select(cursors))}


def _load_place(reader: ArchiveReader, database: Database) -> None:
    """Load the cursors and parts from the database, which alone knows what was committed."""
    with reading(database) as connection:
        reader.cursors = {row.file: row.place for row in connection.execute(sa.select(cursors))}
        reader.parts = {row.page: Position(row.file, row.place) for row in connection.execute(sa.select(parts_table))}


_New = tuple[Page, Position, Position]


def _new_pages(reader: ArchiveReader) -> Iterator[_New]:
    for page, end in follow_archive(reader.archive, dict(reader.cursors)):
        start = Position(end.file, reader.cursors.get(end.file, 0))
        reader.cursors[end.file] = end.offset
        yield page, start, end


def _cut(pages: Iterable[_New], limit: int) -> Iterator[list[_New]]:
    batch: list[_New] = []
    size = 0
    for new in pages:
        batch.append(new)
        size += len(new[0].body)
        if len(batch) >= limit or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _start(reader: ArchiveReader, page: Page, start: Position, end: Position) -> PendingPage:
    if page.kind == "part":
        reader.parts[page.id] = start
    extraction, note = None, ""
    if page.kind == "page":
        further, note = _further(reader, page)
        extraction = reader.pool.start(page, reader.publishers.get(page.publisher), further)
    return PendingPage(page, start, end, extraction, note)


def _further(reader: ArchiveReader, page: Page) -> tuple[list[bytes], str]:
    """The further parts of an article, and a note on those that the archive has lost, without which it is read."""
    found, lost = list[bytes](), list[str]()
    for part in page.parts:
        if part in reader.parts:
            try:
                found.append(read_page(reader.archive, reader.parts[part], part).body)
            except PageLostError as error:
                lost.append(str(error))
    if not lost:
        return found, ""
    note = f"read without {len(lost)} of its {len(page.parts)} further parts: {lost[0]}"
    event(logger, "page.part_lost", note, level=logging.WARNING, url__full=page.url, kliping__page=page.id)
    return found, note
