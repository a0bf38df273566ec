"""The engine on an Elasticsearch 9 cluster; `generations` describes the layout of its indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from elasticsearch import ApiError

from base.errors import UnavailableError
from base.safe_text import without_secrets
from config.settings import EngineSettings
from indexer.engines import layout
from indexer.engines.copies import count_folded
from indexer.engines.elastic import generations
from indexer.engines.elastic.answers import (
    BY_DAY,
    BY_HOUR,
    Buckets,
    by_value,
    order_by,
    read_days,
    read_hit,
    read_scores,
    read_total,
    read_values,
    search_after,
)
from indexer.engines.elastic.bulk import Write, send
from indexer.engines.elastic.client import client_errors_of, connect, errors_of
from indexer.engines.elastic.generations import Installation
from indexer.engines.elastic.schema import LAYOUT, build, build_scored, to_elastic
from indexer.engines.elastic.searcher import Searcher
from indexer.engines.elastic.views import close
from indexer.engines.port import Bucket, Days, Document, EngineHit, Folding, Overview, Page, Rejected
from indexer.engines.queries import Bool, Cursor, Everything, Filter, Query, Request, Sort, within
from indexer.engines.rewrite import clamp, even_score, following, rewrite, split_rejected

_AT_ONCE = 10_000
_IDS_AT_ONCE = 1_000
SCANNED_AT_ONCE = 500
"""Documents of one answer to a scan, whose texts are in memory at once: some megabytes."""
_WRITE_SECONDS = 30.0
_NO_VIEW = (400, 404, 503)
"""What the server answers where a view was never held, was released or expired, and where a node that held a part of it
is down: what follows comes from the state of now."""

Found = TypeVar("Found")


class ElasticEngine:
    """The indices of one installation on a cluster. Safe to use from several threads."""

    def __init__(
        self,
        settings: EngineSettings,
        installation: str,
        check_absence: Callable[[], None] = lambda: None,
        *,
        write_seconds: float = _WRITE_SECONDS,
    ) -> None:
        self._write_seconds = write_seconds
        self._where = without_secrets(settings.url)
        self._ours = Installation(connect(settings), f"kliping-{installation}", self._where, settings)
        self._searcher = Searcher(self._ours, check_absence)

    # generations

    def current(self) -> str | None:
        """The generation that the alias leads to, None in an empty installation."""
        with errors_of(self._where):
            return generations.find_current(generations.list_generations(self._ours))

    def create(self, generation: str, fingerprint: str) -> None:
        """Make a generation without documents; nothing happens if it exists."""
        with errors_of(self._where):
            generations.create_index(self._ours, generation, "base", fingerprint)

    def fingerprint(self, generation: str) -> str | None:
        """What `create` was given, other text where the generation has another layout, None without one."""
        with errors_of(self._where):
            meta = generations.read_meta(self._ours, generation)
            return None if meta is None else layout.fingerprint(meta, LAYOUT)

    def switch(self, generation: str) -> None:
        """Lead the alias to a generation in one step, then remove all others."""
        with errors_of(self._where):
            generations.switch(self._ours, generation)

    def verify(self, generation: str) -> None:
        """Raise UnavailableError where a generation, or a year of it, is gone."""
        with errors_of(self._where):
            generations.verify(self._ours, generation)

    # writing

    def write(self, generation: str, upserts: Sequence[Document], deletes: Sequence[tuple[str, int]]) -> list[Rejected]:
        """Delete, then put in; what the server refuses for good is given back, all else is in and visible."""
        taken, refused = split_rejected(upserts)
        index = self._ours.index
        gone = [Write(index(generation, year), name) for name, year in deletes]
        puts = [Write(index(generation, each.year), each.id, to_elastic(each)) for each in taken]
        with errors_of(self._where):
            known = generations.make_years(self._ours, generation, {each.year for each in taken})
        writes = [each for each in (*gone, *puts) if each.index in known]
        if writes:
            client = self._ours.client
            with client_errors_of(self._where):  # the loop knows odd answers; what else it raises is a document's fault
                refused += send(client.options(max_retries=0), writes, self._write_seconds)
                client.indices.refresh(index=sorted({each.index for each in writes}))
        return refused

    # reading

    def search(self, request: Request) -> Page:
        """The page of hits; a page by relevance is cut from the held view that the cursor names, if it is held."""
        query, request = rewrite(request.query), clamp(request)
        view = request.after.view if request.after and request.sort == "relevance" else ""
        if request.sort == "oldest":
            with errors_of(self._where):
                return self._oldest(query, request)
        scored = request.sort == "relevance" and even_score(query) is None
        built = build_scored(query) if scored else build(query)
        with errors_of(self._where):
            if view:
                try:
                    return self._page(built, request, view, scored=scored)
                except ApiError as error:
                    if error.status_code not in _NO_VIEW:
                        raise
            if request.hold_view and request.sort == "relevance":
                return self._first_page(built, request, scored=scored)
            return self._page(built, request, "", scored=scored)

    def _first_page(self, query: dict[str, Any], request: Request, *, scored: bool) -> Page:
        """The page of hits, cut from the view that all share who ask now, and named if more follows."""
        view = self._searcher.open_view()
        try:
            page = self._page(query, request, view, scored=scored)
        except ApiError as error:  # nobody has searched in it for minutes, or its generation was removed, or a node
            if error.status_code not in _NO_VIEW:
                raise
            self._searcher.views.forget(view)
            page = self._page(query, request, self._searcher.open_view(), scored=scored)
        return page if request.holds(page.total) else replace(page, view="")

    def scan(self, query: Query, sort: Sort) -> Iterator[EngineHit]:
        """Every match in its order, by a point in time and `search_after`."""
        query = rewrite(query)
        scored = sort == "relevance" and even_score(query) is None
        parts = following(sort, None) if sort == "oldest" else (Everything(),)
        with errors_of(self._where), self._view() as view:
            for part in parts if view else ():
                built = build_scored(query) if scored else build(rewrite(Bool(must=(query, part))))
                yield from self._walk(built, sort, view, scored=scored)

    @contextmanager
    def _view(self) -> Iterator[str]:
        """A point in time ("" in an empty installation), closed at the end."""
        view = self._searcher.open_own_view()
        try:
            yield view
        finally:
            if view:
                close(self._ours.client, view)

    def _walk(self, query: dict[str, Any], sort: Sort, view: str, *, scored: bool) -> Iterator[EngineHit]:
        """The hits of a view in their order, a part at a time."""
        order, place = order_by(sort), dict[str, Any]()
        while True:
            options = {"query": query, "sort": order, "size": SCANNED_AT_ONCE, "track_total_hits": False, **place}
            found = self._searcher.ask(view, scored=scored, **options)["hits"]["hits"]
            yield from (read_hit(each, len(order)) for each in found)
            if len(found) < SCANNED_AT_ONCE:
                return
            place = {"search_after": found[-1]["sort"]}

    def count(self, query: Query) -> int:
        """How many documents match."""
        built = build(Filter(rewrite(query)))
        with errors_of(self._where):
            return read_total(self._searcher.ask(query=built, size=0))

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for each of the queries, in one request."""
        filters = {str(place): build(Filter(rewrite(query))) for place, query in enumerate(queries)}
        if not filters:
            return []
        with errors_of(self._where):
            answer = self._searcher.ask(size=0, aggregations={"found": {"filters": {"filters": filters}}})
            found = answer["aggregations"]
            return [found["found"]["buckets"][name]["doc_count"] if found else 0 for name in filters]

    def overlaps(self, query: Query, sets: Sequence[tuple[str, ...]]) -> list[int]:
        """How many of the matches are in each of the sets, in one request."""
        return self.counts([within(query, ids) for ids in sets])

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a keyword field, most first, then by value."""
        return self._aggregate(query, {field: by_value(field, limit)}, lambda found: read_values(found[field]))

    def folding(self, query: Query, groups: Sequence[str] = ()) -> Folding:
        """How many of the matches are copies of another one, and how many are in each of these groups."""

        def aggregate(asked: Query, aggregations: dict[str, Any]) -> dict[str, Any]:
            built = build(Filter(rewrite(asked)))
            found: dict[str, Any] = self._searcher.ask(query=built, size=0, aggregations=aggregations)["aggregations"]
            return found

        with errors_of(self._where):
            return count_folded(aggregate, query, groups)

    def days(self, query: Query) -> Days:
        """Matches by Jakarta day, oldest first."""
        return self._aggregate(query, {"days": BY_DAY}, lambda found: read_days(found["days"]))

    def hours(self, query: Query) -> Days:
        """Matches by hour, oldest first."""
        return self._aggregate(query, {"hours": BY_HOUR}, lambda found: read_days(found["hours"]))

    def overview(self, query: Query, fields: Mapping[str, int]) -> Overview:
        """The commonest values of each field, and the days, in one request."""
        wanted = {field: by_value(field, limit) for field, limit in fields.items()} | {"days": BY_DAY}

        def read(found: dict[str, Buckets]) -> Overview:
            return Overview({field: read_values(found[field]) for field in fields}, read_days(found["days"]))

        return self._aggregate(query, wanted, read)

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it, in one request with a name for each."""
        named = [
            {"bool": {"must": [build_scored(rewrite(query))], "_name": str(place)}}
            for place, query in enumerate(queries)
        ]
        one = {"bool": {"filter": [{"ids": {"values": list(ids)}}], "should": named}}
        with errors_of(self._where):
            answer = self._searcher.ask(scored=True, query=one, size=len(ids), include_named_queries_score=True)
            return read_scores(answer["hits"]["hits"], len(queries))

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids."""
        found: dict[str, EngineHit] = {}
        with errors_of(self._where):
            for start in range(0, len(ids), _IDS_AT_ONCE):
                part = {"ids": {"values": list(ids[start : start + _IDS_AT_ONCE])}}
                answer = self._searcher.ask(query=part, size=_IDS_AT_ONCE, sort=order_by("newest"))
                found.update((each["_id"], read_hit(each, 1)) for each in answer["hits"]["hits"])
        return found

    def check(self) -> str:
        """The cluster's health, which must not be red."""
        with errors_of(self._where):
            health = self._ours.client.cluster.health()
            status, nodes = health["status"], health["number_of_nodes"]
        if status == "red":
            raise UnavailableError(f"Elasticsearch at {self._where} has lost shards (health red): look at its log")
        return f"Elasticsearch at {self._where}: {nodes} nodes, health {status}"

    def release(self, view: str) -> None:
        """Nothing is done: others may page through the same view (`views`), which lapses at the server."""

    def close(self) -> None:
        """Close the connections."""
        self._ours.client.close()

    def _page(self, query: dict[str, Any], request: Request, view: str, *, scored: bool) -> Page:
        """As many requests as the page's hits need: the server gives no more than `_AT_ONCE` in one answer."""
        order, hits, after = order_by(request.sort), list[EngineHit](), request.after
        while True:
            size = min(request.limit - len(hits), _AT_ONCE)
            place = search_after(after, request)
            answer = self._searcher.ask(view, scored=scored, query=query, sort=order, size=size, **place)
            view, found = answer.get("pit_id", ""), answer["hits"]["hits"]
            hits += [read_hit(each, len(order)) for each in found]
            if len(hits) >= request.limit or len(found) < size:
                return Page(read_total(answer), tuple(hits), view)
            after = Cursor(hits[-1].score, hits[-1].sort)

    def _oldest(self, query: Query, request: Request) -> Page:
        """The page of hits from the oldest on: those with a date, then those without one."""
        total, hits = read_total(self._searcher.ask(query=build(query), size=0)), list[EngineHit]()
        for part in following("oldest", request.after):
            if (left := request.limit - len(hits)) > 0:
                asked = replace(request, after=None, limit=left)
                hits += self._page(build(rewrite(Bool(must=(query, part)))), asked, "", scored=False).hits
        return Page(total, tuple(hits))

    def _aggregate(
        self, query: Query, aggregations: dict[str, Any], read: Callable[[dict[str, Buckets]], Found]
    ) -> Found:
        """What is read of the buckets of each aggregation, given by its name."""
        built = build(Filter(rewrite(query)))
        with errors_of(self._where):
            answer = self._searcher.ask(query=built, size=0, aggregations=aggregations)
            found = answer["aggregations"]
            return read({name: found[name]["buckets"] if found else [] for name in aggregations})
