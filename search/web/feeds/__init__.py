"""Feeds of any search: Atom, RSS and JSON Feed."""

MEDIA = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
"""The media type of each form; it is at `/feed.FORM`."""
