"""Articles in several pages: the address that shows all at once, else the addresses of the further pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from parsel import Selector

from config.catalogue import Publisher
from crawler.sources.entries import MAX_URL_LENGTH, absolute
from crawler.sources.sections import address_of, base_of, parse_html, select

PAGE_PARAMETERS = frozenset({"page", "halaman", "hal", "p", "pg", "page_num", "showpage", "part"})
_NUMBERED_QUERY = re.compile(
    rf"[?&;](?:{'|'.join(sorted(PAGE_PARAMETERS))})(?:=|&#x3d;|&#61;)[0-9]{{1,3}}(?![0-9])".encode(), re.IGNORECASE
)
_RELATIVE = re.compile(rb"href\s{0,2}=[\"'\s]{0,3}(?:\./?)?(?:[?&]|[0-9]{1,3}[/\"'\s>?#])")
"""A link of nothing but a query or a number, which a page's own address or `<base>` leads to the article."""
_NUMBER_BEHIND = re.compile(rb"(?:/|&#x2F;|&#47;)[0-9]")
_QUERY_BEHIND = re.compile(rb"(?:/|&#x2F;|&#47;)?(?:\?|&#63;|&#x3f;|&quest;)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._~-]+")
_NUMBERED_PATH = re.compile(r"(?P<start>.*?)/(?P<number>\d{1,3})/?")


def whole_page_url(url: str, single_page: str) -> str:
    """The address that shows an article's pages in one, by the publisher's `single_page`; the address itself if none.

    `query:page=all` sets a parameter, `suffix:/all` is appended to the path.
    """
    if not single_page:
        return url
    kind, _, value = single_page.partition(":")
    parts = urlsplit(url)
    if kind == "suffix":
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") + value, fragment=""))
    name, _, setting = value.partition("=")
    others = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, setting)]), fragment=""))


def further_pages(body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
    """The addresses of an article's further pages that one of its pages links to, in their order.

    `url` is that page's address, `first` that of the first one. With the publisher's `next` it is what that
    selects; else `rel=next` and numbered links, as far as they stay within the article's own path.
    Raises BadSourceError where `next` is no selector.
    """
    page = parse_html(body, url)
    if page is None:
        return []
    if publisher and publisher.next.startswith("css:"):
        chosen = _addresses(page, publisher.next.removeprefix("css:"), url)
        return [one for one in dict.fromkeys(chosen) if publisher.owns(one) and one != first][:1]
    linked = _addresses(page, "a[href], link[rel~=next][href]", url)
    numbered = {number: one for one in linked if (number := page_number(one, first)) is not None}
    return [numbered[number] for number in sorted(numbered)]


def may_have_further(body: bytes, first: str, publisher: Publisher | None) -> bool:
    """Whether `further_pages` could find any, judged by the bytes alone in a fraction of the time.

    Nine of ten articles stand on one page; nothing numbered as its pages would be occurs on theirs.
    """
    if b"\0" in body or (publisher and publisher.next):  # UTF-16 is read by nobody but the parser
        return True
    name = urlsplit(first).path.rstrip("/").rpartition("/")[2]
    if not _PLAIN_NAME.fullmatch(name) or _RELATIVE.search(body.lower()):
        return True
    return any(_is_numbered(body, end) for end in _ends_of(name.encode(), body))


def _ends_of(name: bytes, body: bytes) -> Iterator[int]:
    """Where a name ends, wherever it stands."""
    place = body.find(name)
    while place >= 0:
        yield (end := place + len(name))
        place = body.find(name, end)


def _is_numbered(body: bytes, place: int) -> bool:
    """Whether what stands behind the name of an article, in its tag, makes it the address of a further page."""
    if _NUMBER_BEHIND.match(body, place):
        return True
    if not _QUERY_BEHIND.match(body, place):
        return False
    end = body.find(b">", place)
    return _NUMBERED_QUERY.search(body, place, end if end >= 0 else len(body)) is not None


def page_number(url: str, first: str) -> int | None:
    """The number (2 or more) that a page has within the article at `first`, None where it is no part of it."""
    parts, start = urlsplit(url), urlsplit(first)
    if (parts.scheme, parts.netloc) != (start.scheme, start.netloc):
        return None
    number = _in_query(parts, start) or _in_path(parts, start)
    return number if number and number >= 2 else None


def _in_query(parts: SplitResult, start: SplitResult) -> int | None:
    if parts.path.rstrip("/") != start.path.rstrip("/"):
        return None
    added = [pair for pair in parse_qsl(parts.query) if pair not in parse_qsl(start.query)]
    if len(added) == 1 and added[0][0].lower() in PAGE_PARAMETERS and re.fullmatch(r"\d{1,3}", added[0][1]):
        return int(added[0][1])
    return None


def _in_path(parts: SplitResult, start: SplitResult) -> int | None:
    match = _NUMBERED_PATH.fullmatch(parts.path)
    if match and match["start"] == start.path.rstrip("/") and match["start"]:
        return int(match["number"])
    return None


def _addresses(page: Selector, css: str, url: str) -> Iterator[str]:
    base = base_of(page, url)
    for element in select(page, css):
        address = absolute(base, address_of(element))
        if address and len(address) <= MAX_URL_LENGTH:
            yield address
