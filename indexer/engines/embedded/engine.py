"""The engine in a folder: tantivy, no server.

`<data>/index` holds the generations (see `generations`). One process at a time may write; any number may search, and
each request sees the last commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from base.clock import DAY_SECONDS, HOUR_SECONDS, JAKARTA_SECONDS
from base.deadline import check_deadline
from indexer.engines.copies import count_folded
from indexer.engines.embedded import generations
from indexer.engines.embedded.checksums import Checksums
from indexer.engines.embedded.folder import check_files, errors_of, open_generation
from indexer.engines.embedded.pages import release_pages
from indexer.engines.embedded.ranking import Ranked, by_date, in_order
from indexer.engines.embedded.reader import Reader
from indexer.engines.embedded.schema import kept_text, key_set
from indexer.engines.embedded.searcher import Searcher
from indexer.engines.embedded.writers import Writers
from indexer.engines.port import Bucket, Days, Document, EngineHit, Folding, Overview, Page, Rejected
from indexer.engines.queries import Bool, Everything, Filter, Query, Request, Sort, Term, within
from indexer.engines.rewrite import clamp, rewrite, rewritten, split_rejected

_BY_DAY = {"histogram": {"field": "published", "interval": DAY_SECONDS, "offset": -JAKARTA_SECONDS, "min_doc_count": 1}}
_BY_HOUR = {"histogram": {"field": "published", "interval": HOUR_SECONDS, "min_doc_count": 1}}

_Buckets = list[dict[str, Any]]

MAX_WALKED = 200_000
"""Matches that are walked through at most to see which sets they are in: they are all in memory then."""
_LOOKED_UP = 6
"""Matches that are walked through in the time in which one id is looked up (0.35 and 2.1 microseconds)."""
_WIDER = 4
"""So many times more values than are shown are asked for, since many have the same number of articles: to ask again
costs as much as the search did."""
_MAX_ASKED = 60_000
"""Values that are asked for in the first place at most: tantivy refuses answers of more than 65,000."""

_WALKED = 500
"""Documents of a scan after which the pages that it has read leave memory: some tens of megabytes."""


class EmbeddedEngine:
    """A tantivy index for each generation below one folder. Safe to use from several threads."""

    def __init__(self, folder: Path, memory_bytes: int, check_absence: Callable[[], None] = lambda: None) -> None:
        self._folder = folder
        self._writers = Writers(folder, memory_bytes)
        self._reader = Reader(folder, check_absence)
        self._checksums: dict[str, Checksums] = {}

    # generations

    def current(self) -> str | None:
        """The generation that answers searches, None in an empty installation."""
        return generations.current(self._folder)

    def create(self, generation: str, fingerprint: str) -> None:
        """Make an empty generation; nothing happens if it exists."""
        with errors_of(self._folder / generation):
            generations.create(self._folder, generation, fingerprint)

    def fingerprint(self, generation: str) -> str | None:
        """What `create` was given, other text where the generation has another layout, None without one."""
        return generations.fingerprint(self._folder, generation)

    def verify(self, generation: str) -> None:
        """Raise UnavailableError where a generation lacks a file, cannot be opened, or has other bytes than were
        written; for the last, each file is read once, a part at each call."""
        with errors_of(self._folder / generation):
            open_generation(self._folder / generation)
            check_files(self._folder / generation)
            if damage := self._checksums.setdefault(generation, Checksums(self._folder / generation)).look():
                raise ValueError(damage)

    def switch(self, generation: str) -> None:
        """Make a generation current and remove all others."""
        with errors_of(self._folder):
            for other in generations.make_current(self._folder, generation):
                self._writers.close(other)
                self._checksums.pop(other, None)

    # writing

    def write(self, generation: str, upserts: Sequence[Document], deletes: Sequence[tuple[str, int]]) -> list[Rejected]:
        """Delete, then put in, in one commit, so that a kill leaves all of it or nothing."""
        taken, refused = split_rejected(upserts)
        with errors_of(self._folder / generation):
            self._writers.write(generation, taken, [name for name, _ in deletes])
        return refused

    # reading

    def search(self, request: Request) -> Page:
        """The page of hits; a page by relevance is cut from the held view that the cursor names, if it is held."""
        request = clamp(request)
        with errors_of(self._folder):
            snapshot = self._reader.snapshot()
            if snapshot is None:
                return Page(0, ())
            searcher, state = snapshot
            if request.sort != "relevance":
                query = rewritten(Filter(request.query))
                total, ranked = by_date(searcher, query, request.sort, request.after, request.limit)
                return Page(total, _hits(searcher, ranked))
            view, ranking = self._reader.ranking(searcher, state, rewritten(request.query), request.after)
            ranked = ranking.page(request.after, request.limit)
            if not view and request.holds(ranking.total):
                view = self._reader.hold(ranking, state)
            return Page(ranking.total, _hits(ranking.searcher, ranked), view)

    def scan(self, query: Query, sort: Sort) -> Iterator[EngineHit]:
        """Every match in its order, from the last commit."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is not None:
                asked = rewrite(query if sort == "relevance" else Filter(query))
                for number, ranked in enumerate(in_order(searcher, asked, sort)):
                    if number % _WALKED == 0:
                        release_pages(self._folder)
                    yield from _hits(searcher, [ranked])

    def count(self, query: Query) -> int:
        """How many documents match."""
        return self.counts([query])[0]

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for each of the queries, in one state of the index."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None:
                return [0] * len(queries)
            return [_count(searcher, query) for query in queries]

    def overlaps(self, query: Query, sets: Sequence[tuple[str, ...]]) -> list[int]:
        """How many of the matches are in each of the sets: the matches are walked through once, unless it costs less to
        look the sets up."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None or not sets:
                return [0] * len(sets)
            keys = searcher.keys(rewrite(Filter(query)), min(MAX_WALKED, _LOOKED_UP * sum(map(len, sets))))
            if keys is None:
                return [_count(searcher, within(query, ids)) for ids in sets]
            return [len(keys & key_set(ids)) for ids in sets]

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a keyword field, most first, then by value."""
        return self._facet(query, field, limit, limit + 1)

    def _facet(self, query: Query, field: str, limit: int, size: int) -> list[Bucket]:
        """The same, asking for `size` values first, and for more while those that tie at the end are not all there."""
        while True:
            buckets = self._aggregate(query, {field: _by_value(field, size)})[field]
            if (found := _commonest(buckets, limit, size)) is not None:
                return found
            size *= _WIDER

    def folding(self, query: Query, groups: Sequence[str] = ()) -> Folding:
        """How many of the matches are copies of another one, and how many are in each of these groups."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None:
                return Folding(0, {})
            return count_folded(lambda asked, wanted: _aggregated(searcher, asked, wanted), query, groups)

    def days(self, query: Query) -> Days:
        """Matches by Jakarta day, oldest first."""
        return _days(self._aggregate(query, {"days": _BY_DAY})["days"])

    def hours(self, query: Query) -> Days:
        """Matches by hour, oldest first."""
        return _days(self._aggregate(query, {"hours": _BY_HOUR})["hours"])

    def overview(self, query: Query, fields: Mapping[str, int]) -> Overview:
        """The commonest values of each field, and the days; values that tie at the end are asked for again."""
        sizes = {field: min(_WIDER * (limit + 1), _MAX_ASKED) for field, limit in fields.items()}
        asked = {field: _by_value(field, size) for field, size in sizes.items()}
        found = self._aggregate(query, asked | {"days": _BY_DAY})
        facets = {field: _commonest(found[field], limit, sizes[field]) for field, limit in fields.items()}
        whole = {
            field: self._facet(query, field, fields[field], _WIDER * sizes[field]) if one is None else one
            for field, one in facets.items()
        }
        return Overview(whole, _days(found["days"]))

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it."""
        among = Filter(Bool(should=tuple(Term("id", each) for each in dict.fromkeys(ids)), minimum=1))
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None or not ids:
                return [{} for _ in queries]
            return [_scores(searcher, rewrite(Bool(must=(query, among))), len(ids)) for query in queries]

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None or not ids:
                return {}
            wanted = rewrite(Bool(should=tuple(Term("id", each) for each in dict.fromkeys(ids))))
            _, ranked = by_date(searcher, wanted, "newest", None, len(ids))
            return {hit.id: hit for hit in _hits(searcher, ranked)}

    def check(self) -> str:
        """Where the index lies and how much is in it."""
        return f"embedded index in {self._folder}: generation {self.current()}, {self.count(Everything())} articles"

    def release(self, view: str) -> None:
        """Release a held view."""
        self._reader.release(view)

    def close(self) -> None:
        """Release everything held, after the merges in progress."""
        self._writers.close_all()
        self._reader.close()

    def _aggregate(self, query: Query, aggregations: dict[str, Any]) -> dict[str, _Buckets]:
        """The buckets of each aggregation by its name."""
        with errors_of(self._folder):
            searcher = self._reader.searcher()
            if searcher is None:
                return {name: [] for name in aggregations}
            result = _aggregated(searcher, query, aggregations)
            return {name: result[name]["buckets"] for name in aggregations}


