"""Completions while a query is typed: words of the index, titles, publishers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.engine import LEAST_PREFIX, Bool, Filter, Pattern, Query, Request, Term
from indexer.text import analyze, fold
from search.context import Context

_TITLES_READ = 40
_LONGEST = 200
"""Characters of a text that is completed."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Whole queries with the last word completed, titles by article id, names of publishers by slug."""

    words: tuple[str, ...]
    titles: Mapping[str, str]
    publishers: Mapping[str, str]


def suggest(context: Context, text: str, limit: int = 8) -> Suggestions:
    """What a text may be going to say; nothing before its last word has three letters."""
    before, _, last = text.rpartition(" ")
    prefix = fold(last)
    if len(text) > _LONGEST or len(prefix) < LEAST_PREFIX or not prefix.replace("-", "").isalnum():
        return Suggestions((), {}, {})
    words = [bucket.value for bucket in context.engine.terms("exact", prefix, limit)]
    publishers = {
        slug: name for slug, name in context.publishers().items() if fold(name).startswith(fold(text)) and text.strip()
    }
    return Suggestions(
        tuple(f"{before} {word}".strip() for word in words),
        _titles(context, before, prefix, limit),
        dict(list(publishers.items())[:limit]),
    )


def _titles(context: Context, before: str, prefix: str, limit: int) -> dict[str, str]:
    """Titles with a word that begins so, of articles with all words before it, the newest first."""
    stems = dict.fromkeys(token.stem for token in analyze(before, context.lexicon))
    query: tuple[Query, ...] = (
        Filter(Pattern("exact", f"{prefix}*")),
        *(Filter(Term("title", stem)) for stem in stems),
    )
    found: dict[str, str] = {}
    for hit in context.engine.search(Request(Bool(must=query), limit=_TITLES_READ, sort="newest")).hits:
        title = json.loads(hit.stored)["title"]
        if (
            any(token.exact.startswith(prefix) for token in analyze(title, context.lexicon))
            and title not in found.values()
        ):
            found[hit.id] = title
    return dict(list(found.items())[:limit])
