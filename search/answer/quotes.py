"""Who said what in the articles that a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from indexer.articles.quotes import Quote, find_quotes, load_vocabulary
from indexer.language.analysis import fold
from search.context import Context
from search.export.stream import Export, open_export
from search.request import SearchRequest

ARTICLE = ("id", "url", "title", "publisher", "published")
"""What is told of the article of a quote."""
COLUMNS = (*ARTICLE, "kind", "speaker", "as_written", "office", "how", "cue", "text", "start", "end")


def open_quotes(context: Context, request: SearchRequest) -> Export:
    """Find the articles of a request, whose rows `quotes_in` reads. Raises what `open_export` raises."""
    return open_export(context, request, "jsonl", names=",".join((*ARTICLE, "body")))


def quotes_in(found: Export, context: Context, speaker: str = "") -> Iterator[Mapping[str, Any]]:
    """Each article that has quotes with them (`quotes`); with `speaker` only those of one whose name has all its
    words."""
    vocabulary = load_vocabulary(context.lexicon)
    wanted = frozenset(fold(speaker).split())
    for row in found.rows:
        quotes = [one for one in find_quotes(row["body"], vocabulary) if _is_of(one, wanted)]
        if quotes:
            yield {**{name: row[name] for name in ARTICLE}, "quotes": [asdict(one) for one in quotes]}


def _is_of(quote: Quote, wanted: frozenset[str]) -> bool:
    return wanted.issubset(fold(quote.speaker or "").split())


def as_rows(article: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A row of COLUMNS for each quote of an article."""
    for quote in article["quotes"]:
        yield {name: quote[name] if name in quote else article[name] for name in COLUMNS}
