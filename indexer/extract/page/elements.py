"""What single elements of a page are, by their tags, names and attributes."""

from __future__ import annotations

import functools
import re

from lxml.html import HtmlElement

from indexer.extract.body.box_names import CONTENT_NAMES, HIDDEN_NAMES, MINOR_NAMES, NOISE_NAMES, NOISE_TAGS

MAX_ICON_SIZE, MIN_QUESTION_WORDS, MAX_BUTTON = 48, 3, 100
"""Pixels of a picture that stands for a letter, words of a button that are a question, and letters of a link to a
script beyond which it is text."""

HIDDEN = " [hidden]"
"""Added to the names of a box that its attributes hide."""

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ICON = re.compile(r"emoji|smil(?:ey|ie)|(?:^|[\s_-])icon", re.IGNORECASE)

STRUCTURE = frozenset(("html", "body", "main", "article"))
"""Boxes whose names describe the page's layout, not their content."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def read_names(element: HtmlElement) -> str:
    """The class and id of an element in lower case, and whether its own attributes hide it. They are all read at once,
    which takes a third of the time of asking for four of them."""
    name, ident, is_hidden = "", "", False
    for key, value in element.items():
        if key == "class":
            name = value
        elif key == "id":
            ident = value
        elif key == "hidden" or (key == "style" and _HIDING.search(value)):
            is_hidden = True
    return _joined(name, ident, is_hidden)


@functools.lru_cache(maxsize=8192)
def _joined(name: str, ident: str, is_hidden: bool) -> str:
    """A class and an id as the names of a box. Pages give the same few to hundreds of boxes."""
    names = f"{name} {ident}".lower() if name or ident else ""
    return names + HIDDEN if is_hidden else names


def holds_text(element: HtmlElement) -> bool:
    """Whether a figure is a table or a quotation, as block editors write them."""
    return next(element.iter("table", "blockquote"), None) is not None


def is_icon(element: HtmlElement) -> bool:
    """Whether a picture is as small as a letter, or one in place of a letter."""
    width, height, names = element.get("width"), element.get("height"), element.get("class")
    if width or height:
        sizes = [int(size) for one in (width, height) if one and (size := one[:4]).isdecimal()]
        if sizes and max(sizes) <= MAX_ICON_SIZE:
            return True
    return names is not None and _is_named_as_icon(names)


@functools.lru_cache(maxsize=8192)
def _is_named_as_icon(names: str) -> bool:
    return _ICON.search(names) is not None


@functools.lru_cache(maxsize=8192)
def is_noise(tag: str, names: str) -> bool:
    """Whether tag or names say that a box holds something else than an article."""
    if tag in NOISE_TAGS or tag in STRUCTURE:
        return tag in NOISE_TAGS
    if NOISE_NAMES.search(names) or HIDDEN_NAMES.search(names) or names.endswith(HIDDEN):
        return True
    return bool(MINOR_NAMES.search(names) and not CONTENT_NAMES.search(names))


@functools.lru_cache(maxsize=8192)
def is_named_as_noise(names: str) -> bool:
    """The same for an element within a line, by its class; a page gives the same few classes to hundreds."""
    return NOISE_NAMES.search(names.lower()) is not None


def is_question(element: HtmlElement) -> bool:
    """Whether a button is the question of an accordion: some words, the answer in a box beside it or its heading."""
    heading = element.getparent()
    holder = heading if heading is not None and heading.tag in HEADINGS else element
    answer = holder.getnext()
    words = len(" ".join(element.itertext()).split())
    return words >= MIN_QUESTION_WORDS and answer is not None and next(answer.iter("p"), None) is not None


def link_step(element: HtmlElement) -> int:
    """1 for a link, 0 for an `<a>` that leads nowhere: a mark in the text, or a button around much of it."""
    address = element.get("href")
    if address is not None and address.startswith(("http", "/")):
        return 1  # as nearly all
    if address is None and (element.get("name") or element.get("id")):
        return 0
    leads_on = address is not None and not address[:20].lstrip().lower().startswith("javascript:")
    return 1 if leads_on or len("".join(element.itertext())) <= MAX_BUTTON else 0
