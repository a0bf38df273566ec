"""What a crawl does for health beside its work: it settles what was in doubt, looks over all sources, and tells."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from crawler.health.review import Review
from crawler.health.telling import Teller
from crawler.health.watch import Watch, Write

SECONDS = 60.0
"""How often all sources are looked over."""


@dataclass(slots=True)
class Rounds:
    """One for the life of a crawl; used on the event loop."""

    watch: Watch
    review: Review
    teller: Teller
    _next: float = field(default=0.0, init=False)

    async def tick(self, write: Write) -> None:
        """Judge what is known by now; look over all sources where that is due."""
        await self.watch.settle(write)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + SECONDS
            await self._look(write)

    async def end(self, write: Write, *, wait: bool) -> None:
        """Judge what is left, and look over all a last time; with `wait` give what is being sent a little time."""
        await self.watch.settle(write, at_end=True)
        await self._look(write)
        if wait:
            await asyncio.to_thread(self.teller.wait)

    async def _look(self, write: Write) -> None:
        await write(self.review.look)
        self.teller.start()
