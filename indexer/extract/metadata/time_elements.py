"""Finds instants in the `<time>` elements near the headline, whatever they show: a day, a clock time, "2 jam lalu"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import islice

from lxml.html import HtmlElement

from indexer.extract.metadata.metadata_dates import MetadataDate, first_date
from indexer.extract.page.headline import MAX_LINE_LENGTH, Lines
from indexer.language.dates import find_stamps

_ELEMENTS_BEFORE, _ELEMENTS_AFTER = 60, 300
"""Elements before and after the headline among which a `<time>` is the article's; they end at the second paragraph."""


def times_near(tree: HtmlElement, lines: Lines) -> list[HtmlElement]:
    """The `<time>` elements that are the article's: those after its headline first, up to the second paragraph."""
    if lines.headline is None:
        return []
    headline = lines.runs[lines.headline].box.element
    prose = [run.box.element for run in lines.runs[lines.headline + 1 :] if len(run.text) > MAX_LINE_LENGTH][1:2]
    before: list[HtmlElement] = []
    elements = tree.iter("*")
    for element in elements:
        before.append(element)
        if element is headline:
            break
    behind: list[HtmlElement] = []
    for element in islice(elements, _ELEMENTS_AFTER):
        if element in prose:
            break
        behind.append(element)
    return [
        one for one in (*behind, *reversed(before[-_ELEMENTS_BEFORE:])) if one.tag == "time" and one.get("datetime")
    ]


def time_element_date(times: Sequence[HtmlElement], day: date) -> MetadataDate | None:
    """The date of the first of these `<time>` that shows this day without a clock time.

    None if its clock time is midnight, which is what a mere day becomes when it is written with a clock time.
    """
    for element in times:
        shown = find_stamps(str(element.text_content())[:100])
        if shown and shown[0].clock is None and shown[0].day == day:
            stated = next(first_date(element.get("datetime"), "time[datetime]"), None)
            return stated if stated and stated.stamp.clock and stated.stamp.clock.time != time.min else None
    return None


def instant_behind_text(times: Sequence[HtmlElement]) -> MetadataDate | None:
    """The instant of the first of these `<time>` that shows no day: nothing, a clock time or `2 jam yang lalu`."""
    for element in times:
        shown = str(element.text_content())[:100]
        stated = next(first_date(element.get("datetime"), "time[datetime]"), None)
        if stated and stated.stamp.clock and element.get("itemprop") != "dateModified" and not find_stamps(shown):
            return stated
    return None
