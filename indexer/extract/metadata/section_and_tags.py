"""Finds the section and the tags of an article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from base.text import bare_words
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines
from indexer.extract.page.structured import articles, types

MAX_TAGS = 20
_MAX_LENGTH = 60
_MAX_LIST = 15
"""A longer list of tag links is the site's tag cloud, not the article's tags."""

_VAGUE_SECTIONS = frozenset(("berita", "news"))
"""Vague names of sections, taken only if the page names no other."""

# fmt: off
_NOT_SECTIONS = _VAGUE_SECTIONS | {
    *("home", "beranda", "depan", "halaman utama", "index", "artikel", "article", "articles", "read", "baca"),
    *("detail", "details", "detail berita", "berita detail", "detail news", "news detail", "detail artikel"),
    *("view", "post", "posts", "story", "stories", "amp", "m", "www", "mobile", "id", "id id", "en", "amp id"),
}
# fmt: on
"""Words found in the place of a section that name none."""

_TAG_LINK = re.compile(r"/(?:tags?|topik|topic|label)/[^/?#]")
_LABEL = re.compile(r"^(?P<label>[\w ]{2,20}):\s{0,3}(?=\S)")
_DOMAIN = re.compile(r"[\w-]+\.(?:com|co|id|net|org|tv|news)(?:\.\w+)?")
_SITE_TAG = re.compile(
    r"(?:berita|portal|media|situs)(?: \w+)? (?:terkini|online|indonesia|terbaru|hari ini|harian|nasional)|update me"
    r"|(?:portal|media) .*|your keywords.*"
)
_PATH_SEGMENT = re.compile(r"[a-z]{2,}(?:-[a-z]+)?")


def read_section(page: ParsedPage, title: str) -> tuple[str, str]:
    """The section and its origin; ("", "") if the page names none."""
    vague = ("", "")
    for text, origin in _sections(page):
        tidy = " ".join(html.unescape(text.partition(",")[0]).split())
        if (
            2 <= len(tidy) <= _MAX_LENGTH
            and bare_words(tidy) not in _NOT_SECTIONS | {bare_words(title)}
            and not _DOMAIN.search(tidy)
        ):
            return tidy, origin
        if not vague[0] and origin != "url" and bare_words(tidy) in _VAGUE_SECTIONS:
            vague = tidy, origin
    return vague


def read_tags(page: ParsedPage, lines: Lines, title: str, ruled: Iterable[str] = ()) -> tuple[tuple[str, ...], str]:
    """The tags and their origin; `ruled` are the strings that the publisher's rule found, which come first."""
    for texts, origin in _tag_sources(page, lines, ruled):
        parts = [" ".join(html.unescape(part).split()) for text in texts for part in re.split("[,;]", text)]
        if any(len(part) > _MAX_LENGTH for part in parts):  # a sentence, no list of words
            continue
        tags = {
            bare_words(tag): tag for tag in map(_tidy, parts) if _is_tag(tag) and bare_words(tag) != bare_words(title)
        }
        if tags:
            return tuple(tags.values())[:MAX_TAGS], origin
    return (), ""


def strings_in(value: Any) -> Iterator[str]:
    """The strings in a JSON-LD value: itself, its members, or its name or URL."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:100]:
            yield from strings_in(one) if not isinstance(one, list) else ()
    elif isinstance(value, Mapping):
        name = value.get("name") or value.get("url")
        yield from [name] if isinstance(name, str) else []


def _sections(page: ParsedPage) -> Iterator[tuple[str, str]]:
    for found in articles(page.structured)[:3]:
        yield from ((text, "json-ld:articleSection") for text in strings_in(found.get("articleSection")))
    for name in ("content_category", "article:section", "articlesection"):
        yield from ((text, f"meta:{name}") for text in page.structured.meta.get(name, ())[:3])
    for found in page.structured.objects:
        if "BreadcrumbList" in types(found):
            yield from ((name, "json-ld:BreadcrumbList") for name in _crumbs(found.get("itemListElement")))
    yield from ((text, "breadcrumb") for text in _visible_crumbs(page))
    yield from ((text, "url") for text in _from_url(page.url))


def _crumbs(items: Any) -> Iterator[str]:
    for item in items[:10] if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            inner = item.get("item")
            yield from strings_in(item.get("name") or (inner.get("name") if isinstance(inner, Mapping) else None))


def _visible_crumbs(page: ParsedPage) -> Iterator[str]:
    """The links of the first element named as breadcrumbs."""
    for element in page.tree.iter("div", "ul", "ol", "nav", "p", "section"):
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        if "breadcrumb" in names or "bread-crumb" in names or "crumbs" in names:
            links = [" ".join(str(link.text_content())[:200].split()) for link in element.iter("a")]
            yield from [link for link in links if link][:10]
            return


def _from_url(url: str | None) -> Iterator[str]:
    """The section by the URL: the subdomain, then the first directory of the path."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return
    labels = (parts.hostname or "").split(".")
    channel = labels[0] if len(labels) > 2 + (labels[-2:-1] == ["co"] or labels[-2:-1] == ["or"]) else ""
    segments = parts.path.split("/")
    for name in (channel, segments[1] if len(segments) > 2 else ""):
        if _PATH_SEGMENT.fullmatch(name):
            yield name.replace("-", " ").title()


def _tag_sources(page: ParsedPage, lines: Lines, ruled: Iterable[str]) -> Iterator[tuple[Iterable[str], str]]:
    yield ruled, "rule"
    for found in articles(page.structured)[:1]:
        yield list(strings_in(found.get("keywords"))), "json-ld:keywords"
    yield page.structured.meta.get("article:tag", ()), "meta:article:tag"
    yield page.structured.meta.get("news_keywords", ())[:1], "meta:news_keywords"
    yield page.structured.meta.get("keywords", ())[:1], "meta:keywords"
    yield _tag_links(page, lines), "tag-links"


def _tag_links(page: ParsedPage, lines: Lines) -> list[str]:
    """The first list of links to tag pages after the headline."""
    headline = lines.runs[lines.headline].box.element if lines.headline is not None else None
    behind, parent, found = headline is None, None, list[str]()
    for element in page.tree.iter():
        behind = behind or element is headline
        if not behind or element.tag != "a" or not _is_tag_link(element.get("rel"), element.get("href", "")):
            continue
        above = element.getparent()
        around = above.getparent() if above is not None and above.tag in ("li", "span", "p", "h4") else above
        if parent is not None and around is not parent:
            break
        parent = around
        found.append(" ".join(str(element.text_content())[:200].split()))
    return found if len(found) <= _MAX_LIST else []


def _is_tag_link(rel: str | None, href: str) -> bool:
    return rel == "tag" or _TAG_LINK.search(href[:300]) is not None


def _tidy(part: str) -> str:
    """A tag without its label (`Topik: Banjir`); "" for a label that names a person."""
    tag = part.strip("#,.\"' ")
    label = _LABEL.match(tag)
    if label is None:
        return tag
    return "" if label["label"].lower() in ("editor", "reporter", "penulis", "author") else tag[label.end() :]


def _is_tag(tag: str) -> bool:
    short = 2 <= len(tag) <= _MAX_LENGTH and len(tag.split()) <= 7
    return short and not _SITE_TAG.fullmatch(tag.lower()) and not _DOMAIN.fullmatch(tag.lower())
