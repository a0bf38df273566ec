"""Order by score with ties broken by `sort`, newest first, which tantivy cannot do by itself.

tantivy orders equal scores by where the documents lie, and that changes with every merge. A ranking therefore
asks for more hits than are wanted, until the score behind the last one differs, and orders those by hand.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from threading import Lock
from typing import Any, NamedTuple

from tantivy import Order

from base.deadline import check_deadline
from indexer.engines.embedded.searcher import Searcher
from indexer.engines.queries import Bool, Cursor, Filter, Query, Sort
from indexer.engines.rewrite import even_score, following, rewrite

_SPARE, _SPARE_AT_LEAST, _SPARE_OF_ALL = 44, 10, 400
"""Hits that are asked for beside those wanted, for the last to score unlike the one behind, else all are asked for once
more; and how many at least and of all segments together: each of 60 segments that is asked for 64 lets ten of a million
articles take a quarter longer, each of six costs nothing that can be measured."""
_GROWTH = 16
"""Where all that was asked for scores alike, so many times more are: the fewer times, the less is read twice."""
_AT_ONCE = 20_000
"""Hits that are asked for at once where all are wanted, to know of each its place alone."""
MAX_ALIKE = 20_000
"""Hits that are read to put those that score alike in order, each of which costs 15 microseconds. Where more are alike,
as with prefixes that nearly every article has, all hits are ordered by `sort` (decision 62)."""


class Ranked(NamedTuple):
    """A document found: its score, its `sort`, and where it lies."""

    score: float
    sort: int
    address: Any


class Ranking:
    """The documents that a query finds in one snapshot, ranked from the best as far down as was asked for."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self.searcher = searcher
        self.query = query
        self._hits: list[tuple[float, Any]] = []
        self._ranked: list[Ranked] = []
        self._asked = 0
        self.total = 0
        self._even = even_score(query)
        self._lock = Lock()

    def page(self, after: Cursor | None, limit: int) -> list[Ranked]:
        """The next `limit` documents after a cursor. Safe to use from several threads."""
        with self._lock:
            return self._page(after, limit)

    def _page(self, after: Cursor | None, limit: int) -> list[Ranked]:
        if self._even is None and after is not None and not self._asked:
            self._by_score(None, limit)  # a view that is made again is to decide as it did for its first page
        if self._even is None:
            found = self._by_score(after, limit)
            if self._even is None:
                return found
        self.total, dated = by_date(self.searcher, self.query, "newest", after, limit)
        return [Ranked(self._even, each.sort, each.address) for each in dated]

    def _by_score(self, after: Cursor | None, limit: int) -> list[Ranked]:
        self._ask(max(limit, 1))
        start = self._following(after)
        while start + limit > len(self._hits) and len(self._hits) < self.total:
            if after is None and self._asked >= MAX_ALIKE:
                self._even = self._hits[-1][0] if self._hits else 1.0
                return []
            self._ask(max(2 * self._asked, start + limit))
            start = self._following(after)
        self._order(start + limit)
        return self._ranked[start : start + limit]

    def _ask(self, wanted: int) -> None:
        """Ask for the best hits, at least `wanted` of them, if so many were not asked for before."""
        if self._asked >= wanted:
            return
        hits = self._best(wanted + spare(self.searcher.num_segments))
        if len(hits) < self.total:
            # The last score may be shared by documents not seen yet.
            hits = [each for each in hits if each[0] > hits[-1][0]]
        self._hits, self._ranked = hits, []

    def _following(self, after: Cursor | None) -> int:
        """Where the next hit after a cursor stands."""
        if after is None:
            return 0
        self._order(bisect.bisect_right(self._hits, -after.score, key=lambda hit: -hit[0]))
        return bisect.bisect_right(self._ranked, (-after.score, -after.sort), key=_place)

    def _order(self, wanted: int) -> None:
        """Rank the first `wanted` hits, and those that score like the last of them: of the others nobody need know
        their `sort`, which for each lies somewhere else in the index."""
        start, end = len(self._ranked), min(wanted, len(self._hits))
        if start >= end:
            return
        while end < len(self._hits) and self._hits[end][0] == self._hits[end - 1][0]:
            end += 1
        hits = self._hits[start:end]
        sorts = self.searcher.sorts([address for _, address in hits])
        ranked = [Ranked(score, sort, address) for (score, address), sort in zip(hits, sorts, strict=True)]
        self._ranked += sorted(ranked, key=_place)

    def _best(self, wanted: int) -> list[tuple[float, Any]]:
        """The best hits and their addresses: at least so many, and more while all of them score alike."""
        while True:
            check_deadline()
            result = self.searcher.search(self.query, limit=_limit(self.searcher, wanted + 1), count=True)
            self.total, self._asked, hits = result.count, wanted, list[tuple[float, Any]](result.hits)
            alike = 0 < len(hits) < self.total and hits[0][0] == hits[-1][0]
            if not alike or wanted >= MAX_ALIKE:
                return hits
            wanted = min(wanted * _GROWTH, MAX_ALIKE)


