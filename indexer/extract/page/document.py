"""The values that pass between the steps of extraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from config.catalogue import Publisher, Rules
from indexer.articles.article import Content, Removed
from indexer.extract.page.dom import Run


@dataclass(frozen=True, slots=True)
class Structured:
    """What a page says about itself to machines.

    `objects` are its JSON-LD objects, `@graph` and lists flattened, in the page's order. `meta` has the contents
    of its meta tags by name, property or itemprop in small letters, in the page's order. `layer` has what it tells
    its visitor counters (`dataLayer`) of authors, editors and dates, by names in small letters.
    """

    objects: tuple[Mapping[str, Any], ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page parsed once, for every step to read and none to change. `text` is its decoded source.

    `runs` are its lines of text in order, made once by `dom.read_runs`, for body and metadata alike.
    `rules` are those of the publisher for the day of the capture, `by_reader` what its reader found for each field
    (() where it missed one); None where it has none.
    """

    tree: HtmlElement
    url: str | None
    publisher: Publisher | None
    captured: datetime | None
    text: str
    structured: Structured
    rules: Rules | None = None
    runs: Sequence[Run] = ()
    by_reader: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that is known of an article but its body: content without one, and the address that the page gives as its
    own.

    `origins` says for each value found where it came from (a rule's path, or a word such as `visible` or
    `json-ld:headline`).
    """

    content: Content
    canonical: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """The article's paragraphs, and the lines of its box that are no part of it.

    `link_share` is the share of link text in the box before filtering (0 to 1). `origin` names the rule or
    the reading (`generic`, `trafilatura`) that gave it.
    """

    paragraphs: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    link_share: float = 0.0
    origin: str = ""
    notes: tuple[str, ...] = ()
