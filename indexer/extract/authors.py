"""Who wrote an article and who edited it; companies and desks are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from indexer.dates import find_stamps
from indexer.extract.document import ParsedPage
from indexer.extract.dom import Run
from indexer.extract.headline import LONGEST_LINE, Lines, fold, in_heading
from indexer.extract.names import EDITOR, LABEL, MOST_NAMES, WRITER, names_in, unique
from indexer.extract.structured import articles, first_meta

_LONE_LABEL = re.compile(rf"\W{{0,2}}(?:(?P<editor>{EDITOR})|(?:{WRITER}))\s{{0,3}}[:：]?\W{{0,2}}", re.IGNORECASE)
_NAMED_FOR_AUTHORS = re.compile(
    r"(?:^|[-_\s])(?:author|penulis|reporter|byline|writer|wartawan|jurnalis|pewarta)s?(?:[-_\s]|$)", re.IGNORECASE
)
_NAMED_FOR_MORE = re.compile(
    r"avatar|ima?ge?|photo|bio|box-title|count|social|share|follow|position|role|relate|more", re.IGNORECASE
)
_ROLE_LINE = re.compile(r"\W{0,3}(?:jurnalis|reporter|penulis|pewarta|wartawan)\W{0,3}", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(r"/(?:author|penulis|reporter)/([a-z][a-z-]{3,40})/?$")
_BEFORE, _BEHIND = 4, 12
"""Lines before and behind the headline in which a byline without a label is looked for."""


class People(NamedTuple):
    """The authors and editors of an article, each with the place they came from ("" where there are none)."""

    authors: tuple[str, ...] = ()
    authors_origin: str = ""
    editors: tuple[str, ...] = ()
    editors_origin: str = ""


def read_people(page: ParsedPage, lines: Lines) -> People:
    """Read who wrote and edited an article: what readers are shown first, then what the page tells to machines."""
    site = _site_words(page)
    labelled = _labelled(lines)
    editors = unique(names_in(labelled["editor"], site))
    editors_origin = "byline" if editors else ""
    for texts, origin in _sources(page, lines, labelled):
        authors = unique(names_in(texts, site), unwanted=() if origin == "byline" else editors)
        if authors:
            return People(_display_names(authors, lines), origin, editors, editors_origin)
    return People((), "", editors, editors_origin)


def _sources(page: ParsedPage, lines: Lines, labelled: Mapping[str, list[str]]) -> Iterator[tuple[Iterable[str], str]]:
    """Where authors are named, the surest place first."""
    yield labelled["writer"], "byline"
    yield _json_ld_authors(page), "json-ld:author"
    yield labelled["near"], "byline"
    yield _near_headline(lines), "author-box"
    yield page.structured.meta.get("content_author", ()), "meta:content_author"
    yield _author_element(page.tree), "author-element"
    yield [first_meta(page.structured, "author")], "meta:author"
    yield [first_meta(page.structured, "article:author", "dc.creator", "parsely-author")], "meta:article:author"
    yield labelled["far"], "byline"
    yield _author_links(page.tree), "author-link"


def _labelled(lines: Lines) -> dict[str, list[str]]:
    """The texts behind labels: `editor` and `writer`, and those of "oleh" and "by", `near` the headline or `far`."""
    found: dict[str, list[str]] = {"editor": [], "writer": [], "near": [], "far": []}
    headline = lines.headline or 0
    for index in range(max(0, headline - _BEFORE), len(lines.runs)):
        run = lines.runs[index]
        if len(run.text) > LONGEST_LINE or index == lines.headline:
            continue
        lone = _LONE_LABEL.fullmatch(run.text)
        if lone and not in_heading(run, ("h1", "h2", "h3")):
            found["editor" if lone["editor"] else "writer"].append(_beside(lines.runs, index))
        elif index > headline or lines.headline is not None:
            near = lines.headline is not None and index <= headline + _BEHIND
            for role, text in _behind_labels(run):
                found[role or ("near" if near else "far")].append(text)
    return found


def _beside(runs: Sequence[Run], index: int) -> str:
    """The name that belongs to a label alone on its line: the next line, or the one before in the label's own box."""
    run = runs[index]
    before = runs[index - 1] if index else None
    behind = runs[index + 1] if index + 1 < len(runs) else None
    if behind is None or (before and ":" not in run.text and _kinship(run, before) > _kinship(run, behind)):
        return before.text if before else ""
    return behind.text.lstrip(":： ")


def _kinship(one: Run, other: Run) -> int:
    """How many boxes two lines have in common."""
    around = {id(box) for box in one.box.line()}
    return sum(id(box) in around for box in other.box.line())


