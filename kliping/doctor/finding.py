"""What a look at one part of the installation found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["ok", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a `part` is, in a sentence, and what to do unless it is `ok`. A `bad` one keeps something from working, a
    `warning` does not yet."""

    part: str
    level: Level
    message: str
    advice: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `kliping doctor --json` has it."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The finding for people."""
        yield f"{self.level:8} {self.part:14} {self.message}"
        if self.advice:
            yield f"{'':24}what to do: {self.advice}"


def ok(part: str, message: str) -> Finding:
    """Nothing is to be done."""
    return Finding(part, "ok", message)


def warning(part: str, message: str, advice: str) -> Finding:
    """Something works now, and should be seen to."""
    return Finding(part, "warning", message, advice)


def bad(part: str, message: str, advice: str) -> Finding:
    """Something does not work."""
    return Finding(part, "bad", message, advice)


def explained(part: str, error: Exception) -> Finding:
    """An error of ours, whose message says what to do too."""
    return Finding(part, "bad", str(error))
