"""Reads the structured metadata of a page: JSON-LD objects, meta tags, and the analytics variable `dataLayer`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from base.text import bare_words
from indexer.extract.page.document import Structured

# Bounds on what a hostile page can make us read: letters, objects, tags, levels of nesting.
_MAX_SCRIPT_LENGTH = 500_000
_MAX_LAYER_LENGTH = 50_000
_MAX_CONTENT_LENGTH = 5_000
_MAX_OBJECTS = 300
_MAX_CONTENTS = 1_000
_DEEPEST = 6

_MARKED = "marked"
_KINDS = {tag: tag for tag in ("title", "link", "meta", "script")} | dict.fromkeys(("time", "abbr", "span"), _MARKED)
"""The elements that hold data, by tag."""

_ARTICLE_TYPE = re.compile(r"article|posting|report|review|^analysis|^opinion", re.IGNORECASE)
_LIST_TYPE = re.compile(r"collection|results|profile|list|site$|organization|person", re.IGNORECASE)
_WRAPPING = re.compile(r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>|/\*\*/")
_COMMA_BEFORE_END = re.compile(r",(?=\s{0,50}[}\]])")
_SINGLE_QUOTE = re.compile(r"(?<=[{\[,:])\s{0,50}'|'(?=\s{0,50}[}\],:])")
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|keywords|@type|url)"\s{0,9}:\s{0,9}'
    r'"((?:[^"\\\n]|\\.){0,1000})"'
)
_LAYER = re.compile(
    r"""['"]?\b((?:content_?|article_?)?(?:author|penulis|reporter|editor|publish(?:ed)?_?(?:date|at|time)?)(?:_?name)?)['"]?"""
    r"""\s{0,3}:\s{0,3}["']([^"'\\\n]{3,100})["']""",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r'"author"\s{0,9}:\s{0,9}[\[{\s]{0,20}[^\]}]{0,200}?"name"\s{0,9}:\s{0,9}"([^"\\\n]{0,200})"')


def read_structured(tree: HtmlElement) -> Structured:
    """Read the structured metadata of a page; what cannot be parsed is left out."""
    elements = _elements(tree)
    objects, layer = _scripts(elements["script"])
    return Structured(
        tuple(objects[:_MAX_OBJECTS]),
        _meta(elements["meta"]),
        layer,
        next((" ".join(one.text_content().split()) for one in elements["title"]), ""),
        tuple(one.get("href", "") for one in elements["link"] if one.get("rel", "").lower() == "canonical"),
        tuple(one for one in elements[_MARKED] if one.tag != "span" or one.get("itemprop")),
    )


def _elements(tree: HtmlElement) -> Mapping[str, Sequence[HtmlElement]]:
    """The elements that hold data, by tag, found together: each search of the tree passes all of it, since lxml looks
    ahead for the next element when it gives one, and that takes as long as to read most fields."""
    found: dict[str, list[HtmlElement]] = {kind: [] for kind in _KINDS.values()}
    for element in tree.iter(*_KINDS):
        found[_KINDS[element.tag]].append(element)
    return found


def _scripts(scripts: Iterable[HtmlElement]) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """The JSON-LD objects in scripts, and what they tell the `dataLayer`."""
    objects: list[Mapping[str, Any]] = []
    layer: dict[str, str] = {}
    for script in scripts:
        text = (script.text or "")[:_MAX_SCRIPT_LENGTH]
        if "ld+json" in script.get("type", "").lower():
            objects.extend(_objects(text))
        elif "dataLayer" in text:
            for match in _LAYER.finditer(text[:_MAX_LAYER_LENGTH]):
                layer.setdefault(match[1].lower(), _unescape(match[2]).strip())
    return objects, layer


def articles(structured: Structured) -> list[Mapping[str, Any]]:
    """The JSON-LD objects that describe an article."""
    return [found for found in structured.objects if any(map(_ARTICLE_TYPE.search, types(found)))]


