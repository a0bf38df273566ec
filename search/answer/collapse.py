"""Pages of hits in which copies of one article are folded: the best-ranked stands for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.engines.copies import in_group
from indexer.engines.port import Engine, EngineHit
from indexer.engines.queries import Bool, Cursor, Filter, Request, Term
from search.answer.cursor import SEEN, digest

_MAX_READ = 10_000
"""Hits read for one page; so many copies in a row end it early, and the next page goes on from there."""
_MAX_COPIES = 20


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """Hits of one page, the view they were cut from, and where they ended (None: nothing follows)."""

    total: int
    hits: tuple[EngineHit, ...]
    view: str
    end: Cursor | None


def plain_page(engine: Engine, request: Request) -> FoldedPage:
    """A page as the engine ranks it, copies and all."""
    page = engine.search(replace(request, limit=request.limit + 1, shown=request.limit))
    shown = page.hits[: request.limit]
    more = len(page.hits) > request.limit and bool(shown)
    end = Cursor(shown[-1].score, shown[-1].sort, page.view) if more else None
    return FoldedPage(page.total, shown, page.view, end)


def folded_page(engine: Engine, request: Request, seen: tuple[bytes, ...]) -> FoldedPage:
    """A page with one hit of each group of copies, none of a group that an earlier page has shown."""
    # Half more than are shown, since some are copies: of each the whole article is read, and few have to be asked again
    known, shown = set(seen), list[EngineHit]()
    after, limit, read, total, more = request.after, request.limit + request.limit // 2 + 1, 0, 0, False
    while True:
        page = engine.search(replace(request, after=after, limit=limit, shown=request.limit))
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
    return FoldedPage(total, tuple(shown), page.view, after if more else None)


def group_key(hit: EngineHit) -> bytes:
    """A short hash of the group that a hit is in; one without a group is its own."""
    return digest(hit.group or hit.id, SEEN)


def copies_of(engine: Engine, hit: EngineHit) -> tuple[EngineHit, ...]:
    """The other articles of the same group of copies, the earliest first."""
    if not hit.group:
        return ()
    query = Bool(must=(Filter(in_group(hit.group)),), must_not=(Filter(Term("id", hit.id)),))
    return engine.search(Request(query, limit=_MAX_COPIES, sort="oldest")).hits
