"""Who said what in the articles that a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.articles.person_names import name_key
from search.context import Context
from search.export.stream import Export, open_export
from search.people.names import Names
from search.request import SearchRequest

ARTICLE = ("id", "url", "title", "publisher", "published")
"""What is told of the article of a quote."""
COLUMNS = (*ARTICLE, "kind", "speaker", "as_written", "office", "how", "cue", "text", "start", "end")


def open_quotes(context: Context, request: SearchRequest) -> Export:
    """Find the articles of a request, whose rows `quotes_in` reads. Raises what `open_export` raises."""
    return open_export(context, request, "jsonl", names=",".join((*ARTICLE, "quotes")))


def quotes_in(article: Mapping[str, Any], speakers: Sequence[str], names: Names) -> list[Mapping[str, Any]]:
    """The quotes of an article's JSON, each given to the person whose name the article's is; where `speakers` are named
    only theirs: of a person in full, or of whoever has all words of a name."""
    told = [{**one, "speaker": person_of(one, names)} for one in article["quotes"]]
    return [one for one in told if not speakers or (one["speaker"] and _is_of(one["speaker"], speakers, names))]


def person_of(quote: Mapping[str, Any], names: Names) -> str | None:
    """Who said a quote, None where nobody is named."""
    return names.person(quote["speaker"], quote["office"]) if quote["speaker"] else None


def _is_of(person: str, wanted: Sequence[str], names: Names) -> bool:
    """Whether a person is one of those wanted, as a search for them reads their names: what was joined or parted means
    one person in full, all else whoever has its words in one of their names."""
    called = {name_key(person), *names.keys(person)}
    for name in wanted:
        key = name_key(name)
        if name_key(names.called(name)) == name_key(person):
            return True
        is_in_full = key in names.by_person or key in names.by_name
        if not is_in_full and any(set(key.split()) <= set(one.split()) for one in called):
            return True
    return False


def with_quotes(
    articles: Iterator[Mapping[str, Any]], speakers: Sequence[str], names: Names
) -> Iterator[dict[str, Any]]:
    """Those of the articles that have such quotes, with them."""
    for article in articles:
        if quotes := quotes_in(article, speakers, names):
            yield {**{name: article[name] for name in ARTICLE}, "quotes": quotes}


def as_rows(article: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A row of COLUMNS for each quote of an article."""
    for quote in article["quotes"]:
        yield {name: quote[name] if name in quote else article[name] for name in COLUMNS}