def main_articles(structured: Structured, title: str) -> list[Mapping[str, Any]]:
    """The article objects with this headline, else the first one (a page may describe others beside its own); where
    there is none, what describes the page or its video under the article's name."""
    found = articles(structured)
    wanted = title.casefold().split()
    same = [
        one for one in found if isinstance(one.get("headline"), str) and one["headline"].casefold().split() == wanted
    ]
    return same or found[:1] or _dated_pages(structured, title)


def _dated_pages(structured: Structured, title: str) -> list[Mapping[str, Any]]:
    """The objects with a date and a name that begins with the title, as SEO plugins write them for a whole page."""
    wanted = bare_words(title)
    dated = [
        one
        for one in structured.objects
        if any(key in one for key in ("datePublished", "uploadDate", "dateCreated"))
        and not any(map(_LIST_TYPE.search, types(one)))
    ]
    names = [bare_words(str(one.get("headline") or one.get("name") or "")) for one in dated]
    return [one for one, name in zip(dated, names, strict=True) if wanted and name.startswith(wanted)]


def types(found: Mapping[str, Any]) -> list[str]:
    """The types of a JSON-LD object, without the URL of the vocabulary."""
    given = found.get("@type")
    named = given if isinstance(given, list) else [given]
    return [one.rpartition("/")[2] for one in named if isinstance(one, str)]


def first_meta(structured: Structured, *names: str) -> str:
    """The first non-empty content of these meta tags, in the order of the names; "" if there is none."""
    return next((content for name in names for content in structured.meta.get(name, ()) if content), "")


def _meta(elements: Sequence[HtmlElement]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in elements[:_MAX_CONTENTS]:
        content = " ".join(element.get("content", "")[:_MAX_CONTENT_LENGTH].split())
        names = dict.fromkeys(element.get(key, "").strip().lower()[:100] for key in ("name", "property", "itemprop"))
        for name in names if content else ():
            if name:
                found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _objects(script: str) -> Iterator[Mapping[str, Any]]:
    text = _WRAPPING.sub("", script).strip().rstrip(";")
    values, rest = _decode(text)
    for mend in (_without_commas, _with_double_quotes):
        if rest:
            text = mend(text)
            values, rest = _decode(text)
    for value in values:
        yield from _flatten(value, 0)
    if rest:
        yield from _salvage(rest)


def _without_commas(text: str) -> str:
    """JSON without commas before the end of a list or object."""
    return _COMMA_BEFORE_END.sub("", text)


def _with_double_quotes(text: str) -> str:
    """JSON whose strings are in single or in escaped quotes, in double ones; any other as it is."""
    if '"' in text:
        return text
    return html.unescape(text) if "&quot;" in text else _SINGLE_QUOTE.sub('"', text)


def _decode(text: str) -> tuple[list[Any], str]:
    """The consecutive JSON values in a text, and the rest that could not be parsed."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    start = 0
    while start < len(text):
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return values, text[start:]
        values.append(value)
        start = len(text) - len(text[end:].lstrip("\r\n\t ;,"))
    return values, ""


def _flatten(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The objects in a value: lists, `@graph` and a page's main entity are flattened."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for member in value[:_MAX_OBJECTS]:
            yield from _flatten(member, depth + 1)
    elif isinstance(value, dict):
        if any(key not in ("@context", "@graph") for key in value):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _flatten(value.get(key), depth + 1)


def _salvage(text: str) -> Iterator[Mapping[str, Any]]:
    """What can be saved of a broken object: the first string of each known key, and the author's name."""
    found: dict[str, Any] = {}
    for match in _PAIR.finditer(text):
        found.setdefault(match[1], _unescape(match[2]))
    author = _AUTHOR.search(text)
    if author:
        found["author"] = {"name": _unescape(author[1])}
    if "headline" in found or "datePublished" in found:
        found.setdefault("@type", "Article")
        yield found


def _unescape(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
