"""Pages in the markup of sites that nobody has seen: their text stays, so their truth does."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

STATES = ("has-ads", "comments-closed", "related-on", "social-on", "footer-fixed", "newsletter-off", "popup-trigger")
"""Names that speak of states of a page, as themes give them to the boxes of an article."""


def renamed(page: HtmlElement, draw: random.Random) -> None:
    """Classes and ids as a bundler names them."""
    salt = str(draw.random())
    for element in page.iter(etree.Element):
        for key in ("class", "id"):
            words = element.get(key, "").split()
            if words:
                element.set(key, " ".join("s" + hashlib.sha1((salt + one).encode()).hexdigest()[:7] for one in words))


def states(page: HtmlElement, draw: random.Random) -> None:
    """Names of states on every long paragraph and the box around it."""
    shared = draw.choice(STATES)
    for element in list(page.iter("p")):
        if len(element.text_content()) >= 80:
            for one in (element, element.getparent()):
                if one is not None:
                    one.set("class", f"{one.get('class', '')} {shared if draw.random() < 0.7 else draw.choice(STATES)}")


def scattered(page: HtmlElement, draw: random.Random) -> None:
    """Each paragraph in boxes of its own, some with an advertisement behind."""
    for element in list(page.iter("p")):
        parent = element.getparent()
        if parent is not None:
            outer = etree.Element("div", {"class": "w0"})
            outer.tail, element.tail = element.tail, None
            parent.replace(element, outer)
            etree.SubElement(outer, "div", {"class": "w1"}).append(element)
            if draw.random() < 0.3:
                etree.SubElement(outer, "ins", {"class": "adsbygoogle"})


DISGUISES: dict[str, Callable[[HtmlElement, random.Random], None]] = {
    "renamed": renamed,
    "states": states,
    "scattered": scattered,
}


def disguise(html: bytes, name: str, seed: str) -> bytes:
    """A page in a disguise; another seed draws other names and places."""
    page = document_fromstring(html)
    DISGUISES[name](page, random.Random(seed))
    made: bytes = etree.tostring(page, method="html", encoding="utf-8")
    return b"<!DOCTYPE html>\n" + made
