"""What a generation looks like in Elasticsearch: its mapping, and documents and queries in its terms.

Only the server's core is used: no scripts, no plugins, no analyzer but the built-in `whitespace`.
"""

from __future__ import annotations

from typing import Any

from base.parts import in_parts
from config.settings import EngineSettings
from indexer.engines.layout import layout
from indexer.engines.port import GAP, KEYWORD_FIELDS, NUMBER_FIELDS, PARAGRAPH_END, TEXT_FIELDS, WORD_FIELDS, Document
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

LAYOUT = layout(7)
"""Increase it when the mapping below changes: older generations are then rebuilt."""

_IDS_IN_A_QUERY = 65_536
"""What the server takes at most (`index.max_terms_count`)."""
_NEXT_TO_NOTHING = 1e-30
"""A weight under which a term is still scored; at 0 Lucene leaves it out."""
_TERMS = {"type": "text", "analyzer": "whitespace"}
_FIELDS: dict[str, Any] = {
    "stem": {**_TERMS, "index_options": "freqs"},
    "word": {**_TERMS, "index_options": "freqs"},
    "exact": {**_TERMS, "position_increment_gap": GAP},
    "title": _TERMS,
    "body": {**_TERMS, "position_increment_gap": GAP},
    "headline": _TERMS,
    "address": _TERMS,
    **{field: {**_TERMS, "index_options": "docs", "norms": False} for field in WORD_FIELDS},
    **{field: {"type": "keyword"} for field in KEYWORD_FIELDS if field != "id"},
    "published": {"type": "date", "format": "epoch_second"},
    "sort": {"type": "long"},
    "copies": {"type": "long"},
    "group": {"type": "keyword", "index": False, "doc_values": False},
    "stored": {"type": "text", "index": False},
}


def mapping(fingerprint: str) -> dict[str, Any]:
    """The fields that the port names; the texts are searched but not kept, since the articles' database has them."""
    return {
        "dynamic": "strict",
        "_meta": {"fingerprint": fingerprint, "layout": LAYOUT},
        "_source": {"excludes": [*TEXT_FIELDS, *WORD_FIELDS]},
        "properties": _FIELDS,
    }


