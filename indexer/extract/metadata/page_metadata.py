"""Reads all metadata of an article, each value with its origin; a publisher's rules override the generic methods."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from base.text import visible
from indexer.articles.article import Content
from indexer.extract.metadata.authors import People, read_people, site_words
from indexer.extract.metadata.names import names_in, unique
from indexer.extract.metadata.published import Dates, in_publisher_zone, published_from_text, read_dates, zone_of
from indexer.extract.metadata.section_and_tags import read_section, read_tags
from indexer.extract.metadata.title import read_title, strip_site
from indexer.extract.page.document import Metadata, ParsedPage
from indexer.extract.page.dom import TextRun, read_runs
from indexer.extract.page.headline import Lines, near_text
from indexer.extract.page.next_story import next_stories
from indexer.extract.page.structured import articles, first_meta
from indexer.extract.publisher.rules import FieldMatch, read_field
from indexer.language.detection import detect_language

_MAX_URL_LENGTH = 2_000
_MIN_PROSE = 80


def read_metadata(page: ParsedPage) -> Metadata:
    """Read a page's metadata. A rule overrides the generic method for its own field only (decision 26)."""
    runs = page.runs or read_runs(page.tree)
    title, title_origin = _title(page, runs)
    lines = _lines(runs, page.headline(title), title)
    dates = _dates(page, lines)
    people = _ruled_people(page, read_people(page, lines))
    image, image_origin = _ruled_text(page, "image") or _image(page)
    found: dict[str, tuple[Any, str]] = {
        "title": (title, title_origin),
        "published": (dates.published, dates.published_origin),
        "modified": (dates.modified, dates.modified_origin),
        "authors": (people.authors, people.authors_origin),
        "editors": (people.editors, people.editors_origin),
        "section": _ruled_text(page, "section") or read_section(page, title),
        "tags": _tags(page, lines, title),
        "image": (_absolute(page, image), image_origin),
    }
    canonical, canonical_origin = _canonical(page)
    content = Content(
        **{name: _plain(value) for name, (value, _) in found.items()},
        paywalled=_is_paywalled(page),
        language=_language(page, runs),
    )
    found["canonical"] = canonical, canonical_origin
    origins = {name: origin for name, (value, origin) in found.items() if value and origin}
    return Metadata(content, _plain(canonical), origins)


def _lines(runs: Sequence[TextRun], headline: int | None, title: str) -> Lines:
    """The lines of a page, without those of other articles below its own."""
    others = next_stories(runs, headline, title)
    own = [run for n, run in enumerate(runs) if n not in others] if others else runs
    return Lines(own, near_text(own, headline), title)


def _plain(value: Any) -> Any:
    """The value with invisible characters removed from its strings."""
    if isinstance(value, str):
        return visible(value).strip()
    return tuple(visible(text) for text in value) if isinstance(value, tuple) else value


def _title(page: ParsedPage, runs: Sequence[TextRun]) -> tuple[str, str]:
    ruled = _ruled_text(page, "title")
    if ruled is None:
        return read_title(page, runs)
    return strip_site(ruled[0], [page.publisher.name] if page.publisher else [], []), ruled[1]


def _ruled_text(page: ParsedPage, field: str) -> tuple[str, str] | None:
    reading = read_field(page, field)
    return (html.unescape(reading.values[0]), reading.path) if reading else None


def _dates(page: ParsedPage, lines: Lines) -> Dates:
    ruled = read_field(page, "published") or FieldMatch(("",), "")
    dates = read_dates(page, lines, ruled.values[0], ruled.path)
    reading = read_field(page, "modified")
    modified = published_from_text(reading.values[0], zone_of(page), page.captured) if reading else None
    if reading is None or modified is None:
        return dates
    return dates._replace(modified=in_publisher_zone(page, modified, reading.path), modified_origin=reading.path)


def _ruled_people(page: ParsedPage, found: People) -> People:
    """The persons that the publisher's rules find; those of the generic method where the rules find only companies."""
    authors, authors_origin = _ruled_names(page, "authors") or (found.authors, found.authors_origin)
    editors, editors_origin = _ruled_names(page, "editors") or (found.editors, found.editors_origin)
    return People(authors, authors_origin, editors, editors_origin)


def _ruled_names(page: ParsedPage, field: str) -> tuple[tuple[str, ...], str] | None:
    reading = read_field(page, field)
    names = unique(names_in(reading.values, site_words(page))) if reading else ()
    return (names, reading.path) if reading and names else None


def _tags(page: ParsedPage, lines: Lines, title: str) -> tuple[tuple[str, ...], str]:
    ruled = read_field(page, "tags")
    tags, origin = read_tags(page, lines, title, ruled.values if ruled else ())
    return tags, ruled.path if ruled and origin == "rule" else origin


def _image(page: ParsedPage) -> tuple[str, str]:
    for name in ("og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnailurl", "image"):
        found = first_meta(page.structured, name)
        if found:
            return found, f"meta:{name}"
    for article in articles(page.structured):
        image = article.get("image")
        candidates = [
            one.get("url") if isinstance(one, Mapping) else one
            for one in (image if isinstance(image, list) else [image])
        ]
        for candidate in candidates:
            if isinstance(candidate, str) and candidate:
                return candidate, "json-ld:image"
    return "", ""


def _canonical(page: ParsedPage) -> tuple[str, str]:
    for address in page.structured.canonical:
        found = _absolute(page, address)
        if found and (urlsplit(found).path.strip("/") or not urlsplit(page.url or "").path.strip("/")):
            return found, "link:canonical"
    found = _absolute(page, first_meta(page.structured, "og:url"))
    return (found, "meta:og:url") if found else ("", "")


def _absolute(page: ParsedPage, url: str) -> str:
    """A URL made absolute; "" unless it is http or https."""
    try:
        joined = urljoin(page.url or "", url.strip()[:_MAX_URL_LENGTH])
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.hostname and " " not in joined and url.strip() else ""


def _is_paywalled(page: ParsedPage) -> bool:
    """Whether the metadata says that the article is paid; without it a teaser looks like a short article."""
    for found in articles(page.structured):
        if str(found.get("isAccessibleForFree", "")).lower() in ("false", "http://schema.org/false", "no"):
            return True
    return first_meta(page.structured, "article:content_tier").lower() in ("locked", "metered")


def _language(page: ParsedPage, runs: Sequence[TextRun]) -> str:
    """The language detected in the page's prose, else the publisher's, else the page's `lang`."""
    prose = [run.text for run in runs if len(run.text) > _MIN_PROSE and run.link_share < 0.3]
    named = page.publisher.language if page.publisher else page.tree.get("lang", "")[:2].lower()
    return detect_language("\n".join(prose[:30])) or named
