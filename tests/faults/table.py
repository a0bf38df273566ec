"""The table of faults: what was tried, and what came of it. The long form writes it into `docs/reliability.md`."""

from __future__ import annotations

import os
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.bench import Case

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
STEP = int(os.environ.get("KLIPING_FAULTS_STEP", "0"))
"""The long form: places so many calls apart, 1 for all. 0 for the short form: a few places."""
HEAD = "| what | fault | cases | lost | doubled | unequal | by hand | seconds to recover |"


@dataclass(slots=True)
class Row:
    """All cases of one fault in one operation; `places` is at how many places it can happen, None where that is not
    counted."""

    what: str
    fault: str
    places: int | None = None
    cases: list[Case] = field(default_factory=list)

    def line(self) -> str:
        """The row as the document has it: the harm of all cases together, the seconds in the median and at most."""
        number = (
            str(len(self.cases)) if self.places in (None, len(self.cases)) else f"{len(self.cases)} of {self.places}"
        )
        harm = [sum(len(kind) for kind in kinds) for kinds in zip(*map(_harm, self.cases), strict=True)]
        seconds = [case.seconds for case in self.cases]
        by_hand = Counter(command for case in self.cases for command in case.by_hand)
        hands = ", ".join(f"{times} times `{command}`" for command, times in by_hand.items()) or "0"
        took = f"{statistics.median(seconds):.1f}, {max(seconds):.1f}"
        return f"| {self.what} | {self.fault} | {number} | {' | '.join(map(str, harm))} | {hands} | {took} |"


def _harm(case: Case) -> tuple[tuple[str, ...], ...]:
    return case.harm.lost, case.harm.doubled, case.harm.unequal


def lines(rows: Iterable[str]) -> Iterator[str]:
    """The table, and the sum of it."""
    told = list(rows)
    yield HEAD
    yield "|---|---|---|---|---|---|---|---|"
    yield from told
    sums = [sum(int(row.split("|")[column].split()[0].replace(",", "")) for row in told) for column in (3, 4, 5, 6)]
    yield f"\nTogether {sums[0]:,} cases: {sums[1]} lost, {sums[2]} doubled, {sums[3]} unequal."


def write(rows: Iterable[Row]) -> None:
    """Put the rows in their places in the document; those of what was not tried this time stay."""
    text = DOCUMENT.read_text("utf-8")
    known = {_name(line): line for line in re.findall(r"^\| .*\d \|$", text, re.MULTILINE)}
    known |= {_name(row.line()): row.line() for row in rows if row.cases}
    table = "\n".join(lines(known.values()))
    text = re.sub(r"(?<=<!-- table -->\n).*(?=\n<!-- end -->)", lambda _: table, text, flags=re.DOTALL)
    DOCUMENT.write_text(text, "utf-8")


def _name(line: str) -> tuple[str, ...]:
    """What a row is about."""
    return tuple(cell.strip() for cell in line.split("|")[1:3])
