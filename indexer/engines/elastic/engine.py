"""The engine on an Elasticsearch 9 cluster.

A generation is one index for each year of publication, `kliping-<installation>-<generation>-<year>`, and one
without documents, `...-base`, that stands for it while it is empty. The alias `kliping-<installation>` holds
the indices of the current generation, and all searches go through it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError

from base.clock import JAKARTA_SECONDS
from base.deadline import check_deadline, seconds_left
from base.errors import UnavailableError
from base.safe_text import without_secrets
from config.settings import EngineSettings
from indexer.engines import layout
from indexer.engines.elastic.bulk import Write, send
from indexer.engines.elastic.client import connect, errors_of
from indexer.engines.elastic.schema import LAYOUT, build, build_scored, index_settings, mapping, to_elastic
from indexer.engines.port import Bucket, Document, EngineHit, LostIndexError, Overview, Page, Rejected
from indexer.engines.queries import Cursor, Filter, Query, Request
from indexer.engines.rewrite import clamp, even_score, rejection_reason, rewrite

_KEEP_VIEW = "5m"
_AT_ONCE = 10_000
_IDS_AT_ONCE = 1_000
_WRITE_SECONDS = 30.0
_SHARD_BUCKETS = 10_000
_TRIES = 5
_GRACE = 0.2
"""Seconds that the client waits longer than the server may search, so that the server's own word is heard."""
_GONE = (404, 503)
"""What the server answers where an index is gone, and where it is just going."""
_BY_DAY = {
    "date_histogram": {
        "field": "published",
        "fixed_interval": "1d",
        "offset": f"-{JAKARTA_SECONDS}s",
        "min_doc_count": 1,
    }
}

