"""The values that pass between the steps of extraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from config.catalogue import Publisher, Rules
from indexer.articles.article import Content, Removed
from indexer.extract.page.dom import TextRun, read_runs
from indexer.extract.page.headline import find_headline


@dataclass(frozen=True, slots=True)
class Structured:
    """The structured metadata of a page.

    `objects` are its JSON-LD objects, `@graph` and lists flattened, in the page's order. `meta` has the contents
    of its meta tags by name, property or itemprop in lower case, in the page's order. `layer` has the authors,
    editors and dates in the analytics variable `dataLayer`, by names in lower case. `title` is the text of `<title>`,
    `canonical` are the addresses of its links with rel=canonical, `marked` the elements that may be marked as dates.
    """

    objects: tuple[Mapping[str, Any], ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layer: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    canonical: tuple[str, ...] = ()
    marked: tuple[HtmlElement, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page parsed once, which all steps read and none changes. `text` is its decoded source.

    `runs` are its lines of text in order, made once by `dom.read_runs`, for body and metadata alike.
    `rules` are those of the publisher for the day of the capture, `by_reader` what its reader found for each field
    (() for a field that it missed); None where the publisher has no reader.
    """

    tree: HtmlElement
    url: str | None
    publisher: Publisher | None
    captured: datetime | None
    text: str
    structured: Structured
    rules: Rules | None = None
    runs: Sequence[TextRun] = ()
    by_reader: Mapping[str, tuple[str, ...]] | None = None
    _headlines: dict[str, int | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def headline(self, title: str) -> int | None:
        """The index of the line that is the title, which several steps ask for and all lines are looked through for."""
        if title not in self._headlines:
            self._headlines[title] = find_headline(self.runs or read_runs(self.tree), title)
        return self._headlines[title]


@dataclass(frozen=True, slots=True)
class Metadata:
    """An article without its body, and the canonical URL that the page names.

    `origins` names for each value found where it came from (a rule's path, or a word such as `visible` or
    `json-ld:headline`).
    """

    content: Content
    canonical: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


CAPTIONS = "captions"
"""The origin of a body that is the captions of a photo story."""


@dataclass(frozen=True, slots=True)
class Body:
    """The article's paragraphs, and the lines removed from its box.

    `link_share` is the share of link text in the box before filtering (0 to 1). `origin` names the rule or
    the method (`generic`, `json-ld:articleBody`) that found it, `doubt` says why it may be the wrong text ("" if
    nothing does).
    """

    paragraphs: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    link_share: float = 0.0
    origin: str = ""
    notes: tuple[str, ...] = ()
    doubt: str = ""
