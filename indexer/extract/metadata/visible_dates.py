"""Finds the visible dates near the headline, and others that may date a page: relative ones, and the day in the URL."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from indexer.extract.metadata.names import before_date
from indexer.extract.page.dom import TextRun
from indexer.extract.page.headline import MAX_LINE_LENGTH, Lines, is_paragraph
from indexer.language.dates import Stamp, find_stamps, parse_date

MAX_BEFORE, MAX_AFTER = 200, 600
"""Characters before and after the headline in which its date is looked for: the figures of a prototype that found the
right day on 112 of 113 Indonesian pages, where further off stand dates of other articles."""

_UPDATE_WORD = re.compile(
    r"(?:diperbarui|diperbaharui|di-?update|updated?|modified|terakhir)\W{0,4}(?:pada|on|at)?\W{0,3}$", re.IGNORECASE
)
_EVENT = re.compile(r"\W{0,3}(?:waktu|jadwal|pelaksanaan|acara|hari\W{1,3}tanggal|hari/tgl|when)\b", re.IGNORECASE)
"""Labels of the day of an event."""
_PUBLISHED_WORD = re.compile(
    r"\W{0,3}(?:di)?(?:terbit|unggah|publikasi|tayang|rilis|posting|post|publish|muat)(?:kan|ed)?\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S+[.!?][\"”’')]{0,2}")
MIN_LISTED = 3
"""Lines of one kind with a number each that are a list."""
_NUMBER = re.compile(r"\d")
Kind = tuple[str, str]
"""Tag and names of a box."""
_LINES_BELOW = 6
"""Lines below the last paragraph in which the date of publication may stand."""
_RELATIVE_WORD = re.compile(r"lalu|ago|kemarin|hari ini|baru saja|yesterday|today", re.IGNORECASE)
_URL_DAY = re.compile(
    r"[/-](?P<year>(?:19|20)[0-9]{2})(?:[/-](?P<month>[01]?[0-9])[/-](?P<day>[0-3]?[0-9])(?=[/-]|[0-9]{6}[/-])"
    r"|[/-]?(?P<mm>[01][0-9])(?P<dd>[0-3][0-9])(?=[/-]|[0-9]{6}[/-]))"
)
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/[0-9a-z_]{1,20}/")
"""The prefix of URLs in the Wayback Machine, which holds the day of the capture."""


@dataclass(frozen=True, slots=True)
class VisibleDate:
    """A visible date: its distance from the headline (characters) and the side, whether it is that of an update,
    whether it is in brackets, a caption, a sentence or behind their label, as the days of events are (`aside`), and
    whether it is one of a list below the text, of comments or other stories (`listed`)."""

    stamp: Stamp
    distance: int
    before: bool
    update: bool
    aside: bool
    listed: bool = False

    @property
    def weak(self) -> bool:
        """A day without a clock time above the headline (mostly today's date in the page's header) or aside."""
        return (self.before or self.aside) and self.stamp.clock is None


@dataclass(frozen=True, slots=True)
class _NearbyText:
    """The short lines on one side of the headline as one text, and the places in it whose dates are aside."""

    text: str
    asides: Sequence[range] = ()
    lists: Sequence[range] = ()


def dates_near_headline(lines: Lines, captured: datetime | None) -> list[VisibleDate]:
    """The dates in the short lines around the headline, without those after the capture."""
    if lines.headline is None:
        return []
    below = lines.runs[lines.headline + 1 :]
    behind = _nearby_text(below[:59], MAX_AFTER, lists=_dated_lists(below))
    ahead = _nearby_text(lines.runs[max(0, lines.headline - 12) : lines.headline], MAX_BEFORE, backward=True)
    found = [_visible_date(behind, stamp, stamp.start, before=False) for stamp in find_stamps(behind.text)]
    found += [
        _visible_date(ahead, stamp, len(ahead.text) - stamp.end, before=True) for stamp in find_stamps(ahead.text)
    ]
    return [one for one in found if _is_possible(one.stamp, captured)]


def date_below_text(lines: Lines, last: int | None, captured: datetime | None) -> tuple[Stamp, TextRun] | None:
    """The date of publication in a line of its own below the last paragraph (its index), and the line: labelled, or
    nothing but a day and a clock time; None if there is none."""
    for run in lines.runs[last + 1 : last + 1 + _LINES_BELOW] if last is not None else ():
        stamps = find_stamps(run.text) if len(run.text) <= MAX_LINE_LENGTH // 2 and run.link_share < 0.3 else []
        if len(stamps) != 1 or not _is_possible(stamps[0], captured):
            continue
        alone = stamps[0].clock is not None and not before_date(run.text, stamps[0]).strip(" |•·,–—-")
        if alone or _PUBLISHED_WORD.match(run.text):
            return stamps[0], run
    return None


def publication_stamp(text: str) -> Stamp | None:
    """The date of publication in a short text: the first that is not named an update, else the first; None if none."""
    found = [_visible_date(_NearbyText(text), stamp, stamp.start, before=False) for stamp in find_stamps(text)]
    return next((one.stamp for one in found if not one.update), found[0].stamp if found else None)


def relative_date(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | date | None:
    """A date near the headline relative to the capture, such as "2 jam yang lalu"; None if there is none."""
    if captured is None or lines.headline is None:
        return None
    for run in lines.runs[max(0, lines.headline - 3) : lines.headline + 12]:
        if len(run.text) <= MAX_LINE_LENGTH // 2 and not run.links and _RELATIVE_WORD.search(run.text):
            found = parse_date(run.text, now=captured, zone=zone)
            if found is not None:
                return found
    return None


def first_date_anywhere(lines: Lines, captured: datetime | None, zone: tzinfo) -> datetime | None:
    """The first instant in a short line without links, for pages that show no headline; else None."""
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
    """The day in the path of a URL, such as `/2025/03/09/`; None if there is none."""
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
    aside = text[max(0, stamp.start - 1) : stamp.start] == "(" or any(stamp.start in place for place in nearby.asides)
    return VisibleDate(stamp, distance, before, update, aside, any(stamp.start in place for place in nearby.lists))


def _dated_lists(below: Sequence[TextRun]) -> Set[Kind]:
    """The kinds of boxes behind the first paragraph that hold a number each, at least three of them."""
    first = next((n for n, run in enumerate(below) if is_paragraph(run)), len(below))
    kinds = Counter(
        (run.box.tag, run.box.names)
        for run in below[first:]
        if len(run.text) <= MAX_LINE_LENGTH // 2 and run.box.names.strip() and _NUMBER.search(run.text)
    )
    above = {(run.box.tag, run.box.names) for run in below[:first]}
    return {one for one, count in kinds.items() if count >= MIN_LISTED and one not in above}


def _nearby_text(
    runs: Sequence[TextRun], length: int, *, backward: bool = False, lists: Set[Kind] = frozenset()
) -> _NearbyText:
    """Join short lines up to a length, the last ones if `backward`; prose is left out but counts for the length."""
    kept: list[TextRun] = []
    total = 0
    for run in reversed(runs) if backward else runs:
        if total >= length:
            break
        total += len(run.text) + 1
        if len(run.text) <= MAX_LINE_LENGTH:
            kept.append(run)
    kept = kept[::-1] if backward else kept
    ends = list(itertools.accumulate(len(run.text) + 1 for run in kept))
    places = [(run, range(end - len(run.text) - 1, end)) for run, end in zip(kept, ends, strict=True)]
    asides = [place for run, place in places if _is_aside(run)]
    listed = [place for run, place in places if (run.box.tag, run.box.names) in lists]
    return _NearbyText(" ".join(run.text for run in kept), asides, listed)


def _is_aside(run: TextRun) -> bool:
    """Whether a date in a line is hardly that of publication: in a caption, a sentence, or as the day of an event."""
    return _is_caption(run) or bool(_SENTENCE.fullmatch(run.text) or _EVENT.match(run.text))


def _is_caption(run: TextRun) -> bool:
    noise = run.box.noise
    return noise is not None and (noise.tag in ("figure", "figcaption") or "caption" in noise.names)
