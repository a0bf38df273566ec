"""What does not agree, where, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

MOST = 20
"""Single pages or articles that are named in one finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is a word for programs, `where` the file or part, `detail` what is wrong, `advice` what to do."""

    what: str
    where: str
    detail: str
    advice: str


@dataclass(slots=True)
class Verified:
    """What was looked at, by number, and what was found; `notes` are no faults."""

    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, where: str, detail: str, advice: str) -> None:
        """Note something that does not agree."""
        self.findings.append(Finding(what, where, detail, advice))

    def count(self, what: str, number: int = 1) -> None:
        """Count what was looked at."""
        self.counts[what] = self.counts.get(what, 0) + number

    def to_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        found = [asdict(one) for one in self.findings]
        return {"ok": not found, "checked": self.counts, "findings": found, "notes": self.notes}


def named(ids: list[str]) -> str:
    """Some of many names."""
    more = f" and {len(ids) - MOST:,} more" if len(ids) > MOST else ""
    return ", ".join(ids[:MOST]) + more
