"""Brings a query into the few forms that both engines read alike, and says which documents neither takes.

The engines differ at the edges: tantivy counts a sloppy phrase otherwise than Lucene, Lucene takes no pattern
whose automaton grows too large, a boolean query of exclusions alone finds nothing in the one and everything
in the other. Here each edge gets one meaning, so that what the engines are given leaves no choice (decision 38).
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

from indexer.engines.port import (
    FIRST_DATED,
    GROUP_BITS,
    KEYWORD_FIELDS,
    MAX_TERM_LENGTH,
    WORD_FIELDS,
    Document,
    Rejected,
)
from indexer.engines.queries import (
    MAX_WILDCARDS,
    Among,
    Best,
    Bool,
    Boost,
    Cursor,
    Everything,
    Exists,
    Filter,
    Fuzzy,
    Nothing,
    Pattern,
    PatternPhrase,
    Phrase,
    Query,
    Range,
    Request,
    Sort,
    Term,
)

ABSENT = "\u2205"
"""Stands for a text without terms, so that both engines count the same documents in a field's averages."""

_LIMITS = {"published": 2**33, "sort": 2**62, "copies": 2**GROUP_BITS}
_GREATEST_SCORE = 1e30
_MAX_ID_LENGTH = 512
_MAX_KEYWORD_LENGTH = 32_766 // 4
_FUZZY_LETTERS = {1: 3, 2: 5}


def rewrite(query: Query) -> Query:  # noqa: C901, PLR0911 - one form of query, one return
    """The same query in plain form: phrases with slop in pairs, booleans with their minimum spelt out."""
    match query:
        case Term():
            return _term(query)
        case Bool():
            return _bool(query)
        case Boost():
            return Boost(rewrite(query.query), query.weight)
        case Filter():
            return _filter(query)
        case Phrase():
            return _phrase(query)
        case Pattern():
            return query if _is_simple(query.pattern) else Nothing()
        case PatternPhrase():
            return _pattern_phrase(query)
        case Fuzzy():
            return _fuzzy(query)
        case Range():
            return _range(query)
        case Among():
            return _among(query)
        case Best():
            return Best(tuple(rewrite(each) for each in query.queries), query.tie) if query.queries else Nothing()
        case Everything() | Nothing() | Exists():
            return query


rewritten = functools.lru_cache(maxsize=64)(rewrite)
"""The same, remembered for the questions that follow about one query."""


def clamp(request: Request) -> Request:
    """The same request, its cursor within the numbers that engines hold: cursors come from outside."""
    if request.after is None:
        return request
    score = request.after.score if math.isfinite(request.after.score) else 0.0
    bound = min(max(score, -_GREATEST_SCORE), _GREATEST_SCORE)
    sort = min(max(request.after.sort, 0), _LIMITS["sort"])
    return replace(request, after=replace(request.after, score=bound, sort=sort))


def following(sort: Sort, after: Cursor | None) -> tuple[Range, ...]:
    """What follows a cursor in an order by date, in parts that stand one after the other: what has no date has the
    lowest keys, so that the oldest first means two ranges of keys."""
    place = None if after is None else after.sort
    if sort != "oldest":
        return (Range("sort", None, place),)
    if place is not None and place < FIRST_DATED:
        return (Range("sort", place + 1, FIRST_DATED),)
    return (Range("sort", FIRST_DATED if place is None else place + 1, None), Range("sort", None, FIRST_DATED))


def even_score(query: Query) -> float | None:
    """The score that all documents of a rewritten query have in common, None where they differ."""
    match query:
        case Everything() | Nothing() | Filter() | Range() | Exists() | Among():
            return 0.0
        case Pattern() | Fuzzy():
            return 1.0
        case Boost():
            score = even_score(query.query)
            return None if score is None else score * query.weight
        case Bool() if not query.should:
            scores = [even_score(each) for each in query.must]
            return None if None in scores else sum(score for score in scores if score is not None)
        case _:
            return None


def split_rejected(documents: Sequence[Document]) -> tuple[list[Document], list[Rejected]]:
    """The documents that an engine takes, of the same id the last, and those that none takes, with the reason."""
    reasons = {document.id: reason for document in documents if (reason := rejection_reason(document))}
    taken = {document.id: document for document in documents if document.id not in reasons}
    return list(taken.values()), [Rejected(name, reason) for name, reason in reasons.items()]


def rejection_reason(document: Document) -> str | None:
    """Why no engine takes the document, None where nothing speaks against it."""
    keywords = [document.group, *(value for values in document.keywords.values() for value in values)]
    ranked = (document.stem, document.exact_title, document.exact_body, document.title, document.body)
    texts = (*ranked, document.word, document.title_words, document.title_only, document.often, document.address)
    if not document.id or len(document.id.encode(errors="replace")) > _MAX_ID_LENGTH:
        return f"the id must have 1 to {_MAX_ID_LENGTH} bytes"
    if any(len(keyword) > _MAX_KEYWORD_LENGTH for keyword in keywords):
        return f"a keyword (a publisher, section, author, tag, ...) is longer than {_MAX_KEYWORD_LENGTH} characters"
    if not all(map(_is_unicode, (document.id, *keywords, *texts))):
        return "a text holds half a character (a lone surrogate)"
    if not 0 <= document.sort < _LIMITS["sort"] or abs(document.published or 0) > _LIMITS["published"]:
        return "the publication time or sort key is out of range"
    return None


