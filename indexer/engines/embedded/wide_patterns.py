"""Patterns in a phrase that match more words than tantivy takes: the same phrase with longer patterns, any of which may
match. It refuses a phrase whose patterns match 16,384 words, as `"orang ber*"` does in a large archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from indexer.engines.queries import Best, Bool, Boost, Filter, PatternPhrase, Query

MOST = 8_000
"""Words of one pattern; half of what tantivy takes, since a phrase may have two."""
List = Callable[[str, str], Sequence[str]]
"""Gives the words of a field that begin so."""


def narrowed(query: Query, words: List, most: int = MOST) -> Query:
    """The query with such phrases taken apart."""
    match query:
        case PatternPhrase():
            narrow = tuple(_phrases(query, words, most))
            return narrow[0] if len(narrow) == 1 else Bool(should=narrow, minimum=1)
        case Boost(inner, weight):
            return Boost(narrowed(inner, words, most), weight)
        case Filter(inner):
            return Filter(narrowed(inner, words, most))
        case Best(queries, tie):
            return Best(tuple(narrowed(each, words, most) for each in queries), tie)
        case Bool(must, should, must_not, minimum):
            must, should, must_not = (
                tuple([narrowed(each, words, most) for each in some]) for some in (must, should, must_not)
            )
            return Bool(must, should, must_not, minimum)
        case _:
            return query


def _phrases(query: PatternPhrase, words: List, most: int) -> Iterator[PatternPhrase]:
    """The phrase with its first pattern that is too wide made longer by each letter that words have there."""
    for place, pattern in enumerate(query.terms):
        start, star, rest = pattern.partition("*")
        if not star or "?" in start or len(found := words(query.field, start)) <= most:
            continue
        letters = {word[len(start) : len(start) + 1] for word in found} - {""}
        for longer in (start + rest, *sorted(f"{start}{letter}*{rest}" for letter in letters)):
            terms = (*query.terms[:place], longer, *query.terms[place + 1 :])
            yield from _phrases(replace(query, terms=terms), words, most)
        return
    yield query
