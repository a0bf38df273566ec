"""`kliping clip`: fetch single pages and see them through to the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import load_catalogue
from config.outcomes import Outcome
from config.settings import Settings
from crawler.crawl import clip
from indexer.follow import follow
from kliping.progress import Report


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


def clip_pages(settings: Settings, data: Path, urls: Sequence[str], report: Report) -> list[ClippedPage]:
    """Fetch, archive and index pages. Where `kliping index` runs on this folder, it is left to do its part."""
    publishers = load_catalogue(data, settings.publishers_enabled)
    fetched = clip(settings, data, publishers, urls)
    follow(settings, data, publishers, once=True, progress=report)
    return [ClippedPage(one.url, one.outcome, detail=one.detail) for one in fetched]
