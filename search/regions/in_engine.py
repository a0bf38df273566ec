"""Lets what an engine is asked and answers obey what users said of articles and regions: the index has what was read
off the text, and is not written when somebody corrects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import orjson

from indexer import fields
from indexer.engines.port import Bucket, Document, Engine, EngineHit
from indexer.engines.queries import Among, Bool, Exists, Filter, Query, Term
from search.regions.corrections import Corrections, province_of, provinces

(_FIELD,) = (one for one in fields.FIELDS if one.matching == "region")
REGION = _FIELD.name
MAX_REGIONS = 1_000
"""More than there are."""


def corrected_query(query: Term | Exists, held: Corrections) -> Query:
    """What finds the articles of a region, or of any, as users have corrected them."""
    if isinstance(query, Term):
        added, removed = held.added.get(query.text, ()), held.removed(query.text)
        return _corrected(query, added, removed) if added or removed else query
    added = tuple({article for articles in held.added.values() for article in articles})
    if not any(held.removed(one) for one in provinces()):
        return _either(query, added)
    # each region comes with its province, so what has none of these has none at all
    read = tuple(_corrected(Term(REGION, one), (), held.removed(one)) for one in provinces())
    return _either(Bool(should=read, minimum=1), added)


def _corrected(query: Query, added: tuple[str, ...], removed: tuple[str, ...]) -> Query:
    return _either(Bool(must=(query,), must_not=(Among(removed),)) if removed else query, added)


def _either(query: Query, added: tuple[str, ...]) -> Query:
    return Bool(should=(query, Among(added)), minimum=1) if added else query


def corrected_buckets(engine: Engine, query: Query, found: list[Bucket], limit: int, held: Corrections) -> list[Bucket]:
    """The commonest regions among the matches of a query; `found` are those by what was read. The engine, which knows
    no corrections, is asked how much they change."""
    here = _concerned(engine, query, held)
    changes = _changes(engine, query, here, held)
    if not any(changes):
        return found
    every = found if len(found) < limit else engine.facet(query, REGION, MAX_REGIONS)
    counted = {one.value: one.count for one in every}
    counted |= {region: counted.get(region, 0) + change for region, change in zip(here, changes, strict=True)}
    buckets = [Bucket(region, number) for region, number in counted.items() if number > 0]
    return sorted(buckets, key=lambda one: (-one.count, one.value))[:limit]


def _concerned(engine: Engine, query: Query, held: Corrections) -> list[str]:
    """The regions that a correction of one of the matches is of; those that were read of a province that an article is
    not about go with it."""
    numbers = engine.overlaps(query, list(held.named.values())) if held.named else []
    here = {region: None for region, number in zip(held.named, numbers, strict=True) if number}
    gone = [one for one in here if one in held.wrong and one == province_of(one)]
    if gone:
        them = Among(tuple({article for one in gone for article in held.wrong[one]}))
        read = engine.facet(Bool(must=(Filter(query), them)), REGION, MAX_REGIONS)
        here |= {one.value: None for one in read if province_of(one.value) in gone}
    return list(here)


def _changes(engine: Engine, query: Query, regions: Sequence[str], held: Corrections) -> list[int]:
    """How many more matches have each region than was read."""
    queries = []
    for region in regions:
        read, added = Term(REGION, region), held.added.get(region, ())
        queries.append(Bool(must=(Filter(query), Among(added)), must_not=(read,)))
        queries.append(Bool(must=(Filter(query), Filter(read), Among(held.removed(region)))))
    numbers = engine.counts(queries) if queries else []
    return [more - fewer for more, fewer in zip(numbers[::2], numbers[1::2], strict=True)]


def corrected_hit(hit: EngineHit, held: Corrections) -> EngineHit:
    """A hit whose stored regions are the corrected ones."""
    if hit.id not in held.by_article:
        return hit
    stored = orjson.loads(hit.stored)
    stored[_FIELD.key] = held.regions(hit.id, _FIELD.kept_in(stored))
    return replace(hit, stored=orjson.dumps(stored))


def corrected_document(document: Document, held: Corrections) -> Document:
    """A document whose regions are the corrected ones."""
    if document.id not in held.by_article:
        return document
    regions = held.regions(document.id, document.keywords.get(REGION, ()))
    return replace(document, keywords={**document.keywords, REGION: regions})
