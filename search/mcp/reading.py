"""What the tools tell: hits, numbers, articles, quotes, publishers, each of bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import orjson

from base.clock import JAKARTA
from base.errors import KlipingError
from base.urls import article_id, canonical_url
from indexer import fields
from indexer.engines.port import EngineHit
from indexer.engines.queries import Everything
from search.answer.answer import answer
from search.answer.collapse import copies_of
from search.answer.counts import PERIODS, all_articles, counts
from search.answer.similar import similar
from search.article_history import Change, Line, read_history, to_line
from search.context import Context
from search.mcp.folders import FOLDER_TOOLS
from search.mcp.tools import MAX_HITS, Library, Tool, count_by, of_search
from search.query.field_values import MAX_VALUES
from search.request import SearchRequest
from search.web.article_json import quotes_json

HIT = ("id", "title", "publisher_name", "published", "section", "snippet", "url", "copies")
LEFT_OUT = ("quotes", "image")
"""Of an article: what has a tool of its own, and what cannot be read."""
MAX_ROWS = 400
"""Of a count: a year of days."""
MAX_BODY = 40_000
"""Characters of an article's text that come at once; one in a thousand has more."""
MAX_CHANGES = 20_000
"""Characters of what the versions of an article have changed."""
MAX_QUOTES = 200
MAX_PUBLISHERS = 500
SAID = ("text", "kind", "speaker", "office", "how")


class NotThereError(KlipingError):
    """There is no such article here."""


