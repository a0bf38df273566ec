"""Engine queries for what is no plain word: patterns, phrases with patterns, addresses, and words near each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.engines.queries import Best, Bool, Filter, Pattern, PatternPhrase, Query, Term
from indexer.engines.queries import Phrase as TermPhrase
from indexer.language.addresses import address_terms
from indexer.language.analysis import Lexicon, Token, analyze, fold, indexed_forms
from search.query.leaves import is_address
from search.query.tree import Exact, Fuzzy, Phrase, Wildcard, Word

ADDRESS = "address"


def written_in(field: str) -> str:
    """The engine's field that holds words as they are written."""
    return "headline" if field == "title" else "exact"


def pattern_query(leaf: Wildcard) -> Query:
    """Words that match a pattern. One with a hyphen matches what is written together, as a doubled word of its own
    (`undang-und*`), and as a plural where its second half begins like its first (`anak-an*`)."""
    pattern, place = pattern_text(leaf.pattern), written_in(leaf.field)
    if "-" not in pattern:
        return Pattern(place, pattern)
    words = "title_word" if leaf.field == "title" else "word"
    first, _, second = pattern.partition("-")
    plural = TermPhrase(place, (first, first)) if first.startswith(re.split("[*?]", second)[0]) else None
    found = (Pattern(place, pattern), Pattern(words, pattern.replace("-", "")))
    return Best((*found, Filter(plural)) if plural else found)


def pattern_text(pattern: str) -> str:
    """A pattern as the terms of the index are: folded, without apostrophes."""
    return fold(pattern).replace("'", "")


def can_match(pattern: str, lexicon: Lexicon) -> bool:
    """Whether any term of the index can match: none does where the analysis would part what stands before the first
    wildcard, as in `Rp50*`."""
    start = re.split("[*?]", pattern_text(pattern))[0].partition("-")[0]
    return [token.exact for token in analyze(start, lexicon)] == [start]


def phrase_with_patterns(leaf: Phrase, lexicon: Lexicon) -> Query:
    """The words of a phrase next to each other, with any that its patterns match."""
    return PatternPhrase(written_in(leaf.field), tuple(phrase_terms(leaf.text, lexicon)))


def phrase_terms(text: str, lexicon: Lexicon) -> list[str]:
    """The terms of a phrase, patterns among them as they are."""
    terms = list[str]()
    for word in text.split():
        is_pattern = "*" in word or "?" in word
        terms += pattern_text(word).split("-") if is_pattern else indexed_forms(analyze(word, lexicon))
    return terms


def in_address(leaf: Word | Exact | Phrase | Wildcard | Fuzzy) -> Query | None:
    """Articles whose address has these parts next to each other."""
    if isinstance(leaf, Wildcard):
        return Filter(Pattern(ADDRESS, fold(leaf.pattern)))
    terms = address_terms(leaf.text)
    return Filter(TermPhrase(ADDRESS, terms)) if terms else None


def or_address(text: str, words: Query) -> Query:
    """What finds the words of an address, or the article that has this address."""
    if not is_address(text):
        return words
    return Best((words, Filter(TermPhrase(ADDRESS, address_terms(text)))))


def near_query(rows: tuple[Sequence[Token], Sequence[Token]], found: Sequence[Query], field: str, slop: int) -> Query:
    """Words near each other in any of their forms: `found` finds each by its word, and their roots stand near."""
    stems = tuple(token.stem for row in rows for token in row)
    places = (field,) if field else ("title", "body")
    orders = [stems, tuple(token.stem for row in reversed(rows) for token in row)]
    nearby = tuple(TermPhrase(place, order, slop) for place in places for order in orders)
    ranking = tuple(Term("stem", stem) for stem in dict.fromkeys(stems))
    return Bool(must=(*map(Filter, found), Filter(Bool(should=nearby, minimum=1))), should=ranking)
