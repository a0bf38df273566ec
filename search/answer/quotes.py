"""Who said what in the articles that a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.language.analysis import fold
from search.context import Context
from search.export.stream import Export, open_export
from search.request import SearchRequest

ARTICLE = ("id", "url", "title", "publisher", "published")
"""What is told of the article of a quote."""
COLUMNS = (*ARTICLE, "kind", "speaker", "as_written", "office", "how", "cue", "text", "start", "end")


def open_quotes(context: Context, request: SearchRequest) -> Export:
    """Find the articles of a request, whose rows `quotes_in` reads. Raises what `open_export` raises."""
    return open_export(context, request, "jsonl", names=",".join((*ARTICLE, "quotes")))


def quotes_in(article: Mapping[str, Any], speakers: Sequence[str]) -> list[Mapping[str, Any]]:
    """The quotes of an article's JSON; where `speakers` are named only of those whose names have all words of one."""
    wanted = [frozenset(fold(name).split()) for name in speakers]
    return [one for one in article["quotes"] if not wanted or _is_of(one, wanted)]


def _is_of(quote: Mapping[str, Any], wanted: Sequence[frozenset[str]]) -> bool:
    words = fold(quote["speaker"] or "").split()
    return any(name.issubset(words) for name in wanted)


def with_quotes(articles: Iterator[Mapping[str, Any]], speakers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Those of the articles that have such quotes, with them."""
    for article in articles:
        if quotes := quotes_in(article, speakers):
            yield {**{name: article[name] for name in ARTICLE}, "quotes": quotes}


def as_rows(article: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A row of COLUMNS for each quote of an article."""
    for quote in article["quotes"]:
        yield {name: quote[name] if name in quote else article[name] for name in COLUMNS}