_Buckets = list[dict[str, Any]]


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
        self._settings, self._check_absence = settings, check_absence
        self._whole_shards = 0
        self._alias = f"kliping-{installation}"
        self._write_seconds = write_seconds
        self._client = connect(settings)
        self._where = without_secrets(settings.url)

    # generations

    def current(self) -> str | None:
        """The generation that the alias leads to, None in an empty installation."""
        with errors_of(self._where):
            return next((name for name, indices in self._generations().items() if any(indices.values())), None)

    def create(self, generation: str, fingerprint: str) -> None:
        """Make a generation without documents; nothing happens if it exists."""
        with errors_of(self._where):
            self._create_index(generation, "base", mapping(fingerprint))

    def fingerprint(self, generation: str) -> str | None:
        """What `create` was given, other text where the generation has another layout, None without one."""
        with errors_of(self._where):
            meta = self._meta(generation)
        if meta is None:
            return None
        return layout.fingerprint(meta, LAYOUT)

    def switch(self, generation: str) -> None:
        """Lead the alias to a generation in one step, then remove all others."""
        with errors_of(self._where):
            generations = self._generations()
            chosen = generations.pop(generation, None)
            if not chosen:
                raise UnavailableError(f"there is no generation {generation} on Elasticsearch at {self._where}")
            others = [index for indices in generations.values() for index in indices]
            add = [{"add": {"index": index, "alias": self._alias}} for index in chosen]
            remove = [{"remove_index": {"index": index}} for index in others]
            self._client.indices.update_aliases(actions=[*add, *remove])

    def verify(self, generation: str) -> None:
        """Raise UnavailableError where a generation, or a year of it, is gone."""
        with errors_of(self._where):
            meta = self._meta(generation)
            known = self._generations().get(generation)
        if meta is None or known is None or meta["layout"] != LAYOUT:
            raise LostIndexError(f"there is no generation {generation} of today's on Elasticsearch at {self._where}")
        self._check_years(generation, meta, known)

    def _check_years(self, generation: str, meta: Mapping[str, Any], known: Mapping[str, bool]) -> None:
        is_current = any(known.values())
        for year in meta.get("years", ()):
            index = self._index(generation, year)
            if index not in known or (is_current and not known[index]):
                raise LostIndexError(
                    f"the index {index} on Elasticsearch at {self._where} is gone: `kliping index`, where it runs, "
                    "makes it again from the articles within minutes; else run `kliping index --rebuild`"
                )

    def _check_whole(self, shards: int) -> None:
        """Raise UnavailableError where a year is gone. It is asked only when another number of shards has answered."""
        if shards == self._whole_shards:
            return
        current = next((name for name, indices in self._generations().items() if any(indices.values())), "")
        meta, known = self._meta(current), self._generations().get(current)
        if meta is not None and known is not None:  # else it was switched away just now
            self._check_years(current, meta, known)
            self._whole_shards = shards

    def _generations(self) -> dict[str, dict[str, bool]]:
        """The generations there are: of each the indices, and whether the alias leads there."""
        known = self._client.indices.get_alias(index=f"{self._alias}-*", expand_wildcards="open")
        generations: dict[str, dict[str, bool]] = {}
        for index, state in known.items():
            if match := re.fullmatch(rf"{re.escape(self._alias)}-(.+)-(base|-?\d+)", index):
                generations.setdefault(match[1], {})[index] = self._alias in state["aliases"]
        return generations

    def _index(self, generation: str, year: int | str) -> str:
        return f"{self._alias}-{generation}-{year}"

    def _meta(self, generation: str) -> dict[str, Any] | None:
        index = self._index(generation, "base")
        try:
            meta: dict[str, Any] = self._client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
        except NotFoundError:
            return None
        return meta

    def _create_index(self, generation: str, year: int | str, fields: dict[str, Any]) -> None:
        try:
            self._client.indices.create(
                index=self._index(generation, year),
                mappings=fields,
                settings=index_settings(self._settings),
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    # writing

    def write(self, generation: str, upserts: Sequence[Document], deletes: Sequence[tuple[str, int]]) -> list[Rejected]:
        """Delete, then put in; what the server refuses for good is given back, all else is in and visible."""
        refused = [Rejected(each.id, reason) for each in upserts if (reason := rejection_reason(each))]
        out = {each.id for each in refused}
        taken = {each.id: each for each in upserts if each.id not in out}
        with errors_of(self._where):
            known = self._make_years(generation, {each.year for each in taken.values()})
            gone = [Write(self._index(generation, year), name) for name, year in deletes]
            puts = [Write(self._index(generation, each.year), each.id, to_elastic(each)) for each in taken.values()]
            writes = [each for each in (*gone, *puts) if each.index in known]
            if writes:
                refused += send(self._client.options(max_retries=0), writes, self._write_seconds)
                self._client.indices.refresh(index=sorted({each.index for each in writes}))
        return refused

    def _make_years(self, generation: str, years: set[int]) -> set[str]:
        """Make the year's indices that a write needs; gives all that the generation has.

        It looks each time: a write to a missing index would have the server make one with fields of its own guess.
        """
        meta = self._meta(generation)
        known = self._generations().get(generation)
        if known is None or meta is None or meta["layout"] != LAYOUT:
            raise UnavailableError(
                f"generation {generation} on Elasticsearch at {self._where} is missing or made by another version: "
                "run `kliping index --rebuild`"
            )
        self._check_years(generation, meta, dict.fromkeys(known, True))  # the alias is mended below
        wanted = {self._index(generation, year): year for year in years}
        for index, year in wanted.items():
            if index not in known:
                self._create_index(generation, year, mapping(meta["fingerprint"]))
        if any(known.values()):
            self._lead_to([index for index in {*known, *wanted} if not known.get(index)])
        self._record_years(generation, meta, {*known, *wanted})
        return {*known, *wanted}

    def _record_years(self, generation: str, meta: Mapping[str, Any], indices: set[str]) -> None:
        """Note which years there are, so that one that is gone is missed. Two workers may overwrite each other's note;
        the next write to that year adds it again."""
        names = (index.removeprefix(self._index(generation, "")) for index in indices)
        years = sorted({*meta.get("years", ()), *(int(name) for name in names if name != "base")})
        if years != meta.get("years"):
            self._client.indices.put_mapping(index=self._index(generation, "base"), meta={**meta, "years": years})

    def _lead_to(self, indices: Sequence[str]) -> None:
        """Let the alias lead to indices too, once they are up: a search over one that is not yet would fail."""
        if indices:
            self._client.indices.update_aliases(
                actions=[{"add": {"index": index, "alias": self._alias}} for index in indices]
            )

    # reading

    def search(self, request: Request) -> Page:
        """The page of hits; a page by relevance is cut from the held view that the cursor names, if it is held."""
        query, request = rewrite(request.query), clamp(request)
        view = request.after.view if request.after and request.sort == "relevance" else ""
        with errors_of(self._where):
            if view:
                try:
                    return self._page(query, request, view)
                except (NotFoundError, BadRequestError):
                    pass  # let go, expired or never held: what follows comes from the state of now
            view = self._hold() if request.hold_view and request.sort == "relevance" else ""
            page = self._page(query, request, view)
        if view and page.total <= request.limit:
            self.release(page.view)
            return replace(page, view="")
        return page

    def count(self, query: Query) -> int:
        """How many documents match."""
        with errors_of(self._where):
            return _total(self._ask(query=build(Filter(rewrite(query))), size=0))

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for each of the queries, in one request."""
        filters = {str(place): build(Filter(rewrite(query))) for place, query in enumerate(queries)}
        if not filters:
            return []
        with errors_of(self._where):
            answer = self._ask(size=0, aggregations={"found": {"filters": {"filters": filters}}})
        buckets = answer["aggregations"]["found"]["buckets"] if "aggregations" in answer else {}
        return [buckets[name]["doc_count"] if buckets else 0 for name in filters]

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a keyword field, most first, then by value."""
        return _values(self._aggregate(query, {field: _by_value(field, limit)})[field])

    def days(self, query: Query) -> list[Bucket]:
        """Matches by Jakarta day, oldest first."""
        return _days(self._aggregate(query, {"days": _BY_DAY})["days"])

    def overview(self, query: Query, fields: Sequence[str], limit: int) -> Overview:
        """The commonest values of each field, and the days, in one request."""
        found = self._aggregate(query, {field: _by_value(field, limit) for field in fields} | {"days": _BY_DAY})
        return Overview({field: _values(found[field]) for field in fields}, _days(found["days"]))

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it, in one request with a name for each."""
        named = [
            {"bool": {"must": [build_scored(rewrite(query))], "_name": str(place)}}
            for place, query in enumerate(queries)
        ]
        one = {"bool": {"filter": [{"ids": {"values": list(ids)}}], "should": named}}
        with errors_of(self._where):
            hits = self._ask(scored=True, query=one, size=len(ids), include_named_queries_score=True)["hits"]["hits"]
        found = {hit["_id"]: hit.get("matched_queries", {}) for hit in hits}
        return [
            {name: matched[str(place)] for name, matched in found.items() if str(place) in matched}
            for place in range(len(queries))
        ]

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids."""
        found: dict[str, EngineHit] = {}
        with errors_of(self._where):
            for start in range(0, len(ids), _IDS_AT_ONCE):
                part = {"ids": {"values": list(ids[start : start + _IDS_AT_ONCE])}}
                answer = self._ask(query=part, size=_IDS_AT_ONCE, sort=[{"sort": "desc"}])
                found.update((each["_id"], _hit(each, 1)) for each in answer["hits"]["hits"])
        return found

    def check(self) -> str:
        """The cluster's health, which must not be red."""
        with errors_of(self._where):
            health = self._client.cluster.health()
        if health["status"] == "red":
            raise UnavailableError(f"Elasticsearch at {self._where} has lost shards (health red): look at its log")
        return f"Elasticsearch at {self._where}: {health['number_of_nodes']} nodes, health {health['status']}"

    def release(self, view: str) -> None:
        """Let go of a held view."""
        with errors_of(self._where):
            try:
                self._client.close_point_in_time(id=view)
            except (NotFoundError, BadRequestError):
                return  # expired, or never one of ours

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _page(self, query: Query, request: Request, view: str) -> Page:
        scored = request.sort == "relevance" and even_score(query) is None
        order: list[Any] = [{"sort": "asc" if request.sort == "oldest" else "desc"}]
        if request.sort == "relevance":
            order.insert(0, {"_score": "desc"})
        hits: list[EngineHit] = []
        after = request.after
        while True:
            size = min(request.limit - len(hits), _AT_ONCE)
            body = {
                "query": build_scored(query) if scored else build(query),
                "sort": order,
                "size": size,
                **_after(after, request),
            }
            answer = self._ask(view, scored=scored, **body)
            view = answer.get("pit_id", "")
            hits += [_hit(each, len(order)) for each in answer["hits"]["hits"]]
            if len(hits) >= request.limit or len(answer["hits"]["hits"]) < size:
                return Page(_total(answer), tuple(hits), view)
            after = Cursor(hits[-1].score, hits[-1].sort)

    def _ask(self, view: str = "", *, scored: bool = False, **body: Any) -> dict[str, Any]:
        """One search over the current generation, or a view of it; without a generation it finds nothing."""
        place = {"pit": {"id": view, "keep_alive": _KEEP_VIEW}} if view else {"index": self._alias}
        for tries_left in reversed(range(_TRIES)):
            check_deadline()
            try:
                answer = self._in_time().search(
                    **place,
                    **body,
                    **_time_out(),
                    track_total_hits=True,
                    source_includes=["stored", "group"],
                    # Without it each year would weigh words by its own counts, and scores would not compare.
                    search_type="dfs_query_then_fetch" if scored else "query_then_fetch",
                    allow_partial_search_results=False,
                )
                self._check_whole(answer["_shards"]["total"])
                return dict(answer.body)
            except ConnectionTimeout:
                check_deadline()
                raise
            except ApiError as error:
                check_deadline()  # the server breaks off a search that is out of time with an error
                if error.status_code not in _GONE or view or not tries_left:
                    raise
                if not self._client.indices.exists_alias(name=self._alias):
                    break
                # A switch took the indices away in mid-search: look again where the alias leads now.
        self._check_absence()
        return {"hits": {"total": {"value": 0}, "hits": []}}

    def _in_time(self) -> Elasticsearch:
        """A client that waits no longer than the deadline allows."""
        left = seconds_left()
        return self._client if left is None else self._client.options(request_timeout=left + _GRACE, max_retries=0)

    def _hold(self) -> str:
        try:
            return str(self._client.open_point_in_time(index=self._alias, keep_alive=_KEEP_VIEW)["id"])
        except NotFoundError:
            return ""

    def _aggregate(self, query: Query, aggregations: dict[str, Any]) -> dict[str, _Buckets]:
        """The buckets of each aggregation by its name."""
        with errors_of(self._where):
            answer = self._ask(query=build(Filter(rewrite(query))), size=0, aggregations=aggregations)
        found = answer.get("aggregations", {})
        return {name: found[name]["buckets"] if found else [] for name in aggregations}


def _time_out() -> dict[str, Any]:
    """By when the server is to break off a search."""
    left = seconds_left()
    return {} if left is None else {"timeout": f"{math.ceil(left * 1000)}ms"}


def _by_value(field: str, limit: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": limit, "shard_size": max(_SHARD_BUCKETS, limit)}}


def _values(buckets: _Buckets) -> list[Bucket]:
    return [Bucket(bucket["key"], bucket["doc_count"]) for bucket in buckets]


def _days(buckets: _Buckets) -> list[Bucket]:
    return [Bucket(bucket["key_as_string"], bucket["doc_count"]) for bucket in buckets]


def _after(after: Cursor | None, request: Request) -> dict[str, Any]:
    if after is None:
        return {}
    return {"search_after": [after.score, after.sort] if request.sort == "relevance" else [after.sort]}


def _hit(hit: dict[str, Any], keys: int) -> EngineHit:
    """A hit of an answer in the order of so many keys, `sort` the last; in a view the server appends one of its own."""
    source = hit["_source"]
    sort = hit["sort"][keys - 1]
    return EngineHit(hit["_id"], hit["_score"] or 0.0, sort, source.get("group", ""), source["stored"].encode())


def _total(answer: dict[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])
