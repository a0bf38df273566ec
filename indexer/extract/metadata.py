"""Everything that a page says of its article but the body, each thing with the place it came from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from indexer.extract.authors import People, read_people
from indexer.extract.document import Metadata, ParsedPage
from indexer.extract.dom import Run, read_runs
from indexer.extract.headline import Lines, find_headline, fold
from indexer.extract.names import names_in, unique
from indexer.extract.published import published_from_text, read_dates, zone_of
from indexer.extract.rules import Reading, read_field
from indexer.extract.structured import articles, first_meta, types
from indexer.extract.title import read_title, strip_site
from indexer.language import detect_language

_MOST_TAGS = 20
_LONGEST_TAG = 60
_LONGEST_URL = 2_000
_PROSE = 80
_HOME = frozenset(("home", "beranda", "depan", "halaman utama", "index", "berita", "news", "artikel", "detail berita"))
_TAG_LINK = re.compile(r"/(?:tags?|topik|topic|label)/[^/?#]")
_NO_TAG = re.compile(r"^(?:berita (?:terkini|online|indonesia|terbaru|hari ini)|portal .*|your keywords.*|update me)$")


def read_metadata(page: ParsedPage) -> Metadata:
    """Read a page's metadata. A publisher's rules go before what is found in general."""
    runs = page.runs or read_runs(page.tree)
    origins: dict[str, str] = {}

    def note(field: str, origin: str) -> None:
        if origin:
            origins[field] = origin

    title, origin = _title(page, runs)
    note("title", origin)
    lines = Lines(runs, find_headline(runs, title))
    ruled = read_field(page, "published") or Reading(("",), "")
    dates = read_dates(page, lines, ruled.values[0], ruled.path)
    note("published", dates.published_origin)
    modified, origin = _ruled_modified(page) or (dates.modified, dates.modified_origin)
    note("modified", origin)
    people = _ruled_people(page, read_people(page, lines))
    note("authors", people.authors_origin)
    note("editors", people.editors_origin)
    section, origin = _ruled_text(page, "section") or _section(page, title)
    note("section", origin)
    tags, origin = _tags(page, title)
    note("tags", origin)
    image, origin = _ruled_text(page, "image") or _image(page)
    note("image", origin)
    canonical, origin = _canonical(page)
    note("canonical", origin)
    return Metadata(
        title=title,
        authors=people.authors,
        editors=people.editors,
        published=dates.published,
        modified=modified,
        section=section,
        tags=tags,
        image=_absolute(page, image),
        canonical=canonical,
        paywalled=_is_paywalled(page),
        language=_language(page, runs),
        origins=origins,
    )


def _title(page: ParsedPage, runs: Sequence[Run]) -> tuple[str, str]:
    ruled = _ruled_text(page, "title")
    if ruled is None:
        return read_title(page, runs)
    return strip_site(ruled[0], [page.publisher.name] if page.publisher else [], []), ruled[1]


def _ruled_text(page: ParsedPage, field: str) -> tuple[str, str] | None:
    reading = read_field(page, field)
    return (html.unescape(reading.values[0]), reading.path) if reading else None


def _ruled_modified(page: ParsedPage) -> tuple[Any, str] | None:
    reading = read_field(page, "modified")
    found = published_from_text(reading.values[0], zone_of(page), page.captured) if reading else None
    return (found, reading.path) if reading and found else None


def _ruled_people(page: ParsedPage, generic: People) -> People:
    authors, editors = read_field(page, "authors"), read_field(page, "editors")
    if authors:
        named = unique(names_in(authors.values))
        generic = generic._replace(authors=named, authors_origin=authors.path if named else "")
    if editors:
        named = unique(names_in(editors.values))
        generic = generic._replace(editors=named, editors_origin=editors.path if named else "")
    return generic


def _section(page: ParsedPage, title: str) -> tuple[str, str]:
    for text, origin in _sections(page):
        tidy = " ".join(html.unescape(text).split())
        if 2 <= len(tidy) <= _LONGEST_TAG and fold(tidy) not in _HOME and fold(tidy) != fold(title):
            return tidy, origin
    return "", ""


def _sections(page: ParsedPage) -> Iterator[tuple[str, str]]:
    for found in articles(page.structured):
        yield from ((text, "json-ld:articleSection") for text in _texts(found.get("articleSection")))
    for name in ("content_category", "article:section", "articlesection"):
        yield from ((text, f"meta:{name}") for text in page.structured.meta.get(name, ()))
    for found in page.structured.objects:
        if "BreadcrumbList" in types(found):
            yield from ((name, "json-ld:BreadcrumbList") for name in _crumbs(found.get("itemListElement")))
    yield from ((text, "breadcrumb") for text in _visible_crumbs(page))


def _crumbs(items: Any) -> Iterator[str]:
    for item in items[:10] if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            inner = item.get("item")
            yield from _texts(item.get("name") or (inner.get("name") if isinstance(inner, Mapping) else None))


def _visible_crumbs(page: ParsedPage) -> Iterator[str]:
    """The links of the first box that is named for a trail of crumbs."""
    for element in page.tree.iter("div", "ul", "ol", "nav", "p", "section"):
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        if "breadcrumb" in names or "bread-crumb" in names or "crumbs" in names:
            links = [" ".join(str(link.text_content())[:200].split()) for link in element.iter("a")]
            yield from [link for link in links if link][:10]
            return


def _tags(page: ParsedPage, title: str) -> tuple[tuple[str, ...], str]:
    for texts, origin in _tag_sources(page):
        parts = [
            " ".join(html.unescape(part).split()).strip("#,. ") for text in texts for part in re.split("[,;]", text)
        ]
        kept = {fold(part): part for part in parts if _is_tag(part) and fold(part) != fold(title)}
        if kept:
            return tuple(kept.values())[:_MOST_TAGS], origin
    return (), ""


def _tag_sources(page: ParsedPage) -> Iterator[tuple[Iterable[str], str]]:
    ruled = read_field(page, "tags")
    if ruled:
        yield ruled.values, ruled.path
    for found in articles(page.structured)[:1]:
        yield list(_texts(found.get("keywords"))), "json-ld:keywords"
    yield page.structured.meta.get("article:tag", ()), "meta:article:tag"
    yield page.structured.meta.get("news_keywords", ())[:1], "meta:news_keywords"
    yield page.structured.meta.get("keywords", ())[:1], "meta:keywords"
    yield _tag_links(page), "tag-links"


def _tag_links(page: ParsedPage) -> Iterator[str]:
    for link in page.tree.iter("a"):
        if link.get("rel") == "tag" or _TAG_LINK.search(link.get("href", "")[:300]):
            yield " ".join(str(link.text_content())[:200].split())


def _is_tag(part: str) -> bool:
    return 2 <= len(part) <= _LONGEST_TAG and len(part.split()) <= 6 and not _NO_TAG.match(part.lower())


def _texts(value: Any) -> Iterator[str]:
    """The texts of a JSON-LD value: itself, its members, or its name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:100]:
            yield from _texts(one) if not isinstance(one, list) else ()
    elif isinstance(value, Mapping):
        name = value.get("name") or value.get("url")
        yield from [name] if isinstance(name, str) else []


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
    for link in page.tree.iter("link"):
        if link.get("rel", "").lower() == "canonical":
            found = _absolute(page, link.get("href", ""))
            if found:
                return found, "link:canonical"
    found = _absolute(page, first_meta(page.structured, "og:url"))
    return (found, "meta:og:url") if found else ("", "")


def _absolute(page: ParsedPage, url: str) -> str:
    """An http or https address, "" for anything else."""
    try:
        joined = urljoin(page.url or "", url.strip()[:_LONGEST_URL])
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.hostname and " " not in joined and url.strip() else ""


def _is_paywalled(page: ParsedPage) -> bool:
    """What the page says of itself; a teaser that says nothing cannot be told from a short article."""
    for found in articles(page.structured):
        if str(found.get("isAccessibleForFree", "")).lower() in ("false", "http://schema.org/false", "no"):
            return True
    return first_meta(page.structured, "article:content_tier").lower() in ("locked", "metered")


def _language(page: ParsedPage, runs: Sequence[Run]) -> str:
    """The language of the page's prose, else the one that its publisher or the page itself names."""
    prose = [run.text for run in runs if len(run.text) > _PROSE and run.link_share < 0.3]
    named = page.publisher.language if page.publisher else page.tree.get("lang", "")[:2].lower()
    return detect_language("\n".join(prose[:30])) or named
