"""Finds who wrote an article and who edited it; companies and desks are neither (decision 25)."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from base.text import bare_words
from indexer.extract.metadata.bylines import Bylines, is_amid_story, is_for_authors, is_of_another_text, read_bylines
from indexer.extract.metadata.names import MAX_NAMES, names_in, unique
from indexer.extract.metadata.title import title_parts
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import MAX_LINE_LENGTH, Lines
from indexer.extract.page.structured import first_meta, main_articles

_AUTHOR_PAGE = re.compile(r"/(?:author|penulis|reporter)/([a-z][a-z-]{3,40})/?$")
_OWN_META = re.compile(r"(?:article:|content_|(?:[a-z]{2,20}_)?news_)(?:author|penulis)(?:_?name)?")
"""Meta tags that hold the article's author; plain `author` often holds the site's name."""
_META = re.compile(r"(?:^|[a-z]{2,20}[:._-])(?:news_)?(?:author|penulis|creator|reporter)(?:_?name)?$")

_SEPARATOR = re.compile(r"[-–—](?:\s|$)|[|•·/»]$")
_MAX_PIECES = 20
_WEAK = ("author-box", "author-element", "author-link")
"""Origins that are told by the name of an element alone."""
_MAX_CARD, _MIN_HEADLINE = 300, 25
"""Letters of a card of another article beside its writer's name, and of its headline."""


class People(NamedTuple):
    """The authors and editors of an article, each with their origin ("" if there are none)."""

    authors: tuple[str, ...] = ()
    authors_origin: str = ""
    editors: tuple[str, ...] = ()
    editors_origin: str = ""


def read_people(page: ParsedPage, lines: Lines) -> People:
    """The authors and editors: bylines first, then structured metadata, which often names the company instead."""
    site = site_words(page)
    bylines = read_bylines(lines, site)
    editors, editors_origin = _editors(page, bylines, site)
    shown = editors if editors_origin == "byline" else ()  # metadata may name the editor as author
    for texts, origin in _sources(page, lines, bylines):
        names = names_in(texts, site)
        if origin in _WEAK:
            names = (name for name in names if not _is_section(name, lines))
        authors = unique(names, unwanted=() if origin == "byline" else shown)
        if authors:
            return People(_display_names(authors, lines), origin, editors, editors_origin)
    return People((), "", editors, editors_origin)


def _is_section(name: str, lines: Lines) -> bool:
    """Whether a single word is a link above the headline: a section in the menu, the name of the site."""
    above = lines.runs[: lines.headline or 0] if " " not in name else ()
    return any(run.link_share > 0.8 and bare_words(run.text) == bare_words(name) for run in above)


def site_words(page: ParsedPage) -> frozenset[str]:
    """The names of the page's site without spaces (`kabarcontoh`), those behind the headline in its title, and the
    labels of its host."""
    names = [first_meta(page.structured, "og:site_name"), *title_parts(page)[1:]]
    if page.publisher:
        names += [page.publisher.name, page.publisher.slug]
    for address in (page.url or "", first_meta(page.structured, "og:url")):
        host = re.match(r"https?://([^/:?#]{1,200})", address)
        names += host[1].split(".") if host else []
    return frozenset(bare_words(name).replace(" ", "") for name in names if name)


def _editors(page: ParsedPage, bylines: Bylines, site: frozenset[str]) -> tuple[tuple[str, ...], str]:
    editors = unique(names_in(bylines.editors, site))
    if editors:
        return editors, "byline"
    values = [value for name, value in page.structured.layer.items() if "editor" in name]
    editors = unique(names_in([*values, *page.structured.meta.get("content_editor", ())], site))
    return editors, "dataLayer" if editors else ""


