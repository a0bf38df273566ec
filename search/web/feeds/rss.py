"""A feed as RSS 2.0."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from search.i18n import label
from search.web.feeds import MEDIA
from search.web.feeds.atom import ATOM
from search.web.feeds.entries import Entry, Feed

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def to_rss(feed: Feed) -> bytes:
    """The document. Readers take titles and descriptions for HTML, so those of articles are escaped once more."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": DUBLIN_CORE})
    channel = SubElement(root, "channel")
    _text(channel, "title", escape(feed.title, quote=False))
    _text(channel, "link", feed.page_url)
    _text(channel, "description", escape(feed.title, quote=False))
    _text(channel, "language", feed.language)
    _text(channel, "lastBuildDate", format_datetime(feed.updated))
    _text(channel, "generator", "Kliping")
    SubElement(channel, "atom:link", {"rel": "self", "type": MEDIA["rss"], "href": feed.self_url})
    for entry in feed.entries:
        _add_item(channel, entry, label("archive_page", feed.language))
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_item(channel: Element, entry: Entry, archive: str) -> None:
    item = SubElement(channel, "item")
    _text(item, "title", escape(entry.title, quote=False))
    _text(item, "link", entry.url)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
    if entry.published:
        _text(item, "pubDate", format_datetime(entry.published))
    for name in entry.authors or (entry.publisher,):
        if name:
            _text(item, "dc:creator", escape(name, quote=False))
    for category in entry.categories:
        _text(item, "category", escape(category, quote=False))
    _text(item, "description", f'<p>{escape(entry.summary)}</p><p><a href="{escape(entry.archive)}">{archive}</a></p>')


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
