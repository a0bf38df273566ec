"""The hits of a page: title, snippet, who published what when, and the copies that stand behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from indexer.engines.copies import in_group
from indexer.engines.queries import Bool, Filter, Request
from search import i18n
from search.answer.answer import Hit
from search.context import Context
from search.i18n import label
from search.request import SearchRequest
from search.web.pages.addresses import View, articles_from, web_address

MAX_COPIES = 100
"""Copies of all hits of a page that are looked at for the sites they stand on, the earliest first."""


@dataclass(slots=True)
class Copies:
    """The articles of one group: the earliest, and on how many publishers' sites they stand."""

    earliest: Mapping[str, Any]
    publishers: set[str]


def hits(context: Context, found: Sequence[Hit], request: SearchRequest, view: View) -> list[dict[str, Any]]:
    """What the list shows of each hit."""
    groups = _copies(context, [hit.stored["group"] for hit in found if hit.copies])
    address = articles_from(request, view)
    return [_hit(hit, groups.get(hit.stored["group"]), request, address(hit.id)) for hit in found]


def _copies(context: Context, groups: Sequence[str]) -> dict[str, Copies]:
    """The groups of copies, each with its earliest article."""
    if not groups:
        return {}
    query = Filter(Bool(should=tuple(map(in_group, groups)), minimum=1))
    members = defaultdict[str, list[Mapping[str, Any]]](list)
    for hit in context.engine.search(Request(query, limit=MAX_COPIES, sort="oldest")).hits:
        members[hit.group].append(orjson.loads(hit.stored))
    return {group: Copies(all_of[0], {one["publisher"] for one in all_of}) for group, all_of in members.items()}


def _hit(hit: Hit, copies: Copies | None, request: SearchRequest, href: str) -> dict[str, Any]:
    stored = hit.stored
    return {
        "id": hit.id,
        "name": hit.title.text or label("untitled", request.ui),
        "href": href,
        "title": hit.title.pieces(),
        "snippet": hit.snippet.pieces(),
        "publisher": publisher(stored),
        "original": web_address(stored["url"]),
        "when": i18n.when(stored, request.ui),
        "published": stored["published"] or "",
        "section": stored["section"],
        "authors": stored["authors"],
        "withdrawn": i18n.withdrawn(stored, request.ui),
        "language": stored["language"],
        "copies": _copies_text(hit.copies, copies, request),
        "versions": stored["version"],
    }


def publisher(stored: Mapping[str, Any]) -> str:
    """What the publisher of an article is called."""
    return str(stored["publisher_name"] or stored["publisher"])


def _copies_text(number: int, copies: Copies | None, request: SearchRequest) -> str:
    """How many copies are folded behind a hit, on how many sites, and who had it first."""
    if not number:
        return ""
    text = i18n.counted("copies", request.ui, number)
    if copies is None:
        return text
    if len(copies.publishers) > 1:
        text += label("copies_on", request.ui, i18n.number(len(copies.publishers), request.ui))
    first, when = publisher(copies.earliest), i18n.published(copies.earliest["published"], request.ui)
    return text + label("copies_first", request.ui, f"{first}, {when}" if when else first)
