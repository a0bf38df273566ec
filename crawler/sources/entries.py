"""What a source lists: the values that the readers of feeds, sitemaps and section pages give, and their error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.html import remove_tags, replace_entities

_EBCDIC = bytes.fromhex("4c6fa794")
"""How `<?xml` begins in EBCDIC, which XML parsers recognise and in which no declaration could be found below."""
_UTF_7 = re.compile(rb"""\A[^>]{0,200}encoding\s*=\s*["'](?:unicode-1-1-)?utf-?7""", re.IGNORECASE)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


class BadSourceError(Exception):
    """A source that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One link and what the source says about it; texts are plain, `published` is as the source writes it."""

    url: str
    title: str = ""
    published: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that one document lists, newest first where it says so: links, and further sitemaps if it is an index. `hint`
    is the distance of visits in seconds for which it asks, 0 for none."""

    links: tuple[SourceEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    hint: float = 0.0


def refuse_entities(body: bytes) -> None:
    """Raise BadSourceError for XML that declares entities of its own: no honest source does, every XML bomb does."""
    plain_bytes = body.replace(b"\0", b"")  # UTF-16 and UTF-32 without the halves that are empty
    if plain_bytes.startswith(_EBCDIC) or _UTF_7.match(plain_bytes):
        raise BadSourceError("the document is in EBCDIC or UTF-7, which is not read")
    # Where a document type ends is for a parser to say: a pattern for it was passed by a `>` in quotes. An article
    # that quotes both is refused too; nobody has seen one.
    doctype = plain_bytes.find(b"<!DOCTYPE")
    if doctype >= 0 and plain_bytes.find(b"<!ENTITY", doctype) >= 0:
        raise BadSourceError("the document declares XML entities, which is not read")


def plain(text: object, limit: int = 2_000) -> str:
    """A title or summary as plain text on one line: tags, entities and runs of space removed."""
    if not isinstance(text, str):
        return ""
    shown = _SPACE.sub(" ", replace_entities(remove_tags(text))).strip()[:limit]
    return shown.encode("utf-8", "replace").decode()  # JSON can hold half a character, a database cannot


def absolute(base: str, link: object) -> str:
    """A link as an address of its own; "" for one that leads to no web page."""
    if not isinstance(link, str):
        return ""
    try:
        address = urldefrag(urljoin(base, link.strip())).url
        parts = urlsplit(address)
        address.encode()
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "\0" not in address
    except ValueError:  # such as half an IPv6 address, half a character, or a port that is no number
        return ""
    return address if is_web else ""
