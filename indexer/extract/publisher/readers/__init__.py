"""Readers for publishers that no rules can read, each a small module written with BeautifulSoup.

A reader takes the page and returns the strings found for each field that it supports, under the names that the
publishers' rules use; those of the body are HTML. They come before the publisher's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bs4 import BeautifulSoup
from lxml.html import HtmlElement, tostring

Fields = Mapping[str, tuple[str, ...]]
Reader = Callable[[BeautifulSoup], Fields]


def read_by_reader(tree: HtmlElement, slug: str) -> Fields | None:
    """What a publisher's reader finds on a page, () for a field that it misses; None if the publisher has no reader."""
    reader = find_reader(slug)
    return reader(BeautifulSoup(tostring(tree, encoding="unicode"), "lxml")) if reader else None


def find_reader(slug: str) -> Reader | None:
    """A publisher's reader, imported when it is needed; None if it has none."""
    match slug:
        case "bbc-indonesia":
            from indexer.extract.publisher.readers import bbc_indonesia

            return bbc_indonesia.read
        case "jawapos":
            from indexer.extract.publisher.readers import jawapos

            return jawapos.read
        case "pantau":
            from indexer.extract.publisher.readers import pantau

            return pantau.read
    return None
