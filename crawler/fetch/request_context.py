"""What travels with a request: for which run and in whose name it is sent."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from dataclasses import dataclass, field

from base.network import WEB_PORTS
from config.catalogue import Publisher
from config.outcomes import Outcome


@dataclass(slots=True)
class Run:
    """One visit of a source (or of links left from earlier visits) while it lasts, and what is counted on the way."""

    id: str
    source: str
    publisher: str
    begun: float = field(default_factory=time.monotonic)
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    def summary(self) -> dict[str, int]:
        """All counts in one table, as the ledger keeps it and the log shows it."""
        outcomes = {f"outcome_{outcome.value}": number for outcome, number in sorted(self.outcomes.items())}
        spent = {"milliseconds": round((time.monotonic() - self.begun) * 1000)}
        return {**dict(sorted(self.counts.items())), **outcomes, **spent}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """`owner` is the publisher on whose site the answer must lie; None where it may lie anywhere. `ports` are those
    that may be asked; None where all may."""

    run: Run
    user_agent: str
    delay: float
    owner: Publisher | None = None
    ports: frozenset[int] | None = WEB_PORTS

    def elsewhere(self) -> RequestContext:
        """The same for a request that belongs to no publisher's site, such as robots.txt."""
        return dataclasses.replace(self, owner=None)
