"""Sends writes to Elasticsearch so that each is done, refused for good, or reported as not done.

The client's own helper does not retry single items by default, gives up a whole batch on a time-out and cannot
split one that is too large; hence this loop. Every write names its document, so sending it twice does no harm.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, SerializationError
from elasticsearch import ApiError, Elasticsearch

from base.errors import UnavailableError
from indexer.engines.port import Rejected

_MAX_BYTES = 8 * 1024 * 1024
_MAX_WRITES = 1_000
_FIRST_PAUSE, _MAX_PAUSE = 0.1, 5.0
_SURELY_TAKEN = 64 * 1024
"""Bytes of a write that Elasticsearch (100 MB) and every proxy (1 MB by habit) takes; few articles have more."""
_SHOWN = 80
"""Characters of an answer that an error quotes."""
_OVERLOADED = (429, 502, 503, 504)


class _OddAnswerError(Exception):
    """An answer with a good status that no Elasticsearch gives."""


@dataclass(frozen=True, slots=True)
class Write:
    """One line of a bulk request, or two: a deletion where there is no source."""

    index: str
    id: str
    source: dict[str, Any] | None = None

    def lines(self) -> list[bytes]:
        """The lines of the request body: the action, then the document if there is one."""
        action = "delete" if self.source is None else "index"
        lines = [{action: {"_index": self.index, "_id": self.id}}, *([] if self.source is None else [self.source])]
        return [orjson.dumps(line) for line in lines]


class BulkRetry:
    """How long a batch is tried again: pauses that double, with jitter, until the time is up."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._pause = _FIRST_PAUSE

    def wait(self, error: object) -> None:
        """Pause before the next try. Raises UnavailableError when the time is up."""
        pause = self._pause * random.uniform(0.5, 1.0)
        if time.monotonic() + pause > self._end:
            raise UnavailableError(
                f"Elasticsearch did not take the documents in time: {error}. Look at its log, its load and its disk; "
                "they stay queued and are sent again"
            )
        time.sleep(pause)
        self._pause = min(2 * self._pause, _MAX_PAUSE)


def send(client: Elasticsearch, writes: Sequence[Write], seconds: float) -> list[Rejected]:
    """Send all writes in batches, each tried for so many seconds. Gives back those that are refused for good."""
    return [refused for batch in _batches(writes) for refused in _send(client, batch, BulkRetry(seconds))]


def _batches(writes: Sequence[Write]) -> Iterator[dict[str, list[bytes]]]:
    """Batches of lines by id, each of a size that the server takes."""
    batch: dict[str, list[bytes]] = {}
    size = 0
    for write in writes:
        lines = write.lines()
        length = sum(map(len, lines))
        if batch and (size + length > _MAX_BYTES or len(batch) >= _MAX_WRITES or write.id in batch):
            yield batch
            batch, size = {}, 0
        batch[write.id] = lines
        size += length
    if batch:
        yield batch


def _send(client: Elasticsearch, batch: dict[str, list[bytes]], retry: BulkRetry) -> list[Rejected]:
    refused: list[Rejected] = []
    while batch:
        try:
            lines: list[Any] = [line for lines in batch.values() for line in lines]  # bytes are sent as they are
            items = _items(client.bulk(operations=lines), batch)
        except ApiError as error:
            if error.status_code == 413 and not _is_small(batch):
                return refused + _halve(client, batch, retry)
            if error.status_code not in (413, *_OVERLOADED):
                raise
            retry.wait(error)
            continue
        except (NoConnection, ConnectionTimeout, SerializationError, _OddAnswerError) as error:
            retry.wait(error)
            continue
        refused += [Rejected(item["_id"], _reason(item)) for item in items if item["status"] == 400]
        batch = {item["_id"]: batch[item["_id"]] for item in items if _is_undone(item)}
        if batch:
            retry.wait(next(_reason(item) for item in items if _is_undone(item)))
    return refused


def _items(answer: Any, batch: Collection[str]) -> list[dict[str, Any]]:
    """What the server says of each write. Raises _OddAnswerError for an answer that does not speak of each of them,
    which came from something else (a proxy, a page of maintenance): then nothing is known to be done."""
    try:
        items = [item for each in answer["items"] for item in each.values()]
        if {item["_id"] for item in items} == set(batch) and all(isinstance(item["status"], int) for item in items):
            return items
    except (TypeError, LookupError, AttributeError):
        pass
    raise _OddAnswerError(f"its answer is not that of a bulk request: {str(answer)[:_SHOWN]!r}")


def _is_small(batch: dict[str, list[bytes]]) -> bool:
    """Whether it is one write of a size that nobody refuses for good: then something between says so for now."""
    return len(batch) == 1 and sum(len(line) for lines in batch.values() for line in lines) < _SURELY_TAKEN


def _halve(client: Elasticsearch, batch: dict[str, list[bytes]], retry: BulkRetry) -> list[Rejected]:
    names = list(batch)
    if len(names) == 1:
        return [Rejected(names[0], "larger than a request to Elasticsearch may be (http.max_content_length)")]
    halves = names[: len(names) // 2], names[len(names) // 2 :]
    return [each for half in halves for each in _send(client, {name: batch[name] for name in half}, retry)]


def _is_undone(item: dict[str, Any]) -> bool:
    """Neither done, nor gone already (the 404 of a deletion), nor refused for good."""
    gone = item["status"] == 404 and "error" not in item
    return item["status"] >= 300 and item["status"] != 400 and not gone


def _reason(item: dict[str, Any]) -> str:
    error = item.get("error") or {}
    if not isinstance(error, dict):
        return str(error)
    cause = (error.get("caused_by") or {}).get("reason", "")
    return f"{error.get('type', 'status')}: {error.get('reason', item['status'])}" + (f" ({cause})" if cause else "")
