"""Streams of which so many run at once. One that breaks off is cut, so that no client takes it for the whole."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from anyio import CancelScope, to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from base.errors import KlipingError
from base.events import event
from search.web.lanes import BusyError

STALL_SECONDS = 60.0
"""So long a client may take for a piece; one that reads no more would hold its place for ever."""
END = b""
"""Behind the last piece of a stream."""

logger = logging.getLogger(__name__)


@contextmanager
def place_for_stream(places: threading.BoundedSemaphore) -> Iterator[None]:
    """Take a place for a stream that begins in this block; where it does, `CutStream` gives the place back. Raises
    BusyError where none is free."""
    if not places.acquire(blocking=False):
        raise BusyError
    with ExitStack() as at_failure:
        at_failure.callback(places.release)
        yield
        at_failure.pop_all()


async def first_piece(pieces: Iterator[bytes]) -> bytes:
    """The first piece of a stream: while it is made an error can still be answered by its status."""
    return await to_thread.run_sync(next, pieces, END)


async def _in_threads(first: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each made in a thread, since the engine may take its time."""
    piece = first
    while piece != END:
        yield piece
        piece = await to_thread.run_sync(next, pieces, END)


class CutStream(StreamingResponse):
    """A stream that is cut where its source fails: without its last chunk the client's library raises an error. Its
    place is free when it ends, however it does."""

    def __init__(
        self, first: bytes, pieces: Generator[bytes], places: threading.BoundedSemaphore, **options: Any
    ) -> None:
        super().__init__(_in_threads(first, pieces), **options)
        self._pieces, self._places = pieces, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then let go of the engine and the place."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._pieces.close)
            self._places.release()

    async def stream_response(self, send: Send) -> None:
        """Send the pieces, and the end only behind the last of them."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pieces = aiter(self.body_iterator)
        while True:
            try:
                piece = await anext(pieces, END)
            except (KlipingError, OSError) as error:
                event(logger, "export.broken", f"an export broke off: {error}", level=logging.ERROR)
                return  # without the message that ends the answer, the server closes the connection
            async with asyncio.timeout(STALL_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": piece != END})
            if piece == END:
                return
