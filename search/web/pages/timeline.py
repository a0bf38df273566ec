"""The timeline: articles by day, week, month or year over the whole span that was asked for, as bars and as a table."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from base.clock import day_of
from indexer.engines.port import Days
from indexer.engines.queries import Everything
from indexer.fields import Language
from search import i18n
from search.answer.counts import label as period_label
from search.answer.counts import span
from search.context import Context
from search.i18n import label
from search.query.tree import All, And, Since, Tree, Until
from search.request import DayRange, SearchRequest
from search.web.pages.addresses import View, results_href, results_within

MAX_BARS = 93
"""A day a bar for a quarter of a year; over longer spans a bar is a week, a month or a year."""
LEAST_SCALE = 4.0
"""The top of the scale at least: one article must not look like fifty-eight."""
STEPS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""What the top of a scale begins with."""
TICKS = 6
KEPT_SECONDS = 60.0
"""All articles by day are counted once in a minute: they are the ground of every chart, and change slowly."""
BAR_SHARE = 0.84
"""Of the width of a period its bar; the rest keeps bars apart."""


class Period(NamedTuple):
    """A day, week, month or year: its days within the chart, and whether the chart or today cuts it short."""

    value: str
    first: date
    last: date
    is_part: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: its bar in percent of the picture, its name and numbers, and the search within it."""

    x: float
    width: float
    height: float
    name: str
    title: str
    count: int
    share: str
    href: str
    is_part: bool
    is_gap: bool


class Tick(NamedTuple):
    """A name below the chart: where, in percent; `is_fine` where a narrow screen has no room for it."""

    x: float
    text: str
    anchor: str
    is_fine: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of a span, the numbers beside and the days below them, and what they say in words."""

    unit: str
    bars: tuple[Bar, ...]
    scale: tuple[str, ...]
    ticks: tuple[Tick, ...]
    summary: str
    has_part: bool
    has_gaps: bool
    is_share: bool
    other_unit: str
    by: str


class Coverage:
    """All articles by day, counted at most once in a minute. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._days: Mapping[date, int] = {}
        self._read_at = float("-inf")

    def read(self, context: Context) -> Mapping[date, int]:
        """How many articles the archive has of each day."""
        with self._lock:
            if time.monotonic() - self._read_at > KEPT_SECONDS:
                self._days = by_day(context.engine.days(Everything()))
                self._read_at = time.monotonic()
            return self._days


def by_day(days: Days) -> dict[date, int]:
    """The engine's days as dates."""
    return {day_of(instant): number for instant, number in days.items()}


def chart(
    days: Mapping[date, int],
    covered: Mapping[date, int],
    request: SearchRequest,
    view: View,
    wanted: DayRange,
    today: date,
) -> Chart | None:
    """The chart of articles by day over the days that are `wanted`; None where there are none."""
    if not days:
        return None
    first, last = whole_span(days, wanted, today)
    by = fitting(first, last)
    spans = periods(first, last, by, today, is_cut=bool(wanted.since))
    counts, ground = summed(days, by), summed(covered, by)
    values = [value_of(counts[one.value], ground[one.value], is_share=view.share) for one in spans]
    top = scale_top(max(values), is_share=view.share)
    within = results_within(request, view)
    bars = tuple(
        _bar(
            place, len(spans), one, (counts[one.value], ground[one.value]), values[place] / top, by, request.ui, within
        )
        for place, one in enumerate(spans)
    )
    return Chart(
        unit=label(f"timeline_{by}", request.ui),
        bars=bars,
        scale=scale_texts(top, request.ui, is_share=view.share),
        ticks=tuple(ticks(spans, by, request.ui)),
        summary=_summary(bars, first, last, today, request.ui),
        has_part=any(bar.is_part for bar in bars),
        has_gaps=any(bar.is_gap for bar in bars),
        is_share=view.share,
        other_unit=results_href(request, replace(view, share=not view.share)),
        by=by,
    )


def days_of(request: SearchRequest, tree: Tree) -> DayRange:
    """The days that a search asks for, by its filter or in its query."""
    parts = tree.parts if isinstance(tree, All | And) else (tree,)
    since = [part.day for part in parts if isinstance(part, Since)]
    until = [part.day for part in parts if isinstance(part, Until)]
    chosen = request.days
    return DayRange(
        max([*since, *([chosen.since] if chosen.since else [])], default=None),
        min([*until, *([chosen.until] if chosen.until else [])], default=None),
    )


def whole_span(days: Mapping[date, int], asked: DayRange, today: date) -> tuple[date, date]:
    """The days that were asked for, else from the first article to today; never more years than there are bars."""
    newest = max(*days, today)
    last = min(asked.until, newest) if asked.until else newest
    first = asked.since or min(days)
    return min(max(first, date(max(1, last.year - MAX_BARS + 1), 1, 1)), last), last


