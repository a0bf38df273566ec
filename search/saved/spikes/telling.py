"""What is told of a spike: how much it is and what is usual, the newsrooms, and the articles with their copies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import orjson

from base.clock import jakarta_day
from config.catalogue import Publisher
from indexer.engines.queries import Query
from search.answer.highlight import markers
from search.answer.interpretation import InterpretedQuery
from search.answer.marking import Marking
from search.context import Context
from search.report.origins import Tally, agency_of
from search.saved.matcher import as_told
from search.saved.messages import ARTICLES
from search.saved.searches import SavedSearch
from search.saved.spikes.usual import Usual

MAX_READ = 2_000
"""Articles of a day that are read for their newsrooms and copies: of more, the oldest tell enough."""


class Found(NamedTuple):
    """What a search found in a day so far: all articles, the newsrooms that their texts come from, and those that are
    told, each text followed by its copies."""

    articles: int
    offices: int
    sources: tuple[tuple[str, str, int], ...]
    told: tuple[Mapping[str, Any], ...]


def read_day(
    context: Context,
    search: SavedSearch,
    question: InterpretedQuery,
    query: Query,
    publishers: Mapping[str, Publisher],
) -> Found:
    """Read the articles of a day, which `query` finds."""
    with closing(context.engine.scan(query, "oldest")) as hits:  # type: ignore[type-var]
        read = [(hit.id, hit.group or hit.id, orjson.loads(hit.stored)) for hit in islice(hits, MAX_READ)]
    tally, numbers = Tally(publishers), Counter[tuple[str, str]]()
    for article, group, kept in read:
        slug, name = kept["publisher"], kept["publisher_name"]
        tally.add({**kept, "id": article, "group": group, "publisher": slug or name}, agency_of(kept))
        numbers[slug, name or slug] += 1
    parts = markers(question.tree, context.lexicon, question.variants, search.request.forms)
    marking = Marking(parts, context.lexicon)
    told = [
        as_told(article, kept, marking) | {"copy_of": first if first != article else None}
        for article, first, kept in islice(_with_copies(read), ARTICLES)
    ]
    articles = len(read) if len(read) < MAX_READ else context.engine.count(query)
    sources = tuple((slug, name, number) for (slug, name), number in numbers.most_common())
    return Found(articles, tally.result(articles).offices, sources, tuple(told))


def _with_copies(read: Sequence[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Each text with its copies behind it, those that most have first; an article with the id of its text's first."""
    texts = dict[str, list[tuple[str, Any]]]()
    for article, group, kept in read:
        texts.setdefault(group, []).append((article, kept))
    for some in sorted(texts.values(), key=len, reverse=True):
        yield from ((article, some[0][0], kept) for article, kept in some)


def body_of_spike(search: SavedSearch, found: Found, usual: Usual, texts: int, now: datetime) -> str:
    """The message as a webhook gets it."""
    spike = {
        "day": jakarta_day(now).isoformat(),
        "texts": texts,
        "articles": found.articles,
        "newsrooms": found.offices,
        "usual": [usual.low, usual.high],
        "from": usual.least,
        "days": usual.days,
    }
    sources = [{"publisher": slug, "publisher_name": name, "articles": number} for slug, name, number in found.sources]
    data = {
        "alert": search.name,
        "query": search.request.query,
        "spike": spike,
        "sources": sources,
        "articles": found.told,
    }
    stamp = now.isoformat(timespec="seconds")
    return json.dumps({"type": "articles.spiked", "timestamp": stamp, "data": data}, ensure_ascii=False)
