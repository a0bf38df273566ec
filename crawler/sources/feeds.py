"""RSS, RDF and Atom: bytes to links.

A feed that is well-formed, or becomes so by mending its commonest faults, is read as it is. Of any other one what
stands whole in it is taken (`salvage`): there is no link here that the feed does not have.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import tzinfo
from urllib.parse import urljoin, urlsplit

from lxml import etree

from base.clock import JAKARTA
from crawler.sources.document import decode, mended, unescape_ampersands, well_formed, xml_of
from crawler.sources.entries import BadSourceError, Listing, SourceEntry, absolute, plain
from crawler.sources.hints import MAX_READ, feed_hint
from crawler.sources.json_lists import is_json, read_json_feed
from crawler.sources.salvage import salvage
from crawler.sources.times import iso_time

ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ROOTS = ("rss", "feed", "rdf")
_DATES = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
"""The names of elements that tell when an entry was published, the surest first."""
_SUMMARIES = ("description", "summary", "encoded", "content")
_ORIGINAL = re.compile(r"feedburner|pheedo|feedsportal")
_HOST_FIRST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/|$)", re.IGNORECASE)


def read_feed(body: bytes, url: str, charset: str = "", zone: tzinfo = JAKARTA) -> Listing:
    """The entries of an RSS, RDF, Atom or JSON feed in its order. Raises BadSourceError where the bytes are no feed.

    `charset` is what the server calls it, `zone` that of times without one.
    """
    if is_json(body):
        return read_json_feed(body, url, zone)
    xml = xml_of(decode(body, charset))
    root = _tree(xml, url)
    if _name(root) not in _ROOTS:
        raise BadSourceError(f"neither RSS nor Atom nor a JSON feed: its outermost element is <{_name(root)}>")
    items = [one for one in _items(root) if _name(one.getparent()) in ("channel", *_ROOTS)]
    site = _site(root, url)
    links = tuple(entry for entry in (_entry(item, site, url, zone) for item in items) if entry.url)
    if items and not links:
        raise BadSourceError(f"none of the feed's {len(items)} entries has a link")
    return Listing(links, hint=feed_hint(xml[:MAX_READ].encode("utf-8", "replace")))


def _tree(xml: str, url: str) -> etree._Element:
    """A feed's elements. Raises BadSourceError where there are none."""
    try:
        return well_formed(xml, url)
    except etree.XMLSyntaxError as error:
        reason = error
    mend = mended(xml)
    try:
        return well_formed(mend, url)
    except etree.XMLSyntaxError:
        tree = salvage(mend)
    if tree is None:
        raise BadSourceError(f"neither RSS nor Atom nor a JSON feed: {reason}")
    return tree


def _items(root: etree._Element) -> list[etree._Element]:
    """The entries of a feed, however their names are written: an old generator has capitals."""
    found = list(root.iter("{*}item", "{*}entry"))
    return found or [one for one in root.iter("{*}*") if _name(one) in ("item", "entry")]


def _entry(item: etree._Element, site: str, url: str, zone: tzinfo) -> SourceEntry:
    link, element = _own_page(item, site) or _link(item)
    base = _base(element, url)
    return SourceEntry(
        url=_address(link, base if base != url else site, url),
        title=_text(_child(item, "title")),
        published=iso_time(_first(item, *_DATES), zone),
        summary=_text(next((found for name in _SUMMARIES if (found := _child(item, name)) is not None), None)),
    )


def _address(link: str, base: str, url: str) -> str:
    """A link as written, in whole. One that begins with a host of the feed's own site lacks but its scheme."""
    link = unescape_ampersands(link.strip())
    if _HOST_FIRST.match(link) and _same_site(link.partition("/")[0], url):
        link = f"//{link}"
    return absolute(base, link)


def _same_site(host: str, url: str) -> bool:
    own, host = _host(url).removeprefix("www."), host.lower().removeprefix("www.")
    return bool(own and host) and (host == own or host.endswith(f".{own}") or own.endswith(f".{host}"))


