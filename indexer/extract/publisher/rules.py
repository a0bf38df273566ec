"""Applies a publisher's rules: paths into a page, of three kinds. What its reader found comes before them.

`json-ld:author.name` walks the JSON-LD objects, `meta:og:title` names a meta tag, `css:h1.title` selects elements.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.cssselect import CSSSelector, ExpressionError, LxmlHTMLTranslator, SelectorError
from lxml.html import HtmlElement

from indexer.extract.page.document import ParsedPage, Structured

READER = "reader"
"""The origin of what the publisher's reader found."""


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """The values found for a field, and the path that found them."""

    values: tuple[str, ...]
    path: str


def read_field(page: ParsedPage, field: str) -> FieldMatch | None:
    """What the reader, else the first matching path, found for a field, white space folded; None if nothing did."""
    for reading in _matches(page, field):
        values = tuple(folded for folded in (" ".join(value.split()) for value in reading.values) if folded)
        if values:
            return FieldMatch(values, reading.path)
    return None


def read_raw(page: ParsedPage, field: str) -> FieldMatch | None:
    """Like `read_field`, but line breaks are kept."""
    return next((reading for reading in _matches(page, field) if any(map(str.strip, reading.values))), None)


def read_elements(page: ParsedPage, field: str) -> tuple[list[HtmlElement], str]:
    """The elements of the first `css:` path of a field that matches, and that path; ([], "") if none does."""
    for path in _css_paths(page, field):
        if found := _select(page, path):
            return found, path
    return [], ""


def all_elements(page: ParsedPage, field: str) -> list[HtmlElement]:
    """The elements of all of a field's `css:` paths."""
    return [element for path in _css_paths(page, field) for element in _select(page, path)]


def check(page: ParsedPage) -> tuple[str, ...]:
    """Notes on rules that are invalid or find nothing on this page, for whoever maintains the publisher."""
    given = page.rules.paths if page.rules else {}
    wrong = [path for paths in given.values() for path in paths if path.startswith("css:") and not _selector(path)]
    silent = [field for field in given if field != "remove" and not read_field(page, field)]
    return (
        *(f"rule {path}: not a valid selector" for path in wrong),
        *(f"rules for {field}: none finds anything on this page" for field in silent),
        *(f"reader: finds no {field} on this page" for field in _missed(page)),
    )


def _missed(page: ParsedPage) -> list[str]:
    """The fields that the publisher's reader supports but did not find."""
    return [field for field, texts in (page.by_reader or {}).items() if not texts]


def _paths(page: ParsedPage, field: str) -> tuple[str, ...]:
    return page.rules.paths.get(field, ()) if page.rules else ()


def _matches(page: ParsedPage, field: str) -> Iterator[FieldMatch]:
    yield FieldMatch((page.by_reader or {}).get(field, ()), READER)
    yield from (FieldMatch(tuple(_values(page, path)), path) for path in _paths(page, field))


def _css_paths(page: ParsedPage, field: str) -> list[str]:
    return [path for path in _paths(page, field) if path.startswith("css:")]


class _Translator(LxmlHTMLTranslator):  # type: ignore[misc]  # lxml has no types
    """lxml's translator with a `:contains()` that works on more than one page; ASCII case is ignored, as in lxml's.

    lxml's own calls a function that a compiled selector finds on the first page only.
    """

    def xpath_contains_function(self, xpath: Any, function: Any) -> Any:
        if function.argument_types() not in (["STRING"], ["IDENT"]):
            raise ExpressionError(f"expected a text for :contains(), got {function.arguments!r}")
        capitals, small = string.ascii_uppercase, string.ascii_lowercase
        wanted = self.xpath_literal(function.arguments[0].value.translate(str.maketrans(capitals, small)))
        return xpath.add_condition(f"contains(translate(., '{capitals}', '{small}'), {wanted})")


@functools.lru_cache(maxsize=1024)
def _selector(path: str) -> CSSSelector | None:
    """The compiled selector of a path; None if it is invalid, which `check` notes."""
    try:
        return CSSSelector(path.removeprefix("css:").strip(), translator=_Translator())
    except SelectorError:
        return None


def _select(page: ParsedPage, path: str) -> list[HtmlElement]:
    selector = _selector(path)
    return list(selector(page.tree)) if selector else []


def _values(page: ParsedPage, path: str) -> Iterator[str]:
    language, _, expression = path.partition(":")
    if language == "json-ld":
        yield from _json_ld(page.structured, expression.split("."))
    elif language == "meta":
        yield from page.structured.meta.get(expression.lower(), ())
    else:
        yield from (element.text_content() for element in _select(page, path))


def _json_ld(structured: Structured, keys: list[str]) -> Iterator[str]:
    for found in structured.objects:
        yield from _walk(found, keys)


def _walk(value: Any, keys: list[str]) -> Iterator[str]:
    """Follow keys through objects: a list means each of its members, an object at the end its name."""
    if isinstance(value, list):
        for member in value:
            yield from _walk(member, keys)
    elif isinstance(value, Mapping):
        yield from _walk(value.get(keys[0] if keys else "name"), keys[1:])
    elif isinstance(value, str | int | float) and not keys:
        yield str(value)
