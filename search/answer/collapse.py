"""Pages of hits in which copies of one article are folded: the best-ranked stands for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.engines.port import Engine, EngineHit
from indexer.engines.queries import Bool, Cursor, Filter, Query, Request, Term
from search.answer.cursor import SEEN, digest

_MAX_READ = 10_000
"""Hits read for one page; so many copies in a row end it early, and the next page goes on from there."""
_MAX_COPIES = 20


@dataclass(frozen=True, slots=True)
class Folded:
    """A hit and how many other hits are copies of it."""

    hit: EngineHit
    copies: int


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """Hits of one page, the view they were cut from, where they ended (None: nothing follows), groups shown so far."""

    total: int
    hits: tuple[Folded, ...]
    view: str
    end: Cursor | None
    seen: tuple[bytes, ...]


def plain_page(engine: Engine, request: Request) -> FoldedPage:
    """A page as the engine ranks it, copies and all."""
    page = engine.search(replace(request, limit=request.limit + 1))
    shown = page.hits[: request.limit]
    more = len(page.hits) > request.limit and bool(shown)
    end = Cursor(shown[-1].score, shown[-1].sort, page.view) if more else None
    return FoldedPage(page.total, tuple(Folded(hit, 0) for hit in shown), page.view, end, ())


def folded_page(engine: Engine, request: Request, seen: tuple[bytes, ...]) -> FoldedPage:
    """A page with one hit of each group of copies, none of a group that an earlier page has shown."""
    known, shown = set(seen), list[EngineHit]()
    after, limit, read, total, more = request.after, 2 * request.limit, 0, 0, False
    while True:
        page = engine.search(replace(request, after=after, limit=limit))
        total = page.total
        for hit in page.hits:
            if group_key(hit) not in known:
                if len(shown) == request.limit:
                    more = True
                    break
                known.add(group_key(hit))
                shown.append(hit)
            after = Cursor(hit.score, hit.sort, page.view)
        read += len(page.hits)
        if more or len(page.hits) < limit or read >= _MAX_READ:
            break
        limit *= 2
    more = more or read >= _MAX_READ
    copies = _copies(engine, request.query, shown)
    hits = tuple(Folded(hit, copies.get(hit.group, 1) - 1) for hit in shown)
    groups = (*seen, *(group_key(one.hit) for one in hits if one.copies))
    return FoldedPage(total, hits, page.view, after if more else None, groups)


def group_key(hit: EngineHit) -> bytes:
    """A short hash of the group that a hit is in; one without a group is its own."""
    return digest(hit.group or hit.id, SEEN)


def _copies(engine: Engine, query: Query, hits: list[EngineHit]) -> dict[str, int]:
    """How many hits each group has among all that the query finds."""
    groups = tuple(dict.fromkeys(hit.group for hit in hits if hit.group))
    if not groups:
        return {}
    among = Filter(Bool(should=tuple(Term("group", group) for group in groups), minimum=1))
    return {one.value: one.count for one in engine.facet(Bool(must=(Filter(query), among)), "group", len(groups))}


def copies_of(engine: Engine, hit: EngineHit) -> tuple[EngineHit, ...]:
    """The other articles of the same group of copies, the earliest first."""
    if not hit.group:
        return ()
    query = Bool(must=(Filter(Term("group", hit.group)),), must_not=(Filter(Term("id", hit.id)),))
    return engine.search(Request(query, limit=_MAX_COPIES, sort="oldest")).hits
