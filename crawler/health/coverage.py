"""How often title, body, date and author are found on a publisher's pages: counted page by page, and judged.

The pages of before are what those of now are measured by: a publisher that names no authors is not missed any. Counts
are kept by day, since neighbouring pages are alike (a photo series, a day of agency reports).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

FIELDS = ("title", "body", "date", "author")
RECENT = 30
"""Pages that are judged; they count as those of before only once they are older than that."""
DAYS, MIN_DAY = 28, 10
"""Days that are kept; one with fewer pages is counted together with the next."""
MIN_BEFORE, MAX_BEFORE = 15, 200
"""Pages of before: with fewer nothing is said, and more make the judgement no surer, since pages are not alike."""
MIN_USUAL, MIN_DROP, MIN_AUTHOR_DROP = 0.5, 0.5, 0.7
"""Fields that were found on fewer pages are not missed; a smaller drop, as a share of what was usual, is not spoken of.
Names come and go with who has the desk: on a day of agency reports and photos they may be half as frequent."""
BEST_WORST = 0.1
"""Of the days of before the worst tenth is forgiven; what is no worse than the worst day left is not spoken of."""
CHANCE = 1e-7
"""How likely it may be that pages such as those of before come out like this: a thousand judgements a day, some of
them of the same pages, must not raise one false alarm in months."""
WELL_AGAIN = 0.5
"""Of the drop: where less of it is left, the field has come back."""


@dataclass(frozen=True, slots=True)
class Day:
    """Pages of a day (or of a few, where they have few pages) and on how many of them each field was found."""

    day: int
    pages: int
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A publisher's pages: the latest ones, each as bits by field, then those of before by day."""

    recent: tuple[tuple[int, int], ...] = ()
    days: tuple[Day, ...] = ()

    def to_json(self) -> str:
        """The counts as they are stored."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Coverage:
        """Stored counts. Raises ValueError where the text holds none."""
        try:
            values = json.loads(text)
            recent = tuple((int(day), int(bits)) for day, bits in values["recent"])
            days = tuple(Day(one["day"], one["pages"], tuple(one["found"])) for one in values["days"])
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a publisher's coverage: {error}") from error
        return cls(recent, days)


@dataclass(frozen=True, slots=True)
class Fall:
    """A field that is found less often than it was: the shares (0 to 1) of before and of now."""

    field: str
    before: float
    now: float


def found_bits(found: Iterable[bool]) -> int:
    """Whether each of `FIELDS` was found on a page, as a number."""
    return sum(1 << place for place, is_found in enumerate(found) if is_found)


def add_page(coverage: Coverage, day: int, bits: int) -> Coverage:
    """Count a page captured on a day (of Jakarta, counted from any)."""
    recent = (*coverage.recent, (day, bits))
    days = coverage.days
    for old_day, old in recent[:-RECENT]:
        days = _add_to_days(days, old_day, old)
    return Coverage(recent[-RECENT:], days)


def _add_to_days(days: tuple[Day, ...], day: int, bits: int) -> tuple[Day, ...]:
    found = tuple(bits >> place & 1 for place in range(len(FIELDS)))
    last = days[-1] if days else None
    if last is None or (last.day != day and last.pages >= MIN_DAY):
        return (*days, Day(day, 1, found))[-DAYS:]
    summed = tuple(map(sum, zip(last.found, found, strict=True)))
    return (*days[:-1], Day(day, last.pages + 1, summed))


def falls(coverage: Coverage, *, was_rotted: bool = False) -> list[Fall]:
    """The fields that are found less often than chance and the publisher's worse days explain; where it was so
    already, all that have not come back yet."""
    before = sum(one.pages for one in coverage.days)
    if before < MIN_BEFORE or len(coverage.recent) < RECENT // 2:
        return []
    found = [_fall(coverage, place, before) for place in range(len(FIELDS))]
    if was_rotted:
        return [one for one in found if _has_dropped(one, WELL_AGAIN)]
    return [one for place, one in enumerate(found) if _is_fallen(coverage, place, one, before)]


def _fall(coverage: Coverage, place: int, before: int) -> Fall:
    now = sum(bits >> place & 1 for _, bits in coverage.recent) / len(coverage.recent)
    return Fall(FIELDS[place], _median(coverage, place, before), now)


def _median(coverage: Coverage, place: int, before: int) -> float:
    """The share on the middle page of before, the days ordered by theirs: some odd days do not change it."""
    passed = 0
    for share, pages in sorted((one.found[place] / one.pages, one.pages) for one in coverage.days):
        passed += pages
        if 2 * passed >= before:
            return share
    return 0.0


def _has_dropped(fall: Fall, part: float = 1.0) -> bool:
    """Whether a field is found so much less often that it is spoken of; `part` of that drop is enough."""
    drop = MIN_AUTHOR_DROP if fall.field == "author" else MIN_DROP
    return fall.before >= MIN_USUAL and fall.now < fall.before * (1 - drop * part)


def _is_fallen(coverage: Coverage, place: int, fall: Fall, before: int) -> bool:
    shares = sorted(one.found[place] / one.pages for one in coverage.days if one.pages >= MIN_DAY)
    worst = shares[int(len(shares) * BEST_WORST)] if shares else fall.before
    if not _has_dropped(fall) or fall.now >= worst:
        return False
    sample, number = min(before, MAX_BEFORE), len(coverage.recent)
    return _chance(round(fall.before * sample), sample, round(fall.now * number), number) < CHANCE


def _chance(found: int, pages: int, found_now: int, pages_now: int) -> float:
    """How likely so few or fewer of the pages of now have a field, if they are like the others (Fisher's test)."""
    total = math.comb(pages + pages_now, pages_now)
    both = found + found_now
    missing = pages + pages_now - both
    ways = (math.comb(both, k) * math.comb(missing, pages_now - k) for k in range(found_now + 1))
    return sum(ways) / total
