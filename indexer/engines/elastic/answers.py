"""Parts of a search request to Elasticsearch, and what is read of its answer."""

from __future__ import annotations

from typing import Any

from base.clock import JAKARTA_SECONDS
from indexer.engines.port import Bucket, Days, EngineHit
from indexer.engines.queries import Cursor, Request, Sort

_SHARD_BUCKETS = 10_000
BY_DAY = {
    "date_histogram": {
        "field": "published",
        "fixed_interval": "1d",
        "offset": f"-{JAKARTA_SECONDS}s",
        "min_doc_count": 1,
    }
}
BY_HOUR = {"date_histogram": {"field": "published", "fixed_interval": "1h", "min_doc_count": 1}}

Buckets = list[dict[str, Any]]


def by_value(field: str, limit: int) -> dict[str, Any]:
    """The aggregation of the commonest values of a keyword field."""
    return {"terms": {"field": field, "size": limit, "shard_size": max(_SHARD_BUCKETS, limit)}}


def order_by(sort: Sort) -> list[Any]:
    """The keys that hits are sorted by; `sort` is the last."""
    if sort == "relevance":
        return [{"_score": "desc"}, {"sort": "desc"}]
    return [{"sort": "asc" if sort == "oldest" else "desc"}]


def search_after(after: Cursor | None, request: Request) -> dict[str, Any]:
    """Where a page begins, in the order of its request."""
    if after is None:
        return {}
    return {"search_after": [after.score, after.sort] if request.sort == "relevance" else [after.sort]}


def read_values(buckets: Buckets) -> list[Bucket]:
    """What `by_value` found."""
    return [Bucket(bucket["key"], bucket["doc_count"]) for bucket in buckets]


def read_days(buckets: Buckets) -> Days:
    """What `BY_DAY` or `BY_HOUR` found."""
    return {int(bucket["key_as_string"]): bucket["doc_count"] for bucket in buckets}


def read_hit(hit: dict[str, Any], keys: int) -> EngineHit:
    """A hit of an answer in the order of so many keys, `sort` the last; in a view the server appends one of its own."""
    source = hit["_source"]
    sort = hit["sort"][keys - 1]
    return EngineHit(hit["_id"], hit["_score"] or 0.0, sort, source.get("group", ""), source["stored"].encode())


def read_total(answer: dict[str, Any]) -> int:
    """How many documents an answer counts."""
    return int(answer["hits"]["total"]["value"])


def read_scores(hits: list[dict[str, Any]], number: int) -> list[dict[str, float]]:
    """For each of so many queries named by their places the scores of the documents that match it."""
    found = {hit["_id"]: hit.get("matched_queries", {}) for hit in hits}
    return [
        {name: matched[str(place)] for name, matched in found.items() if str(place) in matched}
        for place in range(number)
    ]
