"""Shows what a publisher's reader and each path of its rules find on a page, for whoever writes them."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime

from base.pattern import bounded
from config.catalogue import Publisher, Rules
from config.outcomes import Outcome
from indexer.articles.article import Extraction
from indexer.extract import extract, parse_page
from indexer.extract.page.document import ParsedPage
from indexer.extract.publisher.rules import READER, read_field

_MAX_VALUES, _MAX_VALUE_LENGTH = 3, 200


@dataclass(frozen=True, slots=True)
class PathPreview:
    """What one path of a rule finds on the page: its first values, shortened."""

    field: str
    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A page read by a publisher's rules. `recognised`: whether `article_url` matches (None: there is none)."""

    extraction: Extraction
    recognised: bool | None
    paths: tuple[PathPreview, ...]


def preview_page(body: bytes, *, url: str, publisher: Publisher | None, captured: datetime) -> Preview:
    """Read a fetched page as the index stage would, and apply each path of its rules alone. Raises ConfigError where
    `article_url` takes too long."""
    recognised = _is_recognised(publisher, url) if publisher and publisher.article_url else None
    extraction = extract(body, url=url, publisher=publisher, captured=captured)
    return Preview(extraction, recognised, _preview_paths(body, url, publisher, captured))


def _is_recognised(publisher: Publisher, url: str) -> bool:
    with bounded(publisher.article_url):
        return re.search(publisher.article_url, url) is not None


def _preview_paths(body: bytes, url: str, publisher: Publisher | None, captured: datetime) -> tuple[PathPreview, ...]:
    page = parse_page(body, url=url, publisher=publisher, captured=captured)
    if isinstance(page, Outcome):
        return ()
    read = [PathPreview(field, READER, _shortened(texts)) for field, texts in (page.by_reader or {}).items()]
    unread = dataclasses.replace(page, by_reader=None)
    ruled = [
        PathPreview(field, path, _values(dataclasses.replace(unread, rules=Rules({field: (path,)})), field))
        for field, paths in (page.rules.paths if page.rules else {}).items()
        for path in paths
    ]
    return (*read, *ruled)


def _values(page: ParsedPage, field: str) -> tuple[str, ...]:
    reading = read_field(page, field)
    return _shortened(reading.values) if reading else ()


def _shortened(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value[:_MAX_VALUE_LENGTH] for value in values[:_MAX_VALUES])
