"""Pages saved as files, read as if they had just been fetched: `kliping extract`."""

from __future__ import annotations

import gzip
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.catalogue import Publisher
from config.errors import ConfigError
from config.outcomes import Outcome
from config.settings import IndexerSettings
from crawler.archive import Page
from crawler.urls import canonical_url
from indexer.article import Extraction
from indexer.pool import ExtractionPool

AHEAD = 64
"""Pages under way at once, so that a long manifest does not lie in memory."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file with a page (gzipped where the name ends in .gz) and the address it came from, where known."""

    path: Path
    url: str | None


def extract_saved(
    pages: Sequence[Saved], publishers: Mapping[str, Publisher], settings: IndexerSettings
) -> Iterator[Extraction]:
    """Read saved pages in worker processes; extractions in the order of the pages.

    Raises ConfigError for a file that cannot be read.
    """
    with ExtractionPool(settings) as pool:
        waiting: deque[tuple[Saved, Future[Extraction]]] = deque()
        for saved in pages:
            page = as_page(saved, publishers)
            waiting.append((saved, pool.start(page, publishers.get(page.publisher), ())))
            if len(waiting) >= AHEAD:
                yield result(*waiting.popleft())
        while waiting:
            yield result(*waiting.popleft())


def as_page(saved: Saved, publishers: Mapping[str, Publisher]) -> Page:
    """A saved file as an archived page, captured now."""
    url = saved.url or ""
    owner = next((slug for slug, one in publishers.items() if one.owns(url)), "") if url else ""
    return Page(
        id="",
        kind="page",
        url=url,
        final_url=url,
        key=canonical_url(url) if url else "",
        publisher=owner,
        captured=datetime.now(UTC),
        status=200,
        content_type="text/html",
        body=read_bytes(saved.path),
        run="",
        link={},
    )


def result(saved: Saved, future: Future[Extraction]) -> Extraction:
    """The extraction of a page, or what became of it behind its deadline."""
    try:
        return future.result()
    except TimeoutError:
        return Extraction(saved.url or "", Outcome.TIMED_OUT)


def read_bytes(path: Path) -> bytes:
    """A file's bytes, gunzipped where its name ends in .gz. Raises ConfigError."""
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
