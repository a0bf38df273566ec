"""Completions while a query is typed: words that stand beside those already there, titles, publishers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from indexer import fields
from indexer.engines.queries import Bool, Filter, Pattern, Request, Term
from indexer.language.analysis import analyze, fold, pieces
from indexer.language.folding import APOSTROPHES
from search.context import Context
from search.query.leaves import FIELDS, OPERATORS
from search.query.signs import DOUBLE_QUOTES

_READ = 40
"""Articles that words are taken from, the newest that have what was typed (decision 55)."""
_MAX_LENGTH = 200
"""Characters of a query that is completed; nothing is suggested for a longer one."""
_MIN_LETTERS = 3
_ALIKE = 3
"""So many times more articles are read than titles are shown: publishers take over titles with the text."""
_COUNTED = 24
"""Words of those articles whose articles are counted."""

_LAST = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]*)*$")
_TEXT_FIELDS = [name for name, field in fields.by_query_name().items() if field.kind == "text"]
_PUBLISHER = [name for name, field in fields.by_query_name().items() if field.matching == "name"]
_MARKS = re.compile(rf"\b(?:{'|'.join(_TEXT_FIELDS)}):|\b(?:{'|'.join(OPERATORS)})\b|[{DOUBLE_QUOTES}]")
_VALUE_FIELD = re.compile(rf"\b(?P<name>{'|'.join(FIELDS.keys() - _TEXT_FIELDS)}):(?P<value>\S*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Whole queries with the last word completed, titles by article id, names of publishers by slug."""

    words: tuple[str, ...]
    titles: Mapping[str, str]
    publishers: Mapping[str, str]


def suggest(context: Context, text: str, limit: int = 8) -> Suggestions:
    """Completions of what is typed; nothing before its last word has three letters."""
    if len(text) > _MAX_LENGTH:  # to look for its last word would take long too
        return Suggestions((), {}, {})
    last = _LAST.search(text)
    value = _VALUE_FIELD.search(text)
    other = value is not None and value["name"].lower() not in _PUBLISHER
    prefix = fold(last[0]).replace("'", "") if last else ""  # as words are indexed
    if last is None or len(prefix) < _MIN_LETTERS or other:
        return Suggestions((), {}, {})
    typed = fold(value["value"] if value else text)
    publishers = [(slug, name) for slug, name in context.publishers().items() if fold(name).startswith(typed)]
    if value:
        return Suggestions((), {}, dict(publishers[:limit]))
    before = text[: last.start()]
    stems = dict.fromkeys(token.stem for token in analyze(_MARKS.sub(" ", before), context.lexicon))
    return Suggestions(
        tuple(before + word for word in _words(context, list(stems), prefix)[:limit]),
        _titles(context, list(stems), prefix, limit),
        dict(publishers[:limit]),
    )


def _words(context: Context, stems: Sequence[str], prefix: str) -> list[str]:
    """Words that begin so, of articles with all the words before, those that most such articles have first."""
    beside = tuple(Filter(Term("stem", stem)) for stem in stems)
    query = Bool(must=(Filter(Pattern("exact", f"{prefix}*")), *beside))
    seen = Counter[str]()
    for hit in context.engine.search(Request(query, limit=_READ, sort="newest")).hits:
        stored = orjson.loads(hit.stored)
        text = "\n".join((stored["title"], *stored["body"]))
        alike = (pieces(run, context.lexicon, "id") for run in _beginning(prefix, text))  # to analyse all is slow
        seen.update(exact for found in alike for exact, *_ in found if exact.startswith(prefix))
    words = sorted(seen, key=lambda word: (-seen[word], word))[:_COUNTED]
    counts = context.engine.counts([Bool(must=(Filter(Term("exact", word)), *beside)) for word in words])
    return [word for _, word in sorted((-number, word) for number, word in zip(counts, words, strict=True) if number)]


def _titles(context: Context, stems: Sequence[str], prefix: str, limit: int) -> dict[str, str]:
    """Titles with a word that begins so and all words before it, by the ids of their articles, the newest first."""
    query = Bool(
        must=(Filter(Pattern("headline", f"{prefix}*")), *(Filter(Term("title", stem)) for stem in stems)),
    )
    found = dict[str, str]()
    for hit in context.engine.search(Request(query, limit=_ALIKE * limit, sort="newest")).hits:
        found.setdefault(orjson.loads(hit.stored)["title"], hit.id)
    return {name: title for title, name in itertools.islice(found.items(), limit)}


def _beginning(prefix: str, text: str) -> set[str]:
    """What begins so in a text, as it is written there. The form begins with the letters themselves, not with what may
    not stand before them, and is looked for among small letters alone: so the search leaps."""
    text = text.replace("'", "").replace("’", "")  # as in the prefix: Ma'ruf
    letters, low = re.escape(prefix), text.lower()
    form = rf"{letters}(?<![^\W_]{letters})\w*"
    if len(low) != len(text):  # a capital is longer than its small letter
        return set(re.findall(form, text, re.IGNORECASE))
    return {text[slice(*found.span())] for found in re.finditer(form, low)}
