"""The values that pass from page to engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from config.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Removed:
    """A line that stood in the body's box and is no part of the article, and why it went."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read off one page. `outcome` is OK or the reason why the page is no article.

    `published` is an aware datetime, or a date where the page names no clock time. `origins`
    says for each field where it came from, such as `css:h1.title`, `json-ld:headline`, `generic`.
    """

    url: str
    outcome: Outcome
    title: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    published: datetime | date | None = None
    modified: datetime | date | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    canonical: str = ""
    paywalled: bool = False
    language: str = ""
    body: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the database keeps it: its current text and where it came from.

    `id` is the 128-bit BLAKE2b of the canonical URL key in hex, or the id of an import. `sequence` is the
    database's own number. `instant` sorts, counts and filters: the published instant, else the first sight,
    in which case `dated` is false. `year` is that of the instant when first captured and never changes.
    `kind` is `page`, `link` (title and summary alone, from the publisher's feed) or `import`. `earlier` are titles and
    paragraphs of earlier versions that the current one does not have, each once.
    """

    id: str
    sequence: int
    url: str
    publisher: str
    publisher_name: str
    title: str
    body: tuple[str, ...]
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    image: str
    language: str
    paywalled: bool
    published: datetime | date | None
    modified: datetime | date | None
    first_seen: datetime
    captured: datetime
    instant: datetime
    dated: bool
    year: int
    version: int
    group: str
    kind: str = "page"
    earlier: tuple[str, ...] = ()

    @property
    def site(self) -> str:
        """The host of its address without `www.`, "" where it has none."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""
