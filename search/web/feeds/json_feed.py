"""A feed as JSON Feed 1.1."""

from __future__ import annotations

from typing import Any

import orjson

from search.web.feeds.entries import Entry, Feed


def to_json_feed(feed: Feed) -> bytes:
    """The document; the page here of an article stands in `_kliping`."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page_url,
            "feed_url": feed.self_url,
            "language": feed.language,
            "items": [_item(entry) for entry in feed.entries],
        }
    )


def _item(entry: Entry) -> dict[str, Any]:
    names = entry.authors or (entry.publisher,)
    known = {
        "date_published": entry.published and entry.published.isoformat(),
        "authors": [{"name": name} for name in names if name],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.summary,
        "date_modified": entry.updated.isoformat(),
        **{name: value for name, value in known.items() if value},
        "_kliping": {"archive": entry.archive},
    }
