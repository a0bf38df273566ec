"""What a generation looks like in tantivy: its fields, and documents and queries in its terms.

Queries are built by hand, never from a string: tantivy's parser dies of deeply nested parentheses.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Index, Occur, TextAnalyzerBuilder, Tokenizer
from tantivy import Filter as TokenFilter

from indexer.engines.layout import layout
from indexer.engines.port import (
    FIRST_DATED,
    GAP,
    KEYWORD_FIELDS,
    NUMBER_FIELDS,
    PARAGRAPH_END,
    TEXT_FIELDS,
    WORD_FIELDS,
    Document,
)
from indexer.engines.queries import (
    Among,
    Best,
    Bool,
    Boost,
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
    Term,
    TextQuery,
)
from indexer.engines.rewrite import ABSENT

LAYOUT = layout(8)
"""Increase it when the fields below change: older generations are then rebuilt."""

KEY = "key"
"""The id as a number (`key_of`), by which documents are looked up: many at once in a third of the time that their ids
take, and it is read without the document."""
NUMBER = "number"
"""The article's sequence, which its `sort` ends in. Many of them are looked up in a third (10,000) or a fourth (33,000)
of the time that keys take, since they follow each other in the index and keys lie anywhere."""
_BODY_WORD = "body_word"
_KEYS_REMEMBERED = 2**18
_SETS_REMEMBERED = 64
_FILLER = "\u00b7"
_GAP = f" {_FILLER}" * GAP + " "


@functools.lru_cache(_KEYS_REMEMBERED)
def key_of(id: str) -> int:  # noqa: A002 - the document's id
    """A document's id as a number of 63 bits: of ten million, two have the same by a chance of one in 180,000."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big") >> 1


@functools.lru_cache(_SETS_REMEMBERED)
def key_set(ids: tuple[str, ...]) -> frozenset[int]:
    """The same for a set of them."""
    return frozenset(map(key_of, ids))


def _schema() -> Any:
    """The fields that the port names, and the stored JSON."""
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        option = "freq" if field in ("stem", "word") else "position"
        tokenizer = "gap" if field in ("exact", "body") else "terms"
        builder.add_text_field(field, tokenizer_name=tokenizer, index_option=option)
    for field in WORD_FIELDS:
        builder.add_text_field(field, tokenizer_name="terms", index_option="basic")
    for field in KEYWORD_FIELDS:
        if field != "id":
            builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    for field in NUMBER_FIELDS:
        builder.add_integer_field(field, indexed=field == "copies", fast=True)
    builder.add_integer_field(KEY, indexed=True, fast=True)
    builder.add_integer_field(NUMBER, indexed=True, fast=True)
    for field in ("id", "group", "stored"):
        builder.add_bytes_field(field, stored=True)
    return builder.build()


_SCHEMA = _schema()


def make_index(folder: Path) -> None:
    """Make an empty index in an existing folder."""
    Index(_SCHEMA, path=str(folder), reuse=False)


def open_index(folder: Path) -> Any:
    """Open an index that must be there; its readers see new commits on `reload()` only. ValueError if damaged."""
    index = Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    whitespace = TextAnalyzerBuilder(Tokenizer.whitespace())
    index.register_tokenizer("terms", whitespace.build())
    # A token filtered out still takes its position, but is not counted in the length: so the gap costs no score.
    gap = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(TokenFilter.custom_stopword([_FILLER]))
    index.register_tokenizer("gap", gap.build())
    return index


def to_tantivy(document: Document) -> Any:
    """The document as tantivy takes it. It checks nothing: `rewrite.rejection_reason` must have been asked."""
    result = tantivy.Document()
    for field in ("stem", "word", "title"):
        result.add_text(field, getattr(document, field) or ABSENT)
    result.add_text("body", _with_gaps(document.body))
    result.add_text("title_word", document.title_words)
    result.add_text("title_only", document.title_only)
    result.add_text("often", document.often)
    result.add_text("headline", document.exact_title or ABSENT)
    result.add_text("address", document.address or ABSENT)
    result.add_text("exact", f"{document.exact_title or ABSENT}{_GAP}{_with_gaps(document.exact_body)}")
    for field, values in document.keywords.items():
        for value in dict.fromkeys(filter(None, values)):
            result.add_text(field, value)
    for field in NUMBER_FIELDS:
        if (number := getattr(document, field)) is not None:
            result.add_integer(field, number)
    result.add_integer(KEY, key_of(document.id))
    result.add_integer(NUMBER, document.sort % FIRST_DATED)
    result.add_bytes("id", document.id.encode())
    result.add_bytes("group", document.group.encode())
    result.add_bytes("stored", document.stored)
    return result


def kept_text(kept: Any, field: str) -> str:
    """The `id` or `group` of a stored document; earlier layouts hold them as text, if there is any."""
    value = kept.get_first(field) or ""
    return value.decode() if isinstance(value, bytes) else value


def _with_gaps(text: str) -> str:
    return text.replace(PARAGRAPH_END, _GAP) or ABSENT


Look = Callable[[tuple[str, ...]], Any]
"""Gives the query for the documents of some ids."""


