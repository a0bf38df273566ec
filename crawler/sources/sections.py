"""Section pages: the links of an HTML page.

lxml is asked to stop at 256 levels (libxml2's own limit): readers without one take
time in the square of the depth, and 100,000 nested tags would hold the loop for half a minute.
"""

from __future__ import annotations

from lxml import etree, html
from parsel import Selector, SelectorList

from crawler.sources.entries import BadSourceError, Listing, SourceEntry, absolute, plain


def read_section(body: bytes, url: str, links: str) -> Listing:
    """The links of a section page in its order: those that `links` (`css:...`) selects, or all.

    Raises BadSourceError where the bytes hold no HTML, or `links` selects nothing on a page that has links.
    """
    page = parse_html(body, url)
    if page is None:
        raise BadSourceError("the section page is empty or no HTML")
    chosen = select(page, links.removeprefix("css:")) if links else page.css("a[href]")
    base = base_of(page, url)
    listed = [_listed(anchor, base) for anchor in chosen if address_of(anchor)]
    if links and not listed and page.css("a[href]"):
        raise BadSourceError(f"{links} selects none of the page's links; the page may have been rebuilt")
    return Listing(tuple(dict.fromkeys(one for one in listed if one.url)))


def parse_html(body: bytes, url: str) -> Selector | None:
    """A page as parsel's selector, at most 256 levels deep; None where nothing can be made of the bytes."""
    # without a label libxml2 takes a page for Latin-1, and few pages still are that
    encoding = "utf-8" if _is_utf8(body) else None
    parser = html.HTMLParser(huge_tree=False, recover=True, no_network=True, encoding=encoding)
    try:
        root = html.document_fromstring(body, parser=parser, base_url=url)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return Selector(root=root, type="html")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def select(page: Selector, css: str) -> SelectorList[Selector]:
    """What a publisher's selector finds. Raises BadSourceError where it is none."""
    try:
        return page.css(css)
    except (SyntaxError, RuntimeError) as error:  # the bases of cssselect's own errors
        raise BadSourceError(f"{css!r} is no CSS selector: {error}") from error


def base_of(page: Selector, url: str) -> str:
    """The address against which a page's links are to be read."""
    return absolute(url, page.css("base::attr(href)").get("")) or url


def address_of(element: Selector) -> str:
    """The `href` of an element, "" where it has none. (`Selector.attrib` fails on `<a href="/" {{x}}>`.)"""
    return element.root.get("href", "") if isinstance(element.root, html.HtmlElement) else ""


def _listed(anchor: Selector, base: str) -> SourceEntry:
    return SourceEntry(absolute(base, address_of(anchor)), plain(anchor.xpath("string()").get("")))
