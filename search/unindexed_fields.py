"""Lets an engine be asked for fields that stand in no index: those that users keep of articles, and what the catalogue
says of publishers.

A folder in a query becomes the ids that lie in it, an owner group the publishers that belong to it; so such a field
filters, counts, feeds and exports as any does, and no index is written for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from indexer import fields
from indexer.engines.port import Bucket, Days, Engine, EngineHit, Folding, Overview, Page
from indexer.engines.queries import Among, Best, Bool, Boost, Everything, Exists, Filter, Query, Request, Sort, Term
from search.publisher_fields import PUBLISHER, PublisherFields
from search.regions.corrections import Corrections
from search.regions.in_engine import REGION, corrected_buckets, corrected_hit, corrected_query

if TYPE_CHECKING:
    from search.context import OwnValues

_OWN = frozenset(one.name for one in fields.own())
_OF_PUBLISHER = frozenset(one.name for one in fields.of_publisher())
MAX_PUBLISHERS = 50_000
"""More than there are."""


def with_unindexed_fields(
    engine: Engine, own: OwnValues, told: PublisherFields, regions: Callable[[], Corrections]
) -> Engine:
    """The engine with the users' own fields and corrections of regions, and with what the catalogue tells, in the place
    of any before."""
    plain = engine._engine if isinstance(engine, _UnindexedFields) else engine  # noqa: SLF001 - of this module
    return cast("Engine", _UnindexedFields(plain, own, told, regions))


class _UnindexedFields:
    """What takes a query or gives hits is here; all else is the engine's."""

    def __init__(
        self, engine: Engine, own: OwnValues, told: PublisherFields, regions: Callable[[], Corrections]
    ) -> None:
        self._engine, self._own, self._told, self._regions = engine, own, told, regions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, request: Request) -> Page:
        """The page of hits."""
        found, held = self._engine.search(replace(request, query=self._plain(request.query))), self._regions()
        return replace(found, hits=tuple(corrected_hit(one, held) for one in found.hits)) if held else found

    def scan(self, query: Query, sort: Sort) -> Iterator[EngineHit]:
        """Every match in its order."""
        hits, held = self._engine.scan(self._plain(query), sort), self._regions()
        return (corrected_hit(one, held) for one in hits) if held else hits

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids."""
        held = self._regions()
        return {name: corrected_hit(one, held) for name, one in self._engine.documents(ids).items()}

    def count(self, query: Query) -> int:
        """How many documents match."""
        return self._engine.count(self._plain(query))

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of the queries."""
        return self._engine.counts(self._all(queries))

    def folding(self, query: Query, groups: Sequence[str] = ()) -> Folding:
        """How many of the matches are copies of another one, and how many are in each of these groups."""
        return self._engine.folding(self._plain(query), groups)

    def overlaps(self, query: Query, sets: Sequence[tuple[str, ...]]) -> list[int]:
        """How many of the matches are in each of some sets of ids."""
        return self._engine.overlaps(self._plain(query), sets)

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a field among the matches; of all articles, an own value has as many as lie in it,
        none of which has to be looked up."""
        plain = self._plain(query)
        if field in _OF_PUBLISHER:
            return self._told.buckets(field, self._engine.facet(plain, PUBLISHER, MAX_PUBLISHERS))[:limit]
        if field in _OWN:
            return self._own_buckets(plain, field, limit)
        found = self._engine.facet(plain, field, limit)
        return self._corrected(plain, found, limit) if field == REGION else found

    def _own_buckets(self, plain: Query, field: str, limit: int) -> list[Bucket]:
        numbers = {value: number for value, number in self._own.numbers(field).items() if number}
        if plain != Everything():
            sets = [self._own.ids(field, value) for value in numbers]
            numbers = dict(zip(numbers, self._engine.overlaps(plain, sets), strict=True))
        buckets = [Bucket(value, number) for value, number in numbers.items() if number]
        return sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value))[:limit]

    def days(self, query: Query) -> Days:
        """Matches by Jakarta day."""
        return self._engine.days(self._plain(query))

    def hours(self, query: Query) -> Days:
        """Matches by hour."""
        return self._engine.hours(self._plain(query))

    def overview(self, query: Query, fields: Mapping[str, int]) -> Overview:
        """What `facet` gives for each field and what `days` gives; all publishers are counted where that is told of
        them, rather than finding the matches once more."""
        plain = self._plain(query)
        asked = {name: limit for name, limit in fields.items() if name not in _OWN | _OF_PUBLISHER}
        if any(name in _OF_PUBLISHER for name in fields):
            asked[PUBLISHER] = MAX_PUBLISHERS
        found = self._engine.overview(plain, asked)
        return Overview({name: self._values(plain, found, name, limit) for name, limit in fields.items()}, found.days)

    def _values(self, plain: Query, found: Overview, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a field, by what the engine has found."""
        if field in _OWN:
            return self._own_buckets(plain, field, limit)
        if field in _OF_PUBLISHER:
            return self._told.buckets(field, found.facets[PUBLISHER])[:limit]
        return self._corrected(plain, found.facets[field], limit) if field == REGION else found.facets[field][:limit]

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it."""
        return self._engine.scores(self._all(queries), ids)

    def _corrected(self, plain: Query, found: list[Bucket], limit: int) -> list[Bucket]:
        return corrected_buckets(self._engine, plain, found, limit, held) if (held := self._regions()) else found

    def _plain(self, query: Query) -> Query:  # noqa: PLR0911 - one form of query, one return
        """The query with ids in the place of own values, and publishers in the place of what is told of them."""
        match query:
            case Term(field, value) if field in _OF_PUBLISHER:
                return self._told.query(field, value)
            case Exists(field) if field in _OF_PUBLISHER:
                return self._told.query(field)
            case Term(field, value) if field in _OWN:
                return Among(self._own.ids(field, value))
            case Exists(field) if field in _OWN:
                every = (one for value in self._own.numbers(field) for one in self._own.ids(field, value))
                return Among(tuple(dict.fromkeys(every)))
            case Term(field) | Exists(field) if field == REGION:
                return corrected_query(query, held) if (held := self._regions()) else query
            case Filter(inner):
                return Filter(self._plain(inner))
            case Boost(inner, weight):
                return Boost(self._plain(inner), weight)
            case Best(queries, tie):
                return Best(self._all(queries), tie)
            case Bool(must, should, must_not, minimum):
                return Bool(self._all(must), self._all(should), self._all(must_not), minimum)
            case _:
                return query

    def _all(self, queries: Sequence[Query]) -> tuple[Query, ...]:
        return tuple(map(self._plain, queries))