def _aggregated(searcher: Searcher, query: Query, aggregations: dict[str, Any]) -> Any:
    return searcher.aggregate(rewritten(Filter(query)), aggregations)


def _by_value(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size}}


def _commonest(buckets: _Buckets, limit: int, size: int) -> list[Bucket] | None:
    """The commonest values; None where the last one has as many as one beyond `size`, and values must decide."""
    if len(buckets) >= size and buckets[limit - 1]["doc_count"] == buckets[-1]["doc_count"]:
        return None
    found = [Bucket(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return sorted(found, key=lambda bucket: (-bucket.count, bucket.value))[:limit]


def _days(buckets: _Buckets) -> Days:
    return {int(bucket["key"]): bucket["doc_count"] for bucket in buckets}


def _hits(searcher: Searcher, ranked: list[Ranked]) -> tuple[EngineHit, ...]:
    documents = [(each, searcher.doc(each.address)) for each in ranked]
    return tuple(
        EngineHit(kept_text(doc, "id"), each.score, each.sort, kept_text(doc, "group"), doc.get_first("stored"))
        for each, doc in documents
    )


def _count(searcher: Searcher, query: Query) -> int:
    check_deadline()
    return searcher.count(rewrite(Filter(query)))


def _scores(searcher: Searcher, query: Query, limit: int) -> dict[str, float]:
    check_deadline()
    hits = searcher.search(query, limit=limit, count=False).hits
    return {kept_text(searcher.doc(address), "id"): score for score, address in hits}
