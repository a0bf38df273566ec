"""The timeline as bars of a picture, with what a table beside it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.fields import Language
from search import i18n
from search.answer.counts import Row, span, without_gaps
from search.answer.facets import Timeline
from search.i18n import label
from search.request import DAYS, DayRange, SearchRequest
from search.web.templating import results_href

HEIGHT = 60
STEP = 10
"""Width of a bar and the gap after it, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: where and how high its bar is, its name, its count, and the search within it."""

    x: int
    height: int
    name: str
    title: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars from the first to the last period that holds anything."""

    period: str
    bars: tuple[Bar, ...]
    width: int
    step: int
    first: str
    last: str
    summary: str


def chart(timeline: Timeline, request: SearchRequest) -> Chart | None:
    """The chart of a timeline; None where it has fewer than two bars to compare."""
    if len(timeline.rows) < 2:
        return None
    rows = without_gaps(timeline.rows, timeline.period)
    most = max(row.number for row in rows)
    bars = tuple(_bar(place, row, most, timeline.period, request) for place, row in enumerate(rows))
    total, language = sum(row.number for row in rows), request.ui
    numbers = i18n.number(total, language), bars[0].name, bars[-1].name, i18n.number(most, language)
    return Chart(
        timeline.period,
        bars,
        len(bars) * STEP,
        STEP,
        bars[0].name,
        bars[-1].name,
        label("chart", language, *numbers),
    )


def _bar(place: int, row: Row, most: int, period: str, request: SearchRequest) -> Bar:
    first, last = span(row.value, period)
    name = _name(first, last, period, request.ui)
    height = max(1, round(HEIGHT * row.number / most)) if row.number else 0
    href = results_href(request.narrow(DAYS, DayRange(first, last))) if row.number else ""
    return Bar(place * STEP, height, name, f"{name}: {i18n.number(row.number, request.ui)}", row.number, href)


def _name(first: date, last: date, period: str, language: Language) -> str:
    match period:
        case "year":
            return str(first.year)
        case "month":
            return i18n.month(first, language)
        case "week":
            return f"{i18n.day(first, language)} – {i18n.day(last, language)}"
        case _:
            return i18n.day(first, language)