def spare(segments: int) -> int:
    """How many hits are asked for beside those wanted."""
    return max(_SPARE_AT_LEAST, min(_SPARE, _SPARE_OF_ALL // max(segments, 1)))


def by_date(searcher: Searcher, query: Query, sort: Sort, after: Cursor | None, limit: int) -> tuple[int, list[Ranked]]:
    """The number of documents found, and the next `limit` of them after a cursor, by `sort` alone (score 0)."""
    if after is None and sort == "newest":
        result = searcher.search(query, limit=_limit(searcher, limit), order_by_field="sort", order=Order.Desc)
        return result.count, [Ranked(0.0, key, address) for key, address in result.hits[:limit]]
    return searcher.search(Filter(query), limit=1).count, next_by_date(searcher, query, sort, after, limit)


def next_by_date(searcher: Searcher, query: Query, sort: Sort, after: Cursor | None, limit: int) -> list[Ranked]:
    """The next `limit` documents after a cursor, by date; each page costs the same, however deep it lies."""
    order, found = Order.Asc if sort == "oldest" else Order.Desc, list[Ranked]()
    for part in following(sort, after):
        check_deadline()
        wanted = _limit(searcher, limit - len(found))
        rest = Bool(must=(query, part))
        result = searcher.search(rewrite(rest), limit=wanted, count=False, order_by_field="sort", order=order)
        found += [Ranked(0.0, key, address) for key, address in result.hits]
        if len(found) >= limit:
            break
    return found[:limit]


def in_order(searcher: Searcher, query: Query, sort: Sort) -> Iterator[Ranked]:
    """All that a query finds in one snapshot, in its order, with so many at a time in memory."""
    if sort == "relevance" and even_score(query) is None:
        yield from _in_order_of_score(searcher, query)
        return
    order: Sort = "newest" if sort == "relevance" else sort
    after = None
    while found := next_by_date(searcher, query, order, after, _AT_ONCE):
        yield from found
        after = Cursor(0.0, found[-1].sort)


def _in_order_of_score(searcher: Searcher, query: Query) -> Iterator[Ranked]:
    """The best first; of those that score alike, the newest first, as far as `MAX_ALIKE` reaches."""
    offset, alike = 0, list[Ranked]()
    while True:
        check_deadline()
        hits = searcher.search(query, limit=_limit(searcher, _AT_ONCE), offset=offset, count=False).hits
        for (score, address), key in zip(hits, searcher.sorts([address for _, address in hits]), strict=True):
            if alike and (alike[-1].score != score or len(alike) >= MAX_ALIKE):
                yield from sorted(alike, key=_place)
                alike = []
            alike.append(Ranked(score, key, address))
        if len(hits) < _AT_ONCE:
            yield from sorted(alike, key=_place)
            return
        offset += len(hits)


def _limit(searcher: Searcher, limit: int) -> int:
    """What tantivy may be asked for: it panics at 0, and takes memory for as many hits as it is asked for."""
    return max(1, min(limit, searcher.num_docs))


def _place(ranked: Ranked) -> tuple[float, int]:
    return -ranked.score, -ranked.sort
