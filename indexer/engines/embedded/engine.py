"""The engine in a folder: tantivy, no server.

`<data>/index/current.json` names the generation that answers searches; each generation is a tantivy index in
`<data>/index/<generation>/` with a manifest of ours beside tantivy's files. One process at a time may write;
any number may search, and each request sees the last commit.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from base.clock import DAY_SECONDS, JAKARTA_SECONDS
from base.deadline import check_deadline
from base.errors import UnavailableError
from indexer.engines import layout
from indexer.engines.embedded.checksums import Checksums
from indexer.engines.embedded.folder import (
    OpenedIndex,
    check_files,
    errors_of,
    open_generation,
    read_manifest,
    write_manifest,
)
from indexer.engines.embedded.ranking import Ranked, Ranking, by_date
from indexer.engines.embedded.schema import LAYOUT, build, make_index, to_tantivy
from indexer.engines.embedded.views import Views
from indexer.engines.port import Bucket, Document, EngineHit, Overview, Page, Rejected
from indexer.engines.queries import Bool, Everything, Filter, Query, Request, Term
from indexer.engines.rewrite import clamp, rejection_reason, rewrite

_MIN_MEMORY = 15_000_000
_UNUSED_SECONDS = 300.0
"""An index open for reading is let go after so long without a search, so that a rebuild frees the files of the old."""
_TIDY_SECONDS = 60.0
_BY_DAY = {"histogram": {"field": "published", "interval": DAY_SECONDS, "offset": -JAKARTA_SECONDS, "min_doc_count": 1}}

_Buckets = list[dict[str, Any]]


class EmbeddedEngine:
    """A tantivy index for each generation below one folder. Safe to use from several threads."""

    def __init__(self, folder: Path, memory_bytes: int, check_absence: Callable[[], None] = lambda: None) -> None:
        self._folder, self._check_absence = folder, check_absence
        self._memory = max(memory_bytes, _MIN_MEMORY)
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._opened: OpenedIndex | None = None
        self._writers: dict[str, Any] = {}
        self._checksums: dict[str, Checksums] = {}
        self._views = Views()
        self._used = 0.0
        self._timer: threading.Timer | None = None
        self.clock = time.monotonic

    # generations

    def current(self) -> str | None:
        """The generation that answers searches, None in an empty installation."""
        manifest = read_manifest(self._folder / "current.json", "generation")
        return None if manifest is None else str(manifest["generation"])

    def create(self, generation: str, fingerprint: str) -> None:
        """Make an empty generation; nothing happens if it exists."""
        folder = self._folder / generation
        with errors_of(folder):
            if self.fingerprint(generation) is not None:
                return
            # Without its manifest a folder was left by a process killed in the middle of this function.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make_index(folder)
            write_manifest(folder / "manifest.json", {"fingerprint": fingerprint, "layout": LAYOUT})

    def fingerprint(self, generation: str) -> str | None:
        """What `create` was given, other text where the generation has another layout, None without one."""
        manifest = read_manifest(self._folder / generation / "manifest.json", "fingerprint", "layout")
        if manifest is None:
            return None
        return layout.fingerprint(manifest, LAYOUT)

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
            if self.fingerprint(generation) is None:
                raise UnavailableError(f"there is no generation {generation} in {self._folder}")
            write_manifest(self._folder / "current.json", {"generation": generation})
            for other in self._folder.iterdir():
                if other.is_dir() and other.name != generation:
                    self._close_writer(other.name)
                    self._checksums.pop(other.name, None)
                    shutil.rmtree(other)

    # writing

    def write(self, generation: str, upserts: Sequence[Document], deletes: Sequence[tuple[str, int]]) -> list[Rejected]:
        """Delete, then put in, in one commit, so that a kill leaves all of it or nothing."""
        refused = {document.id: reason for document in upserts if (reason := rejection_reason(document))}
        with self._writing, errors_of(self._folder / generation):
            writer = self._writers.pop(generation, None) or self._open_writer(generation)
            try:
                for name, _ in deletes:
                    writer.delete_documents_by_term("id", name)
                for document in upserts:
                    if document.id not in refused:
                        writer.delete_documents_by_term("id", document.id)
                        writer.add_document(to_tantivy(document))
                writer.commit()
                self._writers[generation] = writer
            finally:
                # A writer that failed is let go here, lock and all: what it took in must not slip into a later commit.
                del writer
        return [Rejected(name, reason) for name, reason in refused.items()]

    def _open_writer(self, generation: str) -> Any:
        writer = open_generation(self._folder / generation).writer(self._memory, num_threads=1)
        # A writer killed in mid-commit leaves files that make every later commit fail.
        writer.garbage_collect_files()
        return writer

    def _close_writer(self, generation: str) -> None:
        with self._writing:
            writer = self._writers.pop(generation, None)
        if writer is not None:
            writer.wait_merging_threads()

    # reading

    def search(self, request: Request) -> Page:
        """The page of hits; a page by relevance is cut from the held view that the cursor names, if it is held."""
        query, request = rewrite(request.query), clamp(request)
        with errors_of(self._folder):
            snapshot = self._snapshot()
            if snapshot is None:
                return Page(0, ())
            searcher, state = snapshot
            if request.sort != "relevance":
                total, ranked = by_date(searcher, query, request.sort, request.after, request.limit)
                return Page(total, _hits(searcher, ranked))
            view, ranking = self._ranking(searcher, state, query, request)
            ranked = ranking.page(request.after, request.limit)
            if not view and request.hold_view and ranking.total > request.limit:
                view = self._hold(ranking, f"{uuid4().hex}.{state}")
            return Page(ranking.total, _hits(ranking.searcher, ranked), view)

    def count(self, query: Query) -> int:
        """How many documents match."""
        return self.counts([query])[0]

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for each of the queries, in one state of the index."""
        with errors_of(self._folder):
            searcher = self._searcher()
            if searcher is None:
                return [0] * len(queries)
            return [_count(searcher, query) for query in queries]

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a keyword field, most first, then by value."""
        size = limit + 1
        while True:
            buckets = self._aggregate(query, {field: _by_value(field, size)})[field]
            if (found := _commonest(buckets, limit, size)) is not None:
                return found
            size *= 4

    def days(self, query: Query) -> list[Bucket]:
        """Matches by Jakarta day, oldest first."""
        return _days(self._aggregate(query, {"days": _BY_DAY})["days"])

    def overview(self, query: Query, fields: Sequence[str], limit: int) -> Overview:
        """The commonest values of each field, and the days; values that tie at the end are asked for again."""
        size = limit + 1
        found = self._aggregate(query, {field: _by_value(field, size) for field in fields} | {"days": _BY_DAY})
        facets = {field: _commonest(found[field], limit, size) for field in fields}
        whole = {field: self.facet(query, field, limit) if one is None else one for field, one in facets.items()}
        return Overview(whole, _days(found["days"]))

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it."""
        among = Filter(Bool(should=tuple(Term("id", each) for each in dict.fromkeys(ids)), minimum=1))
        with errors_of(self._folder):
            searcher = self._searcher()
            if searcher is None or not ids:
                return [{} for _ in queries]
            return [_scores(searcher, rewrite(Bool(must=(query, among))), len(ids)) for query in queries]

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids."""
        with errors_of(self._folder):
            searcher = self._searcher()
            if searcher is None or not ids:
                return {}
            wanted = rewrite(Bool(should=tuple(Term("id", each) for each in dict.fromkeys(ids))))
            _, ranked = by_date(searcher, wanted, "newest", None, len(ids))
            return {hit.id: hit for hit in _hits(searcher, ranked)}

    def check(self) -> str:
        """Where the index lies and how much is in it."""
        return f"embedded index in {self._folder}: generation {self.current()}, {self.count(Everything())} articles"

    def release(self, view: str) -> None:
        """Let go of a held view."""
        with self._reading:
            self._views.release(view)

    def close(self) -> None:
        """Let go of everything held, after the merges under way."""
        for generation in list(self._writers):
            self._close_writer(generation)
        with self._reading:
            self._views, self._opened = Views(), None
            if self._timer is not None:
                self._timer.cancel()

    def tidy(self) -> None:
        """Let go of views that are old and of an index that is not asked; comes by itself while there is any."""
        with self._reading:
            now, self._timer = self.clock(), None
            if now - self._used >= _UNUSED_SECONDS:
                self._opened = None
            if self._views.release_old(now) or self._opened is not None:
                self._tidy_later()

    def _tidy_later(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(_TIDY_SECONDS, self.tidy)
            self._timer.daemon = True
            self._timer.start()

    def _searcher(self) -> Any:
        """A searcher of the last commit of the current generation, None in an installation without articles."""
        snapshot = self._snapshot()
        return None if snapshot is None else snapshot[0]

    def _snapshot(self) -> tuple[Any, str] | None:
        """The same with the name of that state of the index. All that is asked of it begins here, in time."""
        check_deadline()
        with self._reading:
            self._used = self.clock()
            self._tidy_later()
            while (generation := self.current()) is not None:
                try:
                    if self._opened is None or self._opened.generation != generation:
                        self._opened = OpenedIndex(self._folder / generation, generation)
                    searcher, commit = self._opened.searcher()
                except (ValueError, OSError):
                    if self.current() == generation:
                        raise
                    # switched away while it was being opened: look again
                else:
                    return searcher, f"{generation}-{commit}"
        self._check_absence()
        return None

    def _ranking(self, searcher: Any, state: str, query: Query, request: Request) -> tuple[str, Ranking]:
        """The held view that the cursor names and its ranking. A view that another process held, or that was let go,
        is made again if the index is still the same; else there is a new ranking under no name."""
        view = request.after.view if request.after else ""
        with self._reading:
            held = self._views.get(view, query)
        if held is not None:
            return view, held
        ranking = Ranking(searcher, query)
        same = view.rpartition(".")[2] == state
        return (self._hold(ranking, view) if same else ""), ranking

    def _hold(self, ranking: Ranking, view: str) -> str:
        with self._reading:
            self._views.hold(view, ranking, self.clock())
        return view

    def _aggregate(self, query: Query, aggregations: dict[str, Any]) -> dict[str, _Buckets]:
        """The buckets of each aggregation by its name."""
        with errors_of(self._folder):
            searcher = self._searcher()
            if searcher is None:
                return {name: [] for name in aggregations}
            result = searcher.aggregate(build(rewrite(query)), aggregations)
            return {name: result[name]["buckets"] for name in aggregations}


def _by_value(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size}}


def _commonest(buckets: _Buckets, limit: int, size: int) -> list[Bucket] | None:
    """The commonest values; None where the last one has as many as one beyond `size`, and values must decide."""
    if len(buckets) >= size and buckets[limit - 1]["doc_count"] == buckets[-1]["doc_count"]:
        return None
    found = [Bucket(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return sorted(found, key=lambda bucket: (-bucket.count, bucket.value))[:limit]


def _days(buckets: _Buckets) -> list[Bucket]:
    return [Bucket(str(int(bucket["key"])), bucket["doc_count"]) for bucket in buckets]


def _hits(searcher: Any, ranked: list[Ranked]) -> tuple[EngineHit, ...]:
    documents = [(each, searcher.doc(each.address)) for each in ranked]
    return tuple(
        EngineHit(doc.get_first("id"), each.score, each.sort, doc.get_first("group") or "", doc.get_first("stored"))
        for each, doc in documents
    )


def _count(searcher: Any, query: Query) -> int:
    check_deadline()
    return int(searcher.search(build(Filter(rewrite(query))), limit=1).count)


def _scores(searcher: Any, query: Query, limit: int) -> dict[str, float]:
    check_deadline()
    hits = searcher.search(build(query), limit=limit, count=False).hits
    return {searcher.doc(address)["id"][0]: score for score, address in hits}