def _link(item: etree._Element) -> tuple[str, etree._Element]:
    """Where an entry leads, and the element that says so: the original behind a counter's redirect, its link, or an id
    that is an address; "" where nothing does."""
    for one in _named(item, "origlink"):
        if _ORIGINAL.search(_vocabulary(one)) and _is_address(_words(one)):
            return _words(one), one
    for one in _named(item, "link"):
        if _vocabulary(one) not in ATOM and _words(one):
            return _words(one), one
    page = _page(item)
    if page is not None:
        return page.get("href", ""), page
    for one in (*_named(item, "guid"), *_named(item, "id")):
        if one.get("isPermaLink", "true").strip().lower() != "false" and _is_address(_words(one)):
            return _words(one), one
    return item.get(_RDF_ABOUT, ""), item


def _own_page(item: etree._Element, site: str) -> tuple[str, etree._Element] | None:
    """The entry's page on the feed's own site by its permanent id, where its link leads to a counter elsewhere."""
    link, _ = _link(item)
    if not _is_address(link) or _same_site(_host(link), site):
        return None
    ids = [one for one in _named(item, "guid") if one.get("isPermaLink", "").strip().lower() == "true"]
    return next(((_words(one), one) for one in ids if _same_site(_host(_words(one)), site)), None)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _page(item: etree._Element) -> etree._Element | None:
    """The link to the entry's page, in HTML rather than in another form; None where it has none."""
    links = [one for one in _named(item, "link") if one.get("href", "").strip()]
    pages = [one for one in links if one.get("rel", "alternate").strip().lower() == "alternate"]
    return min(pages, key=lambda one: "html" not in one.get("type", "text/html"), default=None)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _site(root: etree._Element, url: str) -> str:
    """The site's own address, against which relative links are meant; that of the feed where it tells none."""
    link, element = _link(next(root.iter("{*}channel"), root))
    return absolute(_base(element, url), link) or url


def _base(element: etree._Element, url: str) -> str:
    """What addresses in an element are relative to by `xml:base`, at whatever level it stands."""
    try:
        return urljoin(url, str(element.base or ""))
    except ValueError:  # such as half an IPv6 address
        return url


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in element.iterchildren("{*}*") if _name(one) == name)


def _name(element: etree._Element | None) -> str:
    return "" if element is None else str(element.tag).rpartition("}")[2].lower()


def _vocabulary(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0].lstrip("{")


def _child(item: etree._Element, name: str) -> etree._Element | None:
    """The child of a name, in the entry's own vocabulary rather than in one for pictures or players."""
    own = _vocabulary(item)
    found = [one for one in _named(item, name) if not _is_of_media(one)]
    return next((one for one in found if _vocabulary(one) == own), found[0] if found else None)


def _is_of_media(element: etree._Element) -> bool:
    return any(word in _vocabulary(element) for word in ("mrss", "itunes", "podcast", "image"))


def _first(item: etree._Element, *names: str) -> str:
    return next((text for name in names for one in _named(item, name) if (text := _words(one))), "")


def _words(element: etree._Element) -> str:
    """The text of an element; "" where it has others in it, since what is put together is no address and no time."""
    return "" if len(element) else (element.text or "").strip()


def _text(element: etree._Element | None) -> str:
    """A title or summary in plain text. Markup that is written out as elements is no part of it, nor is any in a text
    that Atom calls plain; Atom 0.3 calls markup escaped."""
    if element is None:
        return ""
    is_plain = element.get("type", "text") in ("text", "xhtml") and element.get("mode") != "escaped"
    is_atom_text = _vocabulary(element) in ATOM and is_plain
    text = "".join(element.xpath(".//text()[not(ancestor::*[local-name()='script' or local-name()='style'])]"))
    return plain(html.escape(text) if "<" in text and (is_atom_text or len(element)) else text)
