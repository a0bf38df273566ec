"""Views of the index (points in time), each shared by all searches of one state, so that the same question asked of
the same state has the same answer to the byte, the cursor in it too."""

from __future__ import annotations

from collections import deque
from threading import Lock

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

KEEP = "5m"
"""How long the server holds a view that is not searched in."""
MAX_VIEWS = 100
"""Views that this process holds at once, each of which keeps the files of its state. Of a state that nobody asks there
is none, so that even while each second brings new articles a page can be turned for a minute and a half."""
_STATE = (
    "indices.*.uuid,indices.*.shards.*.routing.node,"
    "indices.*.shards.*.seq_no.max_seq_no,indices.*.shards.*.refresh.external_total"
)

Copy = tuple[str, str, int, int]
State = tuple[tuple[str, str, tuple[Copy, ...]], ...]


class Views:
    """The views that this process has opened behind an alias. Safe to use from several threads.

    A view belongs to nobody: cursors name it, and may come back to another process. So it is closed only where there
    are too many, and else lapses at the server.
    """

    def __init__(self, alias: str) -> None:
        self._alias, self._lock = alias, Lock()
        self._state: State | None = None
        self._held: deque[str] = deque()

    def open(self, client: Elasticsearch) -> str:
        """The view of the state of now; "" where there is no generation."""
        try:
            state = self._read_state(client)  # before a view is opened, so that none is older than its state
            with self._lock:
                if state and state == self._state and self._held:
                    return self._held[-1]
            view = str(client.open_point_in_time(index=self._alias, keep_alive=KEEP)["id"])
        except NotFoundError:
            return ""
        with self._lock:
            if state and state == self._state and self._held:  # opened by another thread meanwhile
                shared, surplus = self._held[-1], view
            else:
                self._state = state
                self._held.append(view)
                shared, surplus = view, self._held.popleft() if len(self._held) > MAX_VIEWS else ""
        if surplus:
            close(client, surplus)
        return shared

    def forget(self, view: str) -> None:
        """Hold a view no longer: it has lapsed at the server."""
        with self._lock:
            if self._held and self._held[-1] == view:
                self._state = None
            if view in self._held:
                self._held.remove(view)

    def _read_state(self, client: Elasticsearch) -> State:
        """What changes with all that a search can see: of each copy of a shard how often it was opened anew for
        searches, which begins at zero where its node does, and its last write, which goes on."""
        stats = client.indices.stats(index=self._alias, metric="refresh", level="shards", filter_path=_STATE)
        return tuple(
            (
                index,
                each["uuid"],
                tuple(
                    sorted(
                        (shard, one["routing"]["node"], one["seq_no"]["max_seq_no"], one["refresh"]["external_total"])
                        for shard, copies in each.get("shards", {}).items()
                        for one in copies
                    )
                ),
            )
            for index, each in sorted(stats.get("indices", {}).items())
        )


def close(client: Elasticsearch, view: str) -> None:
    """Close a view; nothing happens where it has lapsed, or is none."""
    try:
        client.close_point_in_time(id=view)
    except (NotFoundError, BadRequestError):
        return
