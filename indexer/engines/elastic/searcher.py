"""Asks the current generation, or a view of it: within the deadline, through a switch, past nodes that are down, and
never a part for all."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from elastic_transport import ConnectionTimeout, ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from base.deadline import check_deadline, seconds_left
from base.errors import UnavailableError
from indexer.engines.elastic.generations import Installation, verify_current
from indexer.engines.elastic.views import KEEP, Views
from indexer.engines.port import LostIndexError

_TRIES = 6
_FIRST_PAUSE = 0.05
"""Seconds before the second try, twice as many before each further one, 1.5 in all: a second copy of a shard takes over
within about one, and a search has two."""
_GRACE = 0.2
"""Seconds that the client waits longer than the server may search, so that the server's own word is heard."""
_CLOSED = "index_closed_exception"
_GONE = (404, 503)
"""What the server answers where an index is gone, and where it is just going."""


class Searcher:
    """Searches of one installation. It remembers how many shards answered when all years were there.

    `check_absence` raises where there should be a generation; it is called where there is none. Safe to use from
    several threads.
    """

    def __init__(self, ours: Installation, check_absence: Callable[[], None]) -> None:
        self._ours, self._check_absence = ours, check_absence
        self._whole_shards = 0
        self.views = Views(ours.alias)

    def ask(self, view: str = "", *, scored: bool = False, **body: Any) -> dict[str, Any]:
        """The answer to one search; without a generation it finds nothing."""
        place = {"pit": {"id": view, "keep_alive": KEEP}} if view else {"index": self._ours.alias}
        for is_last in _tries():
            try:
                answer = self._in_time().search(
                    **place,
                    **{"track_total_hits": True, **body},
                    **_time_out(),
                    source_includes=["stored", "group"],
                    # Without it each year would weigh words by its own counts, and scores would not compare.
                    search_type="dfs_query_then_fetch" if scored else "query_then_fetch",
                    allow_partial_search_results=False,
                )
                self._check_whole(answer)
                return dict(answer.body)
            except ConnectionTimeout:
                check_deadline()
                raise
            except ApiError as error:
                check_deadline()  # the server breaks off a search that is out of time with an error
                if error.error == _CLOSED:
                    raise self._closed() from error
                if error.status_code not in _GONE or view or is_last:
                    raise
                if not self._ours.client.indices.exists_alias(name=self._ours.alias):
                    break
                # A switch took the indices away in mid-search: look again where the alias leads now. Or a node went,
                # and the other copies of its shards take over.
        self._check_absence()
        return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}

    def open_view(self) -> str:
        """A snapshot of the current generation, shared by all who ask while nothing changes; "" where there is none."""
        for is_last in _tries():
            try:
                return self.views.open(self._in_time())
            except ConnectionTimeout:
                check_deadline()
                raise
            except ApiError as error:
                if error.status_code not in _GONE or is_last:
                    raise
        raise AssertionError("the last try returns or raises")

    def open_own_view(self) -> str:
        """The same for one alone, who closes it. Raises LostIndexError where the generation is lost."""
        try:
            return str(self._ours.client.open_point_in_time(index=self._ours.alias, keep_alive=KEEP)["id"])
        except NotFoundError:
            self._check_absence()
            return ""

    def _in_time(self) -> Elasticsearch:
        """A client that waits no longer than the deadline allows, and asks another node where one is down."""
        left, client = seconds_left(), self._ours.client
        others = self._ours.settings.url.count(",")
        if left is None:
            return client
        return client.options(request_timeout=left + _GRACE, max_retries=others, retry_on_status=())

    def _closed(self) -> LostIndexError:
        return LostIndexError(
            f"an index on Elasticsearch at {self._ours.where} was closed: open it there, or let `kliping index` make "
            "it again from the articles, by itself within minutes where it runs"
        )

    def _check_whole(self, answer: ObjectApiResponse[Any]) -> None:
        """Raise UnavailableError where a part of the answer is missing after all: a proxy may drop what we ask for.

        Raise LostIndexError where a year is gone. It is asked only when another number of shards has answered.
        """
        shards = answer["_shards"]["total"]
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise UnavailableError(
                f"Elasticsearch at {self._ours.where} answered for a part of its shards: look at its log and its load"
            )
        if shards != self._whole_shards and verify_current(self._ours):
            self._whole_shards = shards


def _tries() -> Iterator[bool]:
    """Whether this try is the last, with a pause before each but the first, within the deadline."""
    for number in range(_TRIES):
        if number:
            pause, left = _FIRST_PAUSE * 2 ** (number - 1), seconds_left()
            time.sleep(pause if left is None else min(pause, left))
        check_deadline()
        yield number == _TRIES - 1


def _time_out() -> dict[str, Any]:
    """By when the server is to break off a search."""
    left = seconds_left()
    return {} if left is None else {"timeout": f"{math.ceil(left * 1000)}ms"}
