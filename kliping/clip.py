"""`kliping clip`: fetch single pages and see them through to the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from base.database import reading
from base.errors import AlreadyRunningError
from config.catalogue import load_catalogue
from config.outcomes import Outcome
from config.settings import Settings
from config.terminal import Progress
from crawler.crawl import ClipResult, clip
from indexer.articles.page_status import PageStatus, page_status
from indexer.articles.read import articles_database
from indexer.pipeline import index_archive

MAX_WAIT_SECONDS = 30.0
"""How long a running `kliping index` is waited for."""


@dataclass(frozen=True, slots=True)
class ClippedPage:
    """What became of one page: of its fetch, or where that went well, of its reading."""

    url: str
    outcome: Outcome
    title: str = ""
    detail: str = ""

    def to_json(self) -> dict[str, str]:
        """The page as `--json` prints it."""
        return {"url": self.url, "outcome": self.outcome.value, "title": self.title, "detail": self.detail}


def clip_pages(settings: Settings, data: Path, urls: Sequence[str], report: Progress) -> list[ClippedPage]:
    """Fetch, archive and index pages. Where `kliping index` runs on this folder, it does its part and is waited for."""
    publishers = load_catalogue(data, settings.publishers)
    clipped = clip(settings, data, publishers, urls)
    deadline = monotonic()
    try:
        index_archive(settings, data, publishers, once=True, check=False, progress=report)
    except AlreadyRunningError:
        deadline += MAX_WAIT_SECONDS
    return [_clipped_page(one, _read(settings, data, one, deadline)) for one in clipped]


def _read(settings: Settings, data: Path, clipped: ClipResult, deadline: float) -> PageStatus | None:
    """How a fetched page was read, None where it was not fetched, or not read in time."""
    if clipped.outcome is not Outcome.FETCHED:
        return None
    with articles_database(settings, data) as database:
        while True:
            with reading(database) as connection:
                found = page_status(connection, clipped.page, clipped.url)
            if found or monotonic() >= deadline:
                return found
            sleep(0.2)


def _clipped_page(clipped: ClipResult, found: PageStatus | None) -> ClippedPage:
    if found:
        return ClippedPage(clipped.url, found.outcome, found.title)
    if clipped.outcome is Outcome.FETCHED:
        return ClippedPage(clipped.url, clipped.outcome, detail="archived; `kliping index` has not read it yet")
    return ClippedPage(clipped.url, clipped.outcome, detail=clipped.detail)
