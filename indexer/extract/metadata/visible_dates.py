"""Dates that readers see near the headline, and what else of a page may date it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from indexer.extract.page.dom import Run
from indexer.extract.page.headline import MAX_LINE_LENGTH, Lines
from indexer.language.dates import Stamp, find_stamps, parse_date

MAX_BEFORE, MAX_AFTER = 200, 600
"""Characters before and behind the headline in which its date is looked for."""

_UPDATE_WORD = re.compile(
    r"(?:diperbarui|diperbaharui|di-?update|updated?|modified|terakhir)\W{0,4}(?:pada|on|at)?\W{0,3}$", re.IGNORECASE
)
_RELATIVE_WORD = re.compile(r"lalu|ago|kemarin|hari ini|baru saja|yesterday|today", re.IGNORECASE)
_URL_DAY = re.compile(
    r"[/-](?P<year>(?:19|20)[0-9]{2})(?:[/-](?P<month>[01]?[0-9])[/-](?P<day>[0-3]?[0-9])(?=[/-]|[0-9]{6}[/-])"
    r"|[/-]?(?P<mm>[01][0-9])(?P<dd>[0-3][0-9])(?=[/-]|[0-9]{6}[/-]))"
)
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/[0-9a-z_]{1,20}/")
"""Before the address of a page in the Wayback Machine, with the day of its capture."""


@dataclass(frozen=True, slots=True)
class VisibleDate:
    """A date that readers see: how far from the headline and on which side, whether it is that of an update,
    and whether it stands in brackets or a caption, as the days of events do."""

    stamp: Stamp
    distance: int
    before: bool
    update: bool
    aside: bool

    @property
    def weak(self) -> bool:
        """A day without a clock time above the headline (mostly today's date in the page's header) or aside."""
        return (self.before or self.aside) and self.stamp.clock is None


@dataclass(frozen=True, slots=True)
class _NearbyText:
    """The short lines on one side of the headline as one text, and where in it the captions of pictures stand."""

    text: str
    captions: Sequence[range] = ()


def dates_near_headline(lines: Lines, captured: datetime | None) -> list[VisibleDate]:
    """The dates in the short lines around the headline; none that lies behind the capture."""
    if lines.headline is None:
        return []
    behind = _nearby_text(lines.runs[lines.headline + 1 : lines.headline + 60], MAX_AFTER)
    ahead = _nearby_text(lines.runs[max(0, lines.headline - 12) : lines.headline], MAX_BEFORE, backward=True)
    found = [_visible_date(behind, stamp, stamp.start, before=False) for stamp in find_stamps(behind.text)]
    found += [
        _visible_date(ahead, stamp, len(ahead.text) - stamp.end, before=True) for stamp in find_stamps(ahead.text)
    ]
    return [one for one in found if _is_possible(one.stamp, captured)]


def publication_stamp(text: str) -> Stamp | None:
    """The date in a short text that is the publication's: the first that is not named an update, else the first."""
    found = [_visible_date(_NearbyText(text), stamp, stamp.start, before=False) for stamp in find_stamps(text)]
    return next((one.stamp for one in found if not one.update), found[0].stamp if found else None)


def relative_date(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | date | None:
    """A date near the headline that counts from the capture, such as "2 jam yang lalu"."""
    if captured is None or lines.headline is None:
        return None
    for run in lines.runs[max(0, lines.headline - 3) : lines.headline + 12]:
        if len(run.text) <= MAX_LINE_LENGTH // 2 and not run.links and _RELATIVE_WORD.search(run.text):
            found = parse_date(run.text, now=captured, zone=zone)
            if found is not None:
                return found
    return None


def first_date_anywhere(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | None:
    """The first date with a clock time in a short line that is no link, where the page shows no headline."""
    if lines.headline is not None:
        return None
    for run in lines.runs:
        if len(run.text) <= MAX_LINE_LENGTH // 2 and not run.links:
            for stamp in find_stamps(run.text):
                instant = stamp.at(zone)
                if isinstance(instant, datetime) and _is_possible(stamp, captured):
                    return instant
    return None


def url_day(url: str | None) -> date | None:
    """The day in the path of a URL, such as `/2025/03/09/`."""
    match = _URL_DAY.search(_WAYBACK.sub("", (url or "")[:500], count=1))
    try:
        return date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        return None


def _is_possible(stamp: Stamp, captured: datetime | None) -> bool:
    return captured is None or stamp.day <= captured.date() + timedelta(days=2)


def _visible_date(nearby: _NearbyText, stamp: Stamp, distance: int, *, before: bool) -> VisibleDate:
    text = nearby.text
    update = bool(_UPDATE_WORD.search(text[max(0, stamp.start - 40) : stamp.start]))
    aside = text[max(0, stamp.start - 1) : stamp.start] == "(" or any(stamp.start in place for place in nearby.captions)
    return VisibleDate(stamp, distance, before, update, aside)


def _nearby_text(runs: Sequence[Run], length: int, *, backward: bool = False) -> _NearbyText:
    """Short lines put together up to a length, the last ones if `backward`; prose counts for its length and is left
    out."""
    kept: list[Run] = []
    total = 0
    for run in reversed(runs) if backward else runs:
        if total >= length:
            break
        total += len(run.text) + 1
        if len(run.text) <= MAX_LINE_LENGTH:
            kept.append(run)
    kept = kept[::-1] if backward else kept
    ends = list(itertools.accumulate(len(run.text) + 1 for run in kept))
    captions = [range(end - len(run.text) - 1, end) for run, end in zip(kept, ends, strict=True) if _is_caption(run)]
    return _NearbyText(" ".join(run.text for run in kept), captions)


def _is_caption(run: Run) -> bool:
    noise = run.box.noise
    return noise is not None and (noise.tag in ("figure", "figcaption") or "caption" in noise.names)