def _behind_labels(run: Run) -> Iterator[tuple[str, str]]:
    """Each label in a line ("" for "oleh" and "by") with what stands behind it, up to the next label."""
    if any(len(link) > 50 for link in run.links):  # the headline of another article
        return
    labels = [match for match in LABEL.finditer(run.text) if _is_label(run.text, match)]
    ends = [*(match.start() for match in labels[1:]), len(run.text)]
    for match, end in zip(labels, ends, strict=False):
        yield (
            "editor" if match["editor"] else "writer" if match["writer"] else "",
            run.text[match.end() : end].rstrip(" /|,-"),
        )


def _is_label(text: str, match: re.Match[str]) -> bool:
    """A colon makes a label; "oleh" and "by" need none at the start of a line, before a capital."""
    if match["sign"].strip():
        return True
    return bool(match["by"]) and not text[: match.start()].strip(" -–—•|,") and text[match.end()].isupper()


def _near_headline(lines: Lines) -> list[str]:
    """Lines near the headline that are bylines by their box's name, their date, or a line "Jurnalis" behind them."""
    if lines.headline is None:
        return []
    near = lines.runs[max(0, lines.headline - _BEFORE) : lines.headline + _BEHIND]
    found = []
    for run, following in zip(near, [*near[1:], None], strict=True):
        if run is lines.runs[lines.headline] or len(run.text) > LONGEST_LINE:
            continue
        named = _NAMED_FOR_AUTHORS.search(run.box.names) and not _NAMED_FOR_MORE.search(run.box.names)
        role = following is not None and _ROLE_LINE.fullmatch(following.text)
        if named or role or _ends_in_date(run.text):
            found.append(run.text)
    return found


def _ends_in_date(text: str) -> bool:
    """A short line such as `Nama Orang | Jum'at, 17 Februari 2017 - 13:30 wib`."""
    stamps = find_stamps(text) if len(text) <= 100 and any(c.isdigit() for c in text) else []
    return bool(stamps) and stamps[0].start >= 5 and stamps[0].clock is not None


def _json_ld_authors(page: ParsedPage) -> Iterator[str]:
    by_id = {found["@id"]: found for found in page.structured.objects if isinstance(found.get("@id"), str)}
    for found in articles(page.structured)[:3]:
        yield from _person_names(found.get("author"), by_id)


def _person_names(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:MOST_NAMES]:
            yield from _person_names(one, by_id) if not isinstance(one, list) else ()
    elif isinstance(value, Mapping) and "Organization" not in str(value.get("@type")):
        name = value.get("name") or by_id.get(str(value.get("@id")), {}).get("name")
        if isinstance(name, str):
            yield name


def _author_element(tree: HtmlElement) -> Iterator[str]:
    """The text of the first element that is marked as author: rel=author, itemprop=author, a class named so."""
    for element in tree.iter("a", "span", "p", "div", "strong", "h4", "h5", "h6"):
        names = element.get("class", "")
        marked = (
            element.get("rel") == "author" or element.get("itemprop") == "author" or _NAMED_FOR_AUTHORS.search(names)
        )
        if marked and not _NAMED_FOR_MORE.search(names):
            text = " ".join(str(element.text_content())[:400].split())
            if 2 < len(text) <= LONGEST_LINE:
                yield text
                return


def _author_links(tree: HtmlElement) -> Iterator[str]:
    """The user name in the address of the author's page, for pages that show the site's name in its place."""
    for element in tree.iter("a"):
        slug = _AUTHOR_PAGE.search(element.get("href", "")[:300])
        if slug and (element.get("rel") == "author" or _NAMED_FOR_AUTHORS.search(element.get("class", ""))):
            yield slug[1].replace("-", " ").title() if "-" in slug[1] else slug[1]
            return


def _display_names(authors: tuple[str, ...], lines: Lines) -> tuple[str, ...]:
    """User names (`nurlatifah`) as the page shows them elsewhere (`Nur Latifah`)."""
    if not any(name.islower() for name in authors):
        return authors
    shown = {
        fold(run.text).replace(" ", ""): run.text for run in lines.runs if len(run.text) <= 50 and run.text[0].isupper()
    }
    return tuple(shown.get(name, name) if name.islower() else name for name in authors)


def _site_words(page: ParsedPage) -> frozenset[str]:
    names = [first_meta(page.structured, "og:site_name")]
    if page.publisher:
        names += [page.publisher.name, page.publisher.slug]
    host = re.match(r"https?://([^/:?#]{1,200})", page.url or "")
    names += host[1].split(".") if host else []
    return frozenset(fold(name).replace(" ", "") for name in names if name)