def _term(query: Term) -> Query:
    if not query.text or not _is_unicode(query.text):
        return Nothing()
    if query.field in KEYWORD_FIELDS:
        return Filter(query) if len(query.text) <= _MAX_KEYWORD_LENGTH else Nothing()
    if query.field in (*WORD_FIELDS, "copies") and len(query.text) <= MAX_TERM_LENGTH and not _has_space(query.text):
        return Filter(query)
    return query if len(query.text) <= MAX_TERM_LENGTH and not _has_space(query.text) else Nothing()


def _phrase(query: Phrase) -> Query:
    terms = tuple(dict.fromkeys(query.terms)) if query.slop else query.terms
    scored = tuple(_term(Term(query.field, term)) for term in terms)
    if not terms or Nothing() in scored:
        return Nothing()
    if len(terms) == 1:
        return scored[0]
    if not query.slop:
        return query
    return Bool(must=(*scored, *_neighbours(query.field, terms, query.slop)))


def _neighbours(field: str, terms: tuple[str, ...], slop: int) -> list[Filter]:
    """Each term near the one before it and near the first: what is left of a sloppy phrase in pairs."""
    pairs = [*itertools.pairwise(range(len(terms))), *((0, place) for place in range(2, len(terms)))]
    return [Filter(Phrase(field, (terms[one], terms[two]), slop + two - one - 1)) for one, two in pairs]


def _pattern_phrase(query: PatternPhrase) -> Query:
    """The words score, since each engine scores patterns among them in its own way; that they stand so filters."""
    patterns = [term for term in query.terms if "*" in term or "?" in term]
    if not patterns:
        return _phrase(Phrase(query.field, query.terms))
    if len(query.terms) == 1:
        return rewrite(Pattern(query.field, query.terms[0]))
    words = tuple(_term(Term(query.field, term)) for term in query.terms if term not in patterns)
    if Nothing() in words or not all(_is_simple(pattern) and not _has_space(pattern) for pattern in patterns):
        return Nothing()
    return Bool(must=(*words, Filter(query)))


def _is_simple(pattern: str) -> bool:
    wildcards = pattern.count("*") + pattern.count("?")
    return 0 < len(pattern) <= MAX_TERM_LENGTH and wildcards <= MAX_WILDCARDS and _is_unicode(pattern)


def _fuzzy(query: Fuzzy) -> Query:
    if not query.text or len(query.text) > MAX_TERM_LENGTH or not _is_unicode(query.text):
        return Nothing()
    if query.distance == 2 and len(query.text) >= _FUZZY_LETTERS[2]:
        return query
    if len(query.text) >= _FUZZY_LETTERS[1]:
        return Fuzzy(query.field, query.text, 1)
    return _term(Term(query.field, query.text))


def _range(query: Range) -> Query:
    limit = _LIMITS[query.field]
    lower = None if query.lower is None or query.lower < -limit else query.lower
    upper = None if query.upper is None or query.upper > limit else query.upper
    if lower is None and upper is None:
        return Everything()
    if (lower is not None and lower > limit) or (upper is not None and upper < -limit):
        return Nothing()
    if lower is not None and upper is not None and lower >= upper:
        return Nothing()
    return Range(query.field, lower, upper)


def _among(query: Among) -> Query:
    if not query.ids:
        return Nothing()
    if all(query.ids) and _is_unicode("".join(query.ids)):  # one look at ten thousand
        return query
    return _among(Among(tuple(one for one in query.ids if one and _is_unicode(one))))


def _filter(query: Filter) -> Query:
    inner = _unranked(rewrite(query.query))
    return inner if even_score(inner) == 0 else Filter(inner)


def _unranked(query: Query) -> Query:
    """The same hits, without what only ranks them: tantivy looks for a phrase in each hit though nothing scores it."""
    match query:
        case Boost(inner) | Filter(inner):
            return _unranked(inner)
        case Bool(must, should, must_not, minimum):
            must, should = (tuple(map(_unranked, each)) for each in (must, should if minimum else ()))
            return _flat(Bool(must, should, tuple(map(_unranked, must_not)), minimum))
        case Best(queries, tie):
            return Best(tuple(map(_unranked, queries)), tie)
        case _:
            return query


def _bool(query: Bool) -> Query:
    minimum = max(query.minimum, 0 if query.must or not query.should else 1)
    if minimum > len(query.should):
        return Nothing()
    must, should, must_not = (tuple(map(rewrite, each)) for each in (query.must, query.should, query.must_not))
    if not must and not should:
        must = (Everything(),)
    return _flat(Bool(must, should, must_not, minimum))


def _flat(query: Bool) -> Query:
    """The same with less depth, of which Elasticsearch takes 30 levels: a must within a must is one of them."""
    inner = [each for each in query.must if isinstance(each, Bool) and not each.should]
    must = tuple(one for each in query.must for one in (each.must if each in inner else (each,)))
    must_not = (*query.must_not, *(one for each in inner for one in each.must_not))
    must_not = tuple(one for each in must_not for one in _choices(each))
    should, minimum = query.should, query.minimum
    if minimum <= 1:
        should = tuple(one for each in should for one in _choices(each))
    if minimum == len(should) == 1:
        must, should, minimum = (*must, *should), (), 0
    return must[0] if len(must) == 1 and not should and not must_not else Bool(must, should, must_not, minimum)


def _choices(query: Query) -> tuple[Query, ...]:
    """What a query offers to choose from, itself if it is no mere choice."""
    if isinstance(query, Bool) and query.minimum == 1 and not query.must and not query.must_not:
        return query.should
    return (query,)


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _has_space(text: str) -> bool:
    return text.split() != [text]