def build(query: Query, schema: Any, among: Look) -> Any:  # noqa: PLR0911 - one form of query, one return
    """A rewritten query as tantivy takes it, for an index of this schema."""
    match query:
        case Term():
            return _term(query, schema)
        case Phrase() | Pattern() | PatternPhrase() | Fuzzy():
            return _text(query, schema) if is_held(query.field, schema) else tantivy.Query.empty_query()
        case Among():
            return _unscored(among(query.ids))
        case Exists():
            return _exists(query, schema)
        case Range():
            return _unscored(_range(query, schema))
        case Everything():
            return _unscored(tantivy.Query.all_query())
        case Nothing():
            return tantivy.Query.empty_query()
        case Boost():
            return tantivy.Query.boost_query(build(query.query, schema, among), query.weight)
        case Filter():
            return _unscored(build(query.query, schema, among))
        case Bool():
            return _bool(query, schema, among)
        case Best():
            return tantivy.Query.disjunction_max_query(
                [build(each, schema, among) for each in query.queries], query.tie
            )


def _unscored(query: Any) -> Any:
    return tantivy.Query.const_score_query(query, 0.0)


def is_held(field: str, schema: Any, value: str | int = "") -> bool:
    """Whether an index has a field for such values; it may have been made before there was one."""
    try:
        tantivy.Query.term_query(schema, field, value, index_option="basic")
    except ValueError:
        return False
    return True


def _term(query: Term, schema: Any) -> Any:
    match query:
        case Term("id", text) if is_held(KEY, schema, 0):
            return _value(schema, KEY, key_of(text))
        case Term("copies", text):
            return _value(schema, "copies", int(text)) if is_held("copies", schema, 0) else tantivy.Query.empty_query()
        case Term(field, text) if is_held(field, schema):
            return _value(schema, field, text)
        case Term("often" | "title_only") if is_held(_BODY_WORD, schema):
            return _by_words_of_the_body(query, schema)
        case _:
            return tantivy.Query.empty_query()


def _value(schema: Any, field: str, value: str | int) -> Any:
    option = "freq" if field in TEXT_FIELDS else "basic"
    return tantivy.Query.term_query(schema, field, value, index_option=option)


def _by_words_of_the_body(query: Term, schema: Any) -> Any:
    """The same in an index of layouts 3 to 7, which held each word of the body, and with them how often they stand."""
    in_body = _value(schema, _BODY_WORD, query.text)
    if query.field == "often":
        return in_body
    return tantivy.Query.boolean_query(
        [(Occur.Must, _value(schema, "title_word", query.text)), (Occur.MustNot, in_body)]
    )


def with_ids(ids: tuple[str, ...], schema: Any) -> Any:
    """The documents of some ids."""
    if is_held(KEY, schema, 0):
        return with_keys(key_set(ids), schema)
    return tantivy.Query.term_set_query(schema, "id", list(ids))


def with_keys(keys: Iterable[int], schema: Any) -> Any:
    """The documents of some keys."""
    return tantivy.Query.term_set_query(schema, KEY, list(keys))


def with_numbers(numbers: Iterable[int], schema: Any) -> Any:
    """The documents of some numbers."""
    return tantivy.Query.term_set_query(schema, NUMBER, list(numbers))


def _text(query: TextQuery, schema: Any) -> Any:
    match query:
        case Phrase():
            return tantivy.Query.phrase_query(schema, query.field, list(query.terms), slop=query.slop)
        case PatternPhrase():
            return tantivy.Query.regex_phrase_query(schema, query.field, [_regex(term) for term in query.terms])
        case Fuzzy():
            return tantivy.Query.fuzzy_term_query(schema, query.field, query.text, distance=query.distance)
        case Pattern() if _is_prefix(query.pattern):  # a regex takes a thousand times as long to make
            return tantivy.Query.fuzzy_term_query(schema, query.field, query.pattern[:-1], distance=0, prefix=True)
        case Pattern():
            return tantivy.Query.regex_query(schema, query.field, _regex(query.pattern))


def _is_prefix(pattern: str) -> bool:
    return len(pattern) > 1 and pattern.endswith("*") and not set(pattern[:-1]) & {"*", "?"}


def _exists(query: Exists, schema: Any) -> Any:
    if not is_held(query.field, schema, 0 if query.field in NUMBER_FIELDS else ""):
        return tantivy.Query.empty_query()
    return _unscored(tantivy.Query.exists_query(query.field))


def _range(query: Range, schema: Any) -> Any:
    if not is_held(query.field, schema, 0):
        return tantivy.Query.empty_query()
    return tantivy.Query.range_query(
        schema, query.field, FieldType.Integer, query.lower, query.upper, include_upper=query.upper is None
    )


def _bool(query: Bool, schema: Any, among: Look) -> Any:
    clauses = [
        *((Occur.Must, build(each, schema, among)) for each in query.must),
        *((Occur.Should, build(each, schema, among)) for each in query.should),
        *((Occur.MustNot, build(each, schema, among)) for each in query.must_not),
    ]
    return tantivy.Query.boolean_query(clauses, query.minimum)


def _regex(pattern: str) -> str:
    wildcards = {"*": ".*", "?": "."}
    return "".join(wildcards.get(letter) or re.sub(r"[.+()|\[\]{}^$\\]", r"\\\g<0>", letter) for letter in pattern)
