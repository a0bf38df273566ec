"""What reading a page may do to its process; imported there, so it must be quick to load."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from config.outcomes import Outcome
from crawler.archive.archive import Page
from indexer.articles.article import Extraction
from indexer.pool import MEMORY_BYTES


def hang_on_two(page: Page, *_: object) -> Extraction:
    """Hang on one page, fail on the others."""
    if page.url.endswith("2"):
        time.sleep(600)
    raise RuntimeError("rusak")


def die_on_two(page: Page, *_: object) -> Extraction:
    """Die on one page, whoever reads it."""
    if page.url.endswith("2"):
        os.kill(os.getpid(), signal.SIGKILL)
    return _too_short(page)


def die_the_first_time(page: Page, *_: object) -> Extraction:
    """Die once, and leave a mark at the path that the page's address names."""
    mark = Path(page.url.partition("=")[2])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _too_short(page)


def wait_longer_than_the_deadline(page: Page, *_: object) -> Extraction:
    """Take a second of the clock, and none of the processor's."""
    time.sleep(1)
    return _too_short(page)


def swallow_memory(page: Page, *_: object) -> Extraction:
    """Ask for more memory than a process may have."""
    bytes(MEMORY_BYTES)
    return _too_short(page)


def _too_short(page: Page) -> Extraction:
    return Extraction(page.url, Outcome.TOO_SHORT)
