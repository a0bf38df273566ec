"""Sources in JSON: JSON Feed (jsonfeed.org), and the posts of a WordPress site by its REST interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from base.clock import JAKARTA
from crawler.sources.document import decode
from crawler.sources.entries import BadSourceError, Listing, SourceEntry, absolute, plain
from crawler.sources.times import iso_time


def is_json(body: bytes) -> bool:
    """Whether a document is to be read as JSON."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_json_feed(body: bytes, url: str, zone: tzinfo = JAKARTA) -> Listing:
    """The items of a JSON feed in its order. Raises BadSourceError where the bytes are none."""
    feed = _load(body)
    items = feed.get("items") if isinstance(feed, dict) else None
    if isinstance(feed, list) and feed and isinstance(feed[0], dict) and "date_gmt" in feed[0]:
        raise BadSourceError('these are posts of WordPress; set kind = "wordpress"')
    if not isinstance(feed, dict) or not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise BadSourceError("neither RSS nor Atom nor a JSON feed: JSON without its version and items")
    base = absolute(url, feed.get("home_page_url")) or url
    links = [_item(one, base, zone) for one in items if isinstance(one, dict)]
    return _listing(links, len(items))


def _item(item: Mapping[str, Any], base: str, zone: tzinfo) -> SourceEntry:
    """An item; where it has no address of its own, the page that it is about, or an id that is an address."""
    own_id = str(item.get("id") or "")
    link = item.get("url") or item.get("external_url") or (own_id if own_id.startswith(("http:", "https:")) else "")
    return SourceEntry(
        url=absolute(base, link) if link else "",
        title=plain(item.get("title")),
        published=iso_time(plain(item.get("date_published") or item.get("date_modified")), zone),
        summary=plain(item.get("summary") or item.get("content_text") or item.get("content_html")),
    )


def read_wordpress(body: bytes, url: str, zone: tzinfo = JAKARTA) -> Listing:
    """The posts that `/wp-json/wp/v2/posts` gives. Raises BadSourceError where the bytes are none."""
    posts = _load(body)
    if isinstance(posts, dict) and "message" in posts:
        raise BadSourceError(f"WordPress answers: {plain(posts['message'], 200)}")
    if not isinstance(posts, list) or not all(isinstance(one, dict) and "link" in one for one in posts):
        raise BadSourceError("not the posts of WordPress: they are a list of objects with `link`")
    return _listing([_post(one, url, zone) for one in posts], len(posts))


def _post(post: Mapping[str, Any], url: str, zone: tzinfo) -> SourceEntry:
    return SourceEntry(
        url=absolute(url, post["link"]) if post["link"] else "",
        title=plain(_rendered(post, "title")),
        published=iso_time(plain(post.get("date_gmt")), UTC) or iso_time(plain(post.get("date")), zone),
        summary=plain(_rendered(post, "excerpt")),
    )


def _rendered(post: Mapping[str, Any], name: str) -> object:
    """WordPress has texts as `{"rendered": HTML}`; some of its plugins leave plain ones."""
    value = post.get(name)
    return value.get("rendered") if isinstance(value, dict) else value


def _listing(links: list[SourceEntry], number: int) -> Listing:
    found = tuple(one for one in links if one.url)
    if number and not found:
        raise BadSourceError(f"none of its {number} entries has a link")
    return Listing(found)


def _load(body: bytes) -> Any:
    try:
        return json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise BadSourceError(f"not JSON: {error}") from error