def _sources(page: ParsedPage, lines: Lines, bylines: Bylines) -> Iterator[tuple[Iterable[str], str]]:
    """Texts that may name authors, with their origins, the most reliable first.

    Plain meta tags and `dataLayer` count only if the page shows the name too.
    """
    yield bylines.writers, "byline"
    yield _json_ld_authors(page, lines.title), "json-ld:author"
    yield bylines.near, "byline"
    yield bylines.boxes, "author-box"
    for name, contents in page.structured.meta.items():
        if _OWN_META.fullmatch(name):
            yield contents[:1], f"meta:{name}"
    yield _author_element(page.tree, lines), "author-element"
    yield bylines.signature, "signature"
    yield bylines.far, "byline"
    shown = {bare_words(run.text) for run in lines.runs if len(run.text) <= MAX_LINE_LENGTH}
    named = (item for item in page.structured.meta.items() if _META.search(item[0]))
    for name, contents in itertools.islice(named, MAX_NAMES):
        yield [text for text in contents[:2] if _is_shown(text, shown)], f"meta:{name}"
    layer = [text for name, text in page.structured.layer.items() if "editor" not in name and "publish" not in name]
    yield [text for text in layer if _is_shown(text, shown)], "dataLayer"
    yield _author_links(page.tree), "author-link"
    yield bylines.amid, "byline"


def _is_shown(name: str, shown: set[str]) -> bool:
    folded = bare_words(name)
    return bool(folded) and any(folded in line for line in shown)


def _json_ld_authors(page: ParsedPage, title: str) -> Iterator[str]:
    by_id = {found["@id"]: found for found in page.structured.objects if isinstance(found.get("@id"), str)}
    for found in main_articles(page.structured, title):
        yield from _person_names(found.get("author") or found.get("creator"), by_id)


def _person_names(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:MAX_NAMES]:
            yield from _person_names(one, by_id) if not isinstance(one, list) else ()
    elif isinstance(value, Mapping) and "Organization" not in str(value.get("@type")):
        name = value.get("name") or by_id.get(str(value.get("@id")), {}).get("name")
        for one in name[:MAX_NAMES] if isinstance(name, list) else [name]:
            if isinstance(one, str):
                yield html.unescape(one)


def _author_element(tree: HtmlElement, lines: Lines) -> Iterator[str]:
    """The texts of the first element marked as author by rel, itemprop, class or id, unless it names the writer of
    something else: a comment, a quotation, another article's card."""
    for element in tree.iter("a", "span", "p", "div", "strong", "h4", "h5", "h6"):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.get("rel") == "author" or element.get("itemprop") == "author" or is_for_authors(names):
            texts = _up_to_separator(
                " ".join(text.split()) for text in itertools.islice(element.itertext(), _MAX_PIECES)
            )
            if 2 < len("".join(texts)) <= MAX_LINE_LENGTH and not _is_of_another(element, lines):
                yield from texts
                return


def _up_to_separator(pieces: Iterable[str]) -> list[str]:
    """The pieces of a byline up to a dash or bar, behind which stands the site or the section."""
    return list(itertools.takewhile(lambda piece: not _SEPARATOR.match(piece), (one for one in pieces if one)))


def _is_of_another(element: HtmlElement, lines: Lines) -> bool:
    """Whether an element stands in a quotation, a comment, amid the story, or in a card with another's headline."""
    text = " ".join(element.text_content().split())
    own = {id(link) for link in element.iter("a")}
    small = True
    for around in (element, *element.iterancestors()):
        if around.tag == "blockquote" or is_of_another_text(
            f"{around.get('class', '')} {around.get('id', '')}".lower()
        ):
            return True
        small = small and len(around.text_content()) <= len(text) + _MAX_CARD
        if small and any(_is_headline(link) for link in around.iter("a") if id(link) not in own):
            return True
    return any(run.text == text and is_amid_story(lines.runs, index) for index, run in enumerate(lines.runs))


def _is_headline(link: HtmlElement) -> bool:
    return len(" ".join(link.text_content().split())) >= _MIN_HEADLINE


def _author_links(tree: HtmlElement) -> Iterator[str]:
    """The user name in the URL of the author's page, for pages that show the site's name instead."""
    for element in tree.iter("a"):
        slug = _AUTHOR_PAGE.search(element.get("href", "")[:300])
        if slug and (element.get("rel") == "author" or is_for_authors(element.get("class", ""))):
            yield slug[1].replace("-", " ").title() if "-" in slug[1] else slug[1]
            return


def _display_names(authors: tuple[str, ...], lines: Lines) -> tuple[str, ...]:
    """The authors with user names (`nurlatifah`) replaced by the form that the page shows (`Nur Latifah`)."""
    if not any(name.islower() for name in authors):
        return authors
    short = [run.text for run in lines.runs if len(run.text) <= 50 and run.text[0].isupper()]
    shown = {bare_words(text).replace(" ", ""): text for text in short}
    return tuple(shown.get(name, name) if name.islower() else name for name in authors)
