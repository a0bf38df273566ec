"""A publisher's rules: paths into a page in three small languages.

`json-ld:author.name` walks the JSON-LD objects, `meta:og:title` names a meta tag, `css:h1.title` selects elements.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from indexer.extract.document import ParsedPage, Structured


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field's rules found, and the path that found it."""

    values: tuple[str, ...]
    path: str


def read_field(page: ParsedPage, field: str) -> Reading | None:
    """The texts of the first of a field's paths that finds any; None without rules or where all find nothing."""
    for path in _paths(page, field):
        values = tuple(value for value in _values(page, path) if value)
        if values:
            return Reading(values, path)
    return None


def read_elements(page: ParsedPage, field: str) -> tuple[list[HtmlElement], str]:
    """The elements of the first of a field's `css:` paths that finds any, and that path."""
    for path in _paths(page, field):
        language, _, expression = path.partition(":")
        if language == "css":
            found: list[HtmlElement] = selector(expression)(page.tree)
            if found:
                return found, path
    return [], ""


def all_elements(page: ParsedPage, field: str) -> list[HtmlElement]:
    """The elements of all of a field's `css:` paths."""
    languages = (path.partition(":") for path in _paths(page, field))
    return [element for language, _, css in languages if language == "css" for element in selector(css)(page.tree)]


@functools.lru_cache(maxsize=1024)
def selector(expression: str) -> CSSSelector:
    """A compiled CSS selector; the catalogue has checked that it can be compiled."""
    return CSSSelector(expression, translator="html")


def _paths(page: ParsedPage, field: str) -> tuple[str, ...]:
    return page.rules.paths.get(field, ()) if page.rules else ()


def _values(page: ParsedPage, path: str) -> Iterator[str]:
    language, _, expression = path.partition(":")
    if language == "json-ld":
        yield from _json_ld(page.structured, expression.split("."))
    elif language == "meta":
        yield from (" ".join(content.split()) for content in page.structured.meta.get(expression.lower(), ()))
    else:
        yield from (" ".join(element.text_content().split()) for element in selector(expression)(page.tree))


def _json_ld(structured: Structured, keys: list[str]) -> Iterator[str]:
    for found in structured.objects:
        yield from _walk(found, keys)


def _walk(value: Any, keys: list[str]) -> Iterator[str]:
    """Follow keys through objects; a list stands for each of its members, and an object at the end for its name."""
    if isinstance(value, list):
        for member in value:
            yield from _walk(member, keys)
    elif isinstance(value, Mapping):
        yield from _walk(value.get(keys[0] if keys else "name"), keys[1:])
    elif isinstance(value, str | int | float) and not keys:
        yield " ".join(str(value).split())
