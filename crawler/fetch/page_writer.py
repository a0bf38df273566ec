"""The way of fetched pages to the disk: those that come within a moment are saved together (decision 83)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from base.errors import UnavailableError
from crawler.archive.archive import Archive, Page
from crawler.fetch.host_claims import HostClaims
from crawler.ledger.ledger import Ledger
from crawler.ledger.links import host_of
from crawler.ledger.young import YoungArticle
from crawler.politeness.host_clock import ClaimLostError

GATHER_SECONDS = 0.03
"""How long the first page waits for others: less than any host waits for its next turn."""


@dataclass(frozen=True, slots=True)
class _Article:
    """The pages of an article, and what is to be looked at again of it."""

    pages: Sequence[Page]
    young: YoungArticle | None


@dataclass(slots=True)
class PageWriter:
    """`writer` is the one thread that writes. Used on the event loop."""

    archive: Archive
    ledger: Ledger
    writer: ThreadPoolExecutor
    claims: HostClaims
    _waiting: list[tuple[_Article, asyncio.Future[None]]] = field(default_factory=list)
    _saving: asyncio.Task[None] | None = None

    async def save(self, pages: Sequence[Page], young: YoungArticle | None = None) -> None:
        """Save pages so that they survive a crash, and have `young` looked at again; returns when that is done.

        Raises ClaimLostError where their host is another worker's by then, else DiskFullError or UnavailableError for
        all that were to be saved together with them.
        """
        saved = asyncio.get_running_loop().create_future()
        self._waiting.append((_Article(pages, young), saved))
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save_waiting())
        await saved

    async def _save_waiting(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        loop = asyncio.get_running_loop()
        while self._waiting:
            some, self._waiting = self._waiting, []
            work = loop.run_in_executor(self.writer, self._write, [article for article, _ in some])
            (ends,) = await asyncio.gather(work, return_exceptions=True)
            errors = [ends] * len(some) if isinstance(ends, BaseException) else ends
            for (_, saved), error in zip(some, errors, strict=True):
                if error and not saved.done():
                    saved.set_exception(error)
                elif not saved.done():
                    saved.set_result(None)

    def _write(self, some: Sequence[_Article]) -> list[ClaimLostError | None]:
        """Save those whose host is ours still: a process may have been stopped while they waited; the errors of the
        others. Called in the writer's thread."""
        errors = [self._lost(article.pages) for article in some]
        ours = [article for article, error in zip(some, errors, strict=True) if error is None]
        if ours:
            pages = [page for article in ours for page in article.pages]
            save_pages(self.archive, self.ledger, pages, [article.young for article in ours if article.young])
        return errors

    def _lost(self, pages: Sequence[Page]) -> ClaimLostError | None:
        try:
            self.claims.check(host_of(pages[-1].url))
        except ClaimLostError as error:
            return error
        return None


def save_pages(archive: Archive, ledger: Ledger, pages: Sequence[Page], young: Sequence[YoungArticle] = ()) -> None:
    """First the archive, then the ledger; what a crash leaves between the two is replayed at the next start, without
    the looks at what was `young`."""
    position = archive.append_all(pages)
    try:
        ledger.record_archived(pages, position, young)
    except UnavailableError:
        # The next page goes into a file of its own, so that the ledger's place in this one stays before the page
        archive.close()
        ledger.replay(archive.folder)  # a passing fault is over by now; else the next start does it
