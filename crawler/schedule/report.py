"""What a crawl came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl came to: the counts of all its runs, why it stopped before its end (or ""), whether a signal ended
    it, and how the visits of its sources ended."""

    counts: Mapping[str, int]
    stopped: str = ""
    interrupted: bool = False
    visits: Sequence[VisitEnd] = ()

    @property
    def failed(self) -> list[VisitEnd]:
        """The sources that could not be read."""
        return [one for one in self.visits if one.is_failed]


@dataclass(frozen=True, slots=True)
class VisitEnd:
    """How the last visit of a source ended."""

    publisher: str
    url: str
    outcome: Outcome
    is_failed: bool
