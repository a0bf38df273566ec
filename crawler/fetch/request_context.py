"""What travels with a request: for which run and in whose name it is sent."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from dataclasses import dataclass, field

from base.network import WEB_PORTS
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.publisher_settings import NO_ACCESS, Access
from crawler.health.history import Look


@dataclass(slots=True)
class Run:
    """One visit of a source (or of links left from earlier visits) while it lasts, and what is counted on the way.

    `visit` is how the visit ended, and whether it failed; `look` what it showed, where the source could be read.
    `in_hand` is how many visits and pages of it are under way; when there are none it is idle since `idle_since`.
    """

    id: str
    source: str
    publisher: str
    begun: float = field(default_factory=time.monotonic)
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    visit: Outcome | None = None
    is_failed: bool = False
    look: Look | None = None
    in_hand: int = 0
    idle_since: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Run:
        self.in_hand += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.in_hand -= 1
        self.idle_since = time.monotonic()

    def ending(self) -> tuple[Outcome | None, bool]:
        """How it ended, and whether it failed: as its visit did, or without one, as most of its pages."""
        if self.visit or not self.outcomes:
            return self.visit, self.is_failed
        outcome, _ = self.outcomes.most_common(1)[0]
        return outcome, outcome.is_failure

    def summary(self) -> dict[str, int]:
        """All counts in one table, as the ledger keeps it and the log shows it."""
        outcomes = {f"outcome_{outcome.value}": number for outcome, number in sorted(self.outcomes.items())}
        spent = {"milliseconds": round((self.idle_since - self.begun) * 1000)}
        return {"requests": 0, **dict(sorted(self.counts.items())), **outcomes, **spent}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """`owner` is the publisher on whose site the answer must lie; None where it may lie anywhere. `ports` are those
    that may be asked; None where all may. What belongs to the visit of a source goes before pages;
    second looks are counted apart from these. `access` is what a
    subscription to `publisher`, in whose name it is asked, adds to requests."""

    run: Run
    user_agent: str
    delay: float
    owner: Publisher | None = None
    ports: frozenset[int] | None = WEB_PORTS
    is_clip: bool = False
    is_visit: bool = False
    is_look: bool = False
    publisher: Publisher | None = None
    access: Access = NO_ACCESS

    def elsewhere(self) -> RequestContext:
        """The same for a request that belongs to no publisher's site, such as robots.txt."""
        return dataclasses.replace(self, owner=None)
