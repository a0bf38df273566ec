"""Reads the text of pages that a script fills: from the strings in their scripts, or from `<noscript>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from indexer.extract.body.lines import is_sentence
from indexer.extract.page.dom import TextRun, read_text

MAX_SCRIPT, MAX_STRINGS, MAX_LEVELS = 2_000_000, 5_000, 2
"""Letters of a script and strings in it that are read, and how deep strings are read within strings: frameworks put
JSON into a string of a script."""

MIN_STRING, MIN_WORDS = 40, 6
"""Letters and words of a string that may be a paragraph, and not a name, an address or code."""

_STRING = re.compile(r'"((?:[^"\\\n]|\\.){%d,100000})"' % MIN_STRING)  # noqa: UP031 - braces of the pattern
_CODE = re.compile(r"\bfunction\b|=>|\{[\w-]+:|^https?:\S+$|\bvar \w|;\s*\w+\s*=")


def script_text(tree: HtmlElement) -> list[TextRun]:
    """The paragraphs in `<noscript>`, else those in the strings of the scripts, each once; none if there are none."""
    runs = [run for element in tree.iter("noscript") for run in read_text(_inner(element)) if is_sentence(run)]
    return runs if len(runs) > 1 else list(_from_scripts(tree))


def _inner(element: HtmlElement) -> str:
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + inner


def _from_scripts(tree: HtmlElement) -> Iterator[TextRun]:
    seen: set[str] = set()
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in script.get("type", "") or len(text) > MAX_SCRIPT:
            continue
        for string in _strings(text, 0):
            for run in read_text(string):
                if is_sentence(run) and run.text not in seen:
                    seen.add(run.text)
                    yield run


def _strings(text: str, level: int) -> Iterator[str]:
    """The strings of a script that may be paragraphs, and those within strings."""
    for count, match in enumerate(_STRING.finditer(text)):
        if count > MAX_STRINGS:
            return
        string = _decoded(match[1])
        if level < MAX_LEVELS and _STRING.search(string):
            yield from _strings(string, level + 1)
        elif len(string.split()) >= MIN_WORDS and not _CODE.search(string):
            yield string


def _decoded(literal: str) -> str:
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return ""