def fitting(first: date, last: date) -> str:
    """The shortest period that gives few enough bars."""
    length = (last - first).days + 1
    for period, days in (("day", 1), ("week", 7), ("month", 31)):
        if length <= MAX_BARS * days:
            return period
    return "year"


def periods(first: date, last: date, by: str, today: date, *, is_cut: bool) -> list[Period]:
    """The periods of a span, none left out. `is_cut`: the span begins where it was asked to, be it within a period."""
    first = first if is_cut else span(period_label(first, by), by)[0]
    found, day = [], first
    while True:
        value = period_label(day, by)
        start, end = span(value, by)
        is_part = start < first or end > last or start <= today <= end
        found.append(Period(value, max(start, first), min(end, last), is_part))
        if end >= last:
            return found
        day = end + timedelta(days=1)


def summed(days: Mapping[date, int], by: str) -> Counter[str]:
    """Days put together into periods."""
    numbers = Counter[str]()
    for day, number in days.items():
        numbers[period_label(day, by)] += number
    return numbers


def value_of(count: int, ground: int, *, is_share: bool) -> float:
    """What a bar shows: the count, or its share of all articles of the period in percent."""
    return min(100.0, 100 * count / ground) if is_share and ground else 0.0 if is_share else float(count)


def scale_top(most: float, *, is_share: bool) -> float:
    """The top of the scale: a round number above the highest bar."""
    if is_share:
        return next(top for top in _tops(0.01) if top >= min(most, 100.0))
    return next(top for top in _tops(1.0) if top >= max(most, LEAST_SCALE) and top % 2 == 0)  # its half is a number too


def _tops(step: float) -> Iterator[float]:
    while True:
        yield from (step * one for one in STEPS)
        step *= 10


def scale_texts(top: float, language: Language, *, is_share: bool) -> tuple[str, ...]:
    """The numbers beside the chart, from the top down."""
    return tuple(value_text(one, language, is_share=is_share) for one in (top, top / 2, 0.0))


def value_text(value: float, language: Language, *, is_share: bool) -> str:
    """A number of the scale as readers write it."""
    if not is_share:
        return i18n.number(round(value), language)
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{written.replace('.', ',') if language == 'id' else written}%"


def share_text(count: int, ground: int, language: Language) -> str:
    """A share with two figures behind the point, so that rare things are no 0."""
    if not ground:
        return "–"
    written = f"{value_of(count, ground, is_share=True):.2f}%"
    return written.replace(".", ",") if language == "id" else written


def ticks(spans: Sequence[Period], by: str, language: Language) -> Iterator[Tick]:
    """The names of some periods, evenly spread."""
    every = max(1, -(-len(spans) // TICKS))
    for number, place in enumerate(range(0, len(spans), every)):
        x = 100 * (place + 0.5) / len(spans)
        anchor = "start" if place == 0 and len(spans) > 1 else "end" if x > 92 else "middle"
        yield Tick(0 if anchor == "start" else round(x, 2), _tick(spans[place], by, language), anchor, number % 2 == 1)


def _tick(one: Period, by: str, language: Language) -> str:
    return name_of(Period(one.value, *span(one.value, by), False), "day" if by == "week" else by, language)


def name_of(one: Period, by: str, language: Language) -> str:
    """What a period is called, with its year."""
    match by:
        case "year":
            return str(one.first.year)
        case "month":
            return i18n.month(one.first, language)
        case "week":
            return f"{i18n.day(one.first, language)} – {i18n.day(one.last, language)}"
        case _:
            return i18n.day(one.first, language)


def _bar(
    place: int,
    number: int,
    one: Period,
    counts: tuple[int, int],
    height: float,
    by: str,
    language: Language,
    within: Callable[[date, date], str],
) -> Bar:
    count, ground = counts
    name, step = name_of(one, by, language), 100 / number
    share = share_text(count, ground, language)
    title = i18n.counted("bar", language, count, name, share)
    if one.is_part:
        title += label("bar_part", language)
    is_gap = not ground and not count
    wide = 1 if is_gap else BAR_SHARE  # gaps that follow each other are one
    return Bar(
        x=round(place * step + step * (1 - wide) / 2, 3),
        width=round(step * wide, 3),
        height=round(max(100 * height, 1.5), 2) if count else 0.0,  # a single article must be seen
        name=name,
        title=title if ground or count else label("bar_gap", language, name),
        count=count,
        share=share,
        href=within(one.first, one.last) if count else "",
        is_part=one.is_part,
        is_gap=is_gap,
    )


def _summary(bars: Sequence[Bar], first: date, last: date, today: date, language: Language) -> str:
    most = max(bars, key=lambda bar: bar.count)
    end = label("today", language) if last == today else i18n.day(last, language)
    numbers = i18n.number(sum(bar.count for bar in bars), language), i18n.number(most.count, language)
    return label("chart", language, numbers[0], i18n.day(first, language), end, numbers[1], most.name)
