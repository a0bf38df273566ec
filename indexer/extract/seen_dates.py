"""Dates that readers see near the headline, and what else of a page may date it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from indexer.dates import Stamp, find_stamps, parse_date
from indexer.extract.headline import LONGEST_LINE, Lines

BEFORE, AFTER = 200, 600
"""Characters before and behind the headline in which its date is looked for."""

_UPDATE_WORD = re.compile(
    r"(?:diperbarui|diperbaharui|di-?update|updated?|modified|terakhir)\W{0,4}(?:pada|on|at)?\W{0,3}$", re.IGNORECASE
)
_RELATIVE_WORD = re.compile(r"lalu|ago|kemarin|hari ini|baru saja|yesterday|today", re.IGNORECASE)
_URL_DAY = re.compile(r"[/-]((?:19|20)[0-9]{2})[/-]?([01]?[0-9])[/-]?([0-3]?[0-9])(?=[/-]|[0-9]{6}[/-])")


@dataclass(frozen=True, slots=True)
class Seen:
    """A date that readers see: how far from the headline and on which side, whether it is that of an update,
    and whether it stands in brackets, as the days of events in a story do."""

    stamp: Stamp
    distance: int
    before: bool
    update: bool
    aside: bool

    @property
    def weak(self) -> bool:
        """A day without a clock time above the headline: mostly today's date in the page's header."""
        return self.before and self.stamp.clock is None


def seen_near(lines: Lines, captured: datetime | None) -> list[Seen]:
    """The dates in the short lines around the headline; none that lies behind the capture."""
    if lines.headline is None:
        return []
    behind = _text_of([run.text for run in lines.runs[lines.headline + 1 : lines.headline + 60]], AFTER)
    front = [run.text for run in lines.runs[max(0, lines.headline - 12) : lines.headline]]
    ahead = _text_of(front[::-1], BEFORE, backward=True)
    found = [_seen(behind, stamp, stamp.start, before=False) for stamp in find_stamps(behind)]
    found += [_seen(ahead, stamp, len(ahead) - stamp.end, before=True) for stamp in find_stamps(ahead)]
    return [one for one in found if _is_possible(one.stamp, captured)]


def stamp_in(text: str) -> Stamp | None:
    """The date in a short text that is the publication's: the first that is not named an update, else the first."""
    seen = [_seen(text, stamp, stamp.start, before=False) for stamp in find_stamps(text)]
    return next((one.stamp for one in seen if not one.update), seen[0].stamp if seen else None)


def relative_near(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | date | None:
    """A date near the headline that counts from the capture, such as "2 jam yang lalu"."""
    if captured is None or lines.headline is None:
        return None
    for run in lines.runs[max(0, lines.headline - 3) : lines.headline + 12]:
        if len(run.text) <= LONGEST_LINE // 2 and not run.links and _RELATIVE_WORD.search(run.text):
            found = parse_date(run.text, now=captured, zone=zone)
            if found is not None:
                return found
    return None


def seen_anywhere(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | None:
    """The first date with a clock time in a short line that is no link, where the page shows no headline."""
    if lines.headline is not None:
        return None
    for run in lines.runs:
        if len(run.text) <= LONGEST_LINE // 2 and not run.links:
            for stamp in find_stamps(run.text):
                instant = stamp.at(zone)
                if isinstance(instant, datetime) and _is_possible(stamp, captured):
                    return instant
    return None


def url_day(url: str | None) -> date | None:
    """The day in the path of a URL, such as `/2025/03/09/`."""
    match = _URL_DAY.search((url or "")[:500])
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _is_possible(stamp: Stamp, captured: datetime | None) -> bool:
    return captured is None or stamp.day <= captured.date() + timedelta(days=2)


def _seen(text: str, stamp: Stamp, distance: int, *, before: bool) -> Seen:
    update = bool(_UPDATE_WORD.search(text[max(0, stamp.start - 40) : stamp.start]))
    return Seen(stamp, distance, before, update, aside=text[max(0, stamp.start - 1) : stamp.start] == "(")


def _text_of(texts: Sequence[str], length: int, *, backward: bool = False) -> str:
    """Short lines put together up to a length; prose counts for its length and is left out."""
    kept: list[str] = []
    total = 0
    for text in texts:
        if total >= length:
            break
        total += len(text) + 1
        if len(text) <= LONGEST_LINE:
            kept.append(text)
    return " ".join(kept[::-1] if backward else kept)
