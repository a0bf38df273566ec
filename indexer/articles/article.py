"""The values that pass from extraction to the engine: what an article says, and the article as it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import orjson

from config.outcomes import Outcome
from indexer.articles.person_names import plain_name, with_office
from indexer.articles.quotes import NO_SPEECH, Quote, Speech, speech_of
from indexer.articles.regions.about import regions_of

DatedBy = Literal["page", "source", "seen", ""]
"""What told when an article was published: its page (or the import), the source that listed it, or that a source which
is visited regularly listed it for the first time then; "" where nothing did."""


RELATIVE = "relative"
"""Origin of a date that a page only tells as how long ago it was."""


SPOKEN = frozenset(("id", "ms", ""))
"""Languages whose words of saying are known; "" where it is not known which it is."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A line of the body's box that was removed, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that a version of an article says: made by extraction, kept as JSON, and passed on whole.

    `doubtful`: it may be no article, and is kept only where a source of its publisher lists it.
    `published` and `modified` are aware datetimes, or dates where the page names no clock time; what a page does not
    name is "", () or None.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    published: datetime | date | None = None
    modified: datetime | date | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    image: str = ""
    paywalled: bool = False
    doubtful: bool = False
    body: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that it is about, as `Jawa Timur` and `Jawa Timur/Kota Surabaya`: read anew from the text each
        time, so that what is kept of old articles needs no change when the reading gets better."""
        return regions_of(self.title, self.body)

    @property
    def speech(self) -> Speech:
        """Who said what in it and whom it names, if it is in a language whose words of saying are known: read from the
        text anew, so that what is kept of old articles needs no change when the reading gets better."""
        return speech_of(self.body) if self.language in SPOKEN else NO_SPEECH

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Who said what in it."""
        return self.speech.quotes

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of those who are quoted, each once."""
        return tuple(dict.fromkeys(plain_name(one.speaker) for one in self.quotes if one.speaker))

    @property
    def people(self) -> tuple[str, ...]:
        """The names of those whom it names for sure, each once."""
        return tuple(dict.fromkeys(plain_name(one.name) for one in self.speech.people))

    @property
    def offices(self) -> tuple[str, ...]:
        """Those whom it names, each with the office that it tells, as `Budi Santoso, Bupati Demak`."""
        return tuple(with_office(plain_name(one.name), one.office) for one in self.speech.people)

    def to_json(self) -> str:
        """The content as the database keeps it."""
        return orjson.dumps(self).decode()

    def text_hash(self) -> str:
        """A hash of title and body (128 bits, hex) that ignores white space, to notice new versions."""
        words = " ".join("\n".join((self.title, *self.body)).split())
        return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def content_from_json(text: str | bytes) -> Content:
    """Parse what `to_json` wrote, or an import's line; missing fields have their defaults, unknown ones are ignored."""
    values: dict[str, Any] = {name: value for name, value in orjson.loads(text).items() if name in _NAMES}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
        elif value and name in ("published", "modified"):
            values[name] = _moment(value)
    return Content(**values)


_NAMES = frozenset(one.name for one in fields(Content))


def _moment(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) == len("2024-11-27") else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read off one page. `outcome` is OK or the reason why the page is no article.

    `origins` says for each value of the content where it came from, such as `css:h1.title`, `json-ld:headline`,
    `generic`; `canonical` is the address that the page gives as its own.
    """

    url: str
    outcome: Outcome
    content: Content = Content()
    canonical: str = ""
    removed: tuple[Removed, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the database keeps it: its current text and where it came from.

    `id` is the 128-bit BLAKE2b of the canonical URL key in hex, or the id of an import. `sequence` is the
    database's own number. `instant` is that of publication where `dated_by` says what told it; else the capture, and
    the article is in no chart and no range of days. `year` is that of the instant when first captured, for good.
    `kind` is `page`, `link` (title and summary alone, from the publisher's feed) or `import`. `earlier` are titles and
    paragraphs of earlier versions that the current one does not have, each once. `withdrawn` is since when its
    publisher has it no more (404 or 410), None while it has. `has_copies`: others are in its group.
    """

    id: str
    sequence: int
    url: str
    publisher: str
    publisher_name: str
    content: Content
    first_seen: datetime
    captured: datetime
    instant: datetime
    dated_by: DatedBy
    year: int
    version: int
    group: str
    kind: str = "page"
    earlier: tuple[str, ...] = ()
    withdrawn: datetime | None = None
    has_copies: bool = False

    @property
    def dated(self) -> bool:
        """Whether it is known when it was published."""
        return bool(self.dated_by)

    @property
    def published(self) -> datetime | date | None:
        """When it was published, to the day where no clock time is known; None where nothing tells it."""
        if self.dated_by in ("page", "source"):
            return self.content.published or self.instant
        return self.instant if self.dated else None

    @property
    def published_text(self) -> str | None:
        """The same in ISO 8601, as an index keeps it and JSON has it."""
        return self.published.isoformat() if self.published else None

    @property
    def found(self) -> datetime | None:
        """When it was first captured, where nothing tells when it was published."""
        return None if self.dated else self.instant

    @property
    def status(self) -> tuple[str, ...]:
        """What is to be known of it beside what it says: `withdrawn`, `doubtful`."""
        found = {"withdrawn": self.withdrawn is not None, "doubtful": self.content.doubtful}
        return tuple(name for name, holds in found.items() if holds)

    @property
    def site(self) -> str:
        """The host of its address without `www.`, "" where it has none."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""