def index_settings(settings: EngineSettings) -> dict[str, Any]:
    """Shards and replicas as set, and scoring as in tantivy."""
    return {
        "number_of_shards": settings.shards,
        "number_of_replicas": settings.replicas,
        "refresh_interval": "30s",  # every write ends with a refresh of its own
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def to_elastic(document: Document) -> dict[str, Any]:
    """The document as Elasticsearch takes it."""
    return {
        "stem": document.stem or ABSENT,
        "word": document.word or ABSENT,
        "exact": [document.exact_title or ABSENT, *_paragraphs(document.exact_body)],
        "title": document.title or ABSENT,
        "body": _paragraphs(document.body),
        "headline": document.exact_title or ABSENT,
        "address": document.address or ABSENT,
        "title_word": document.title_words,
        "title_only": document.title_only,
        "often": document.often,
        **{name: [value for value in values if value] for name, values in document.keywords.items()},
        **({"group": document.group} if document.group else {}),
        **{name: number for name in NUMBER_FIELDS if (number := getattr(document, name)) is not None},
        "stored": document.stored.decode(),
    }


def _paragraphs(text: str) -> list[str]:
    return (text or ABSENT).split(PARAGRAPH_END)


def build_scored(query: Query) -> dict[str, Any]:
    """A rewritten query as Elasticsearch takes it where its scores are compared.

    A shard that holds no word of a phrase does not count its documents for that phrase, and the phrase would weigh
    less the more years there are without it. A term beside it that weighs nothing makes every shard count.
    """
    made = build(query, scored=True)
    counting = [{"term": {field: {"value": ABSENT, "boost": _NEXT_TO_NOTHING}}} for field in _phrase_fields(query)]
    return {"bool": {"must": [made], "should": counting}} if counting else made


def _phrase_fields(query: Query) -> list[str]:
    """The fields in which a query scores phrases."""
    found = set[str]()
    rest = [query]
    while rest:
        match rest.pop():
            case Phrase(field):
                found.add(field)
            case Boost(inner):
                rest.append(inner)
            case Bool(must, should):
                rest += (*must, *should)
            case Best(queries):
                rest += queries
            case _:
                pass
    return sorted(found)


def build(  # noqa: PLR0911 - one form of query, one return
    query: Query, weight: float = 1.0, *, scored: bool = False
) -> dict[str, Any]:
    """A rewritten query as Elasticsearch takes it, its score times a weight; `scored` where scores are compared."""
    match query:
        case Term():
            field = "_id" if query.field == "id" else query.field
            return {"term": {field: {"value": query.text, "boost": weight}}}
        case Phrase() | Pattern() | PatternPhrase() | Fuzzy():
            return _text(query, weight)
        case Range() | Exists() | Among() | Everything():
            return {"bool": {"filter": [_filter(query, scored=scored)]}}
        case Nothing():
            return {"match_none": {}}
        case Boost():
            return build(query.query, weight * query.weight, scored=scored)
        case Filter():
            return {"bool": {"filter": [_filter(query.query, scored=scored)]}}
        case Bool():
            return {"bool": _bool(query, weight, scored=scored)}
        case Best():
            queries = [build(each, scored=scored) for each in query.queries]
            return {"dis_max": {"queries": queries, "tie_breaker": query.tie, "boost": weight}}


def _text(query: TextQuery, weight: float) -> dict[str, Any]:
    match query:
        case Phrase():
            phrase = {"query": " ".join(query.terms), "slop": query.slop, "boost": weight}
            return {"match_phrase": {query.field: phrase}}
        case Pattern():
            return _pattern(query, weight)
        case PatternPhrase():
            return _pattern_phrase(query)
        case Fuzzy():
            near = {"value": query.text, "fuzziness": query.distance, "boost": weight, "rewrite": "constant_score"}
            return {"fuzzy": {query.field: near}}


def _pattern(query: Pattern, weight: float) -> dict[str, Any]:
    """A pattern; the server finds a mere prefix sooner if it is asked for as one."""
    start, rest = query.pattern[:-1], query.pattern[-1:]
    if rest == "*" and not set(start) & {"*", "?"}:
        return {"prefix": {query.field: {"value": start, "boost": weight, "rewrite": "constant_score"}}}
    pattern = query.pattern.replace("\\", "\\\\")
    return {"wildcard": {query.field: {"value": pattern, "boost": weight, "rewrite": "constant_score"}}}


def _pattern_phrase(query: PatternPhrase) -> dict[str, Any]:
    """Its terms in a row; of a pattern in an `intervals` query all terms are tried, however many."""
    row = [
        {"wildcard": {"pattern": term.replace("\\", "\\\\")}} if set(term) & {"*", "?"} else {"match": {"query": term}}
        for term in query.terms
    ]
    return {"intervals": {query.field: {"all_of": {"ordered": True, "max_gaps": 0, "intervals": row}}}}


def _filter(query: Query, *, scored: bool) -> dict[str, Any]:
    """A query for a place where it adds no score: one level less where it only said that."""
    match query:
        case Range():
            return _range(query, scored=scored)
        case Everything():
            return {"match_all": {}}
        case Exists():
            return {"exists": {"field": query.field}}
        case Among():
            return _among(query)
        case Filter() | Boost():
            return _filter(query.query, scored=scored)
        case _:
            return build(query, scored=scored)


def _among(query: Among) -> dict[str, Any]:
    parts = [{"terms": {"_id": some}} for some in in_parts(query.ids, _IDS_IN_A_QUERY)]
    return parts[0] if len(parts) == 1 else {"bool": {"should": parts}}


def _bool(query: Bool, weight: float, *, scored: bool) -> dict[str, Any]:
    filters = (Range, Exists, Among, Everything, Filter)
    return {
        "must": [build(each, scored=scored) for each in query.must if not isinstance(each, filters)],
        "filter": [_filter(each, scored=scored) for each in query.must if isinstance(each, filters)],
        "should": [build(each, scored=scored) for each in query.should],
        "must_not": [_filter(each, scored=scored) for each in query.must_not],
        "minimum_should_match": query.minimum,
        "boost": weight,
    }


def _range(query: Range, *, scored: bool) -> dict[str, Any]:
    bounds = {name: bound for name, bound in (("gte", query.lower), ("lt", query.upper)) if bound is not None}
    # Whatever the mapping says, a bare number is taken for milliseconds here.
    unit = {"format": "epoch_second"} if query.field == "published" else {}
    ranged = {"range": {query.field: {**bounds, **unit}}}
    if not scored:
        return ranged
    # A shard that lies outside the range would drop the whole query before it counted its words, and the scores
    # of all others would change with the range. The term that no document has keeps the shard from knowing.
    return {"bool": {"should": [ranged, {"term": {"publisher": ABSENT}}]}}