def _search(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    asked = SearchRequest.from_json({"ui": "en", **given}, max_top=MAX_HITS)
    with library.context() as context:
        return dict(answer(context, asked).to_json("en", HIT))


def _count(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    by = given.pop("by", "day")
    asked = SearchRequest.from_json({"ui": "en", **given})
    with library.context() as context:
        found = counts(context, asked, by).to_json(by, all_articles(context, by), "en")
    rows = [row for row in found["rows"] if row["count"]]
    shown = rows[-MAX_ROWS:] if by in PERIODS else rows[:MAX_ROWS]
    return {**found, "total": sum(row["count"] for row in rows), "rows": shown, "rows_left_out": len(rows) - len(shown)}


def _article(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    with library.context() as context:
        hit = _held(context, given)
        copies = copies_of(context.engine, hit)
    stored, history = orjson.loads(hit.stored), read_history(library.histories, hit.id)
    first = given.get("paragraph", 1) - 1
    body, following = _part(stored["body"], first)
    left, versions = MAX_CHANGES, list[dict[str, Any]]()
    for version, changes in reversed(history.versions):
        told, left = _changes(changes, left)
        at = version.captured.astimezone(JAKARTA).isoformat()
        versions.append({"number": version.number, "captured": at, "changes": told})
    return {
        "id": hit.id,
        **{field.key: field.kept_in(stored) for field in fields.exported() if field.key not in LEFT_OUT},
        "body": body,
        "next_paragraph": following,
        "versions": versions,
        "versions_known": history.is_known,
        "copies": [_line(to_line(one)) for one in copies],
        "related": [{**_line(one), "shared": one.shared} for one in history.related],
    }


def _held(context: Context, given: dict[str, Any]) -> EngineHit:
    if ("id" in given) == ("url" in given):
        raise NotThereError("give either the `id` of an article, as `search` tells it, or its `url`")
    id_ = given["id"] if "id" in given else article_id(canonical_url(given["url"]))
    hit = context.engine.documents([id_]).get(id_)
    if hit is None:
        raise NotThereError("there is no such article in this archive: look for it with `search`")
    return hit


def _part(paragraphs: Sequence[str], first: int) -> tuple[list[str], int | None]:
    """The paragraphs from one on that fit, and the number (from 1) of the next one."""
    shown, length = list[str](), 0
    for paragraph in paragraphs[first:]:
        length += len(paragraph)
        if shown and length > MAX_BODY:
            return shown, first + len(shown) + 1
        shown.append(paragraph)
    return shown, None


def _changes(changes: Sequence[Change], left: int) -> tuple[list[dict[str, str]], int]:
    """What came and went, as long as there is room, and the room that is left."""
    told = list[dict[str, str]]()
    for one in changes:
        if one.change != "same" and left > 0:
            told.append({"part": one.part, "change": one.change, "text": one.text})
            left -= len(one.text)
    return told, left


def _similar(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    top = given.pop("top", 10)
    with library.context() as context:
        hit = _held(context, given)
        alike = similar(context, hit, orjson.loads(hit.stored), top)
    return {"articles": [_line(to_line(one)) for one in alike]}


def _line(one: Line) -> dict[str, Any]:
    kept = one.stored
    named = {name: kept[name] for name in ("title", "publisher", "publisher_name", "published", "url")}
    return {"id": one.id, **named}


def _publishers(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    with library.context() as context:
        held = context.engine.facet(Everything(), "publisher", MAX_VALUES)
    numbers = {one.value: one.count for one in held}
    known = {slug: one.name for slug, one in library.publishers.items()}
    named = given.get("name", "").casefold()
    each = [
        {"slug": slug, "name": known.get(slug, slug), "articles": numbers.get(slug, 0)}
        for slug in sorted({*known, *numbers}, key=lambda slug: (-numbers.get(slug, 0), slug))
        if named in slug.casefold() or named in known.get(slug, "").casefold()
    ]
    return {"publishers": each[:MAX_PUBLISHERS], "publishers_left_out": max(0, len(each) - MAX_PUBLISHERS)}


def _quotes(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    asked = SearchRequest.from_json({"ui": "en", **given}, max_top=MAX_HITS)
    with library.context() as context:
        found = quotes_json(answer(context, asked, snippets=False), asked, context.names())
    left, articles = MAX_QUOTES, list[dict[str, Any]]()
    for article in found["articles"]:
        said = [{name: value for name, value in one.items() if name in SAID} for one in islice(article["quotes"], left)]
        left -= len(said)
        articles.append({**article, "quotes": said, "quotes_left_out": len(article["quotes"]) - len(said)})
    return {**found, "articles": articles}


_ID = {"type": "string", "description": "The id of an article, as `search` tells it."}
_URL = {"type": "string", "description": "Its address on the web, in place of the id."}

TOOLS = {
    one.name: one
    for one in (
        Tool(
            "search",
            "Search articles",
            "Search news articles in full text, with passages that show what was found. All words of `q` are needed, "
            "in any inflected form; where no article has them all, the nearest ones come and `matched` is `nearest`. "
            "`next` is the `after` of the next page.",
            of_search(),
            _search,
        ),
        Tool(
            "count",
            "Count articles",
            "Count the articles of a query by day, week, month or year in Jakarta, or by a field such as publisher, "
            "with their share of all articles there (0 to 1). Rows without articles are left out; no word is relaxed.",
            {**of_search(narrowing=True), "by": count_by()},
            _count,
        ),
        Tool(
            "article",
            "Read an article",
            "One article in full, with what its versions changed (newest first), the copies of it elsewhere and the "
            "articles that share its text. Where `next_paragraph` is no null, call again with it as `paragraph`.",
            {
                "id": _ID,
                "url": _URL,
                "paragraph": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 100_000,
                    "default": 1,
                    "description": "The paragraph to begin with.",
                },
            },
            _article,
        ),
        Tool(
            "similar",
            "Find similar articles",
            "Articles that share the most distinctive words of one, without its copies.",
            {
                "id": _ID,
                "url": _URL,
                "top": {"type": "integer", "minimum": 1, "maximum": MAX_HITS, "default": 10},
            },
            _similar,
        ),
        Tool(
            "publishers",
            "List publishers",
            "The publishers of this archive with how many articles it has of each, most first.",
            {"name": {"type": "string", "description": "Only those whose name or slug has this in it."}},
            _publishers,
        ),
        Tool(
            "quotes",
            "Find quotes",
            "Who said what in the articles of a query, one page of articles at a time; with `speaker` only what these "
            "said. Speakers were read by rules: `how` is `pronoun` where that is least certain.",
            of_search(but=("fold",)),
            _quotes,
        ),
        *FOLDER_TOOLS,
    )
}
"""In the order in which a client lists them."""
