"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from search.web.feeds import MEDIA
from search.web.feeds.entries import Entry, Feed

ATOM = "http://www.w3.org/2005/Atom"


def to_atom(feed: Feed) -> bytes:
    """The document. All texts are plain, so nothing of an article can be markup."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.isoformat())
    SubElement(root, "link", {"rel": "self", "type": MEDIA["atom"], "href": feed.self_url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    _text(SubElement(root, "author"), "name", "Kliping")
    _text(root, "generator", "Kliping")
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: Element, entry: Entry) -> None:
    node = SubElement(root, "entry", {"xml:lang": entry.language} if entry.language else {})
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", entry.updated.isoformat())
    if entry.published:
        _text(node, "published", entry.published.isoformat())
    SubElement(node, "link", {"rel": "alternate", "href": entry.url})
    SubElement(node, "link", {"rel": "related", "type": "text/html", "href": entry.archive})
    for name in entry.authors or (entry.publisher,):
        if name:
            _text(SubElement(node, "author"), "name", name)
    for category in entry.categories:
        SubElement(node, "category", {"term": category})
    _text(node, "summary", entry.summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
