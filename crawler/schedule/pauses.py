"""Why a crawler begins nothing for a while: no network, no room on the disk, no database, the day's requests spent."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from base.events import event
from base.retry import MAX_PAUSE
from crawler.fetch.runtime import Runtime

logger = logging.getLogger(__name__)

FULL_SECONDS, MIN_AWAY_SECONDS = 60.0, 5.0
DISK_LOW = "the disk is full, or has less room than crawler.min_free_bytes"
NETWORK_DOWN = "no publisher answers; the network here seems to be down, and is asked for now and then"
VISITS_SPENT = "the day's visits of sources (crawler.daily_requests) are used up"
PAGES_SPENT = "the day's requests for pages (crawler.daily_pages) are used up"


class Pauses:
    """What keeps a crawler from going on, and what was said of it. `told` is why it pauses, "" where it does not."""

    def __init__(self, shared: Runtime) -> None:
        self._shared = shared
        self.told = ""
        self._full_until = 0.0
        self._away, self._away_seconds, self._ask_again = "", 0.0, 0.0

    def reason(self) -> str:
        """Why nothing may be begun now, "" where it may."""
        if self._shared.outages.network_rests():
            return NETWORK_DOWN
        if self._away:
            return self._away
        return DISK_LOW if self._shared.disk_is_low() or time.monotonic() < self._full_until else ""

    def spent(self) -> str:
        """Which of the day's requests are used up; visits and pages go on without each other."""
        spent = (
            (VISITS_SPENT, self._shared.planner.is_spent(datetime.now(UTC))),
            (PAGES_SPENT, self._shared.budget.spent),
        )
        return "; ".join(text for text, is_so in spent if is_so)

    def tell(self, reason: str) -> None:
        """Log a pause once when it begins, and its end."""
        if reason and not self.told:
            event(logger, "crawl.pause", f"crawling pauses: {reason}", level=logging.WARNING)
        elif self.told and not reason:
            event(logger, "crawl.resume", "crawling goes on")
        self.told = reason

    def disk_is_full(self) -> None:
        """Leave the disk alone for a while."""
        self._full_until = time.monotonic() + FULL_SECONDS

    def may_ask_database(self) -> bool:
        """Whether it is time; a database that stays away is asked at growing intervals."""
        return time.monotonic() >= self._ask_again

    def database_is_away(self, why: str, *, asked: bool) -> None:
        """What was under way could not be recorded, or the database was `asked` in vain."""
        self._away = why
        if asked:
            self._away_seconds = min(MAX_PAUSE, max(MIN_AWAY_SECONDS, 2 * self._away_seconds))
            self._ask_again = time.monotonic() + self._away_seconds

    async def catch_up(self) -> None:
        """Where the database was away: record what was archived and not recorded, before any of it could be fetched
        again. Raises UnavailableError where it is away still."""
        if self._away:
            await self._shared.write(self._shared.ledger.replay, self._shared.archive.folder)
            self._away = ""
        self._away_seconds = 0.0
