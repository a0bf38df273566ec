"""What a search finds on a day, to be summed up."""

from __future__ import annotations

from datetime import date

from search.answer.answer import answer
from search.context import Context
from search.model.summaries import MAX_ARTICLES, OfDay
from search.request import DAYS, DayRange, SearchRequest


def of_day(context: Context, title: str, request: SearchRequest, day: date) -> OfDay:
    """What a search finds of a day: the most relevant articles, copies left out, and how many there are."""
    asked = request.change(sort="relevance", fold=True, top=MAX_ARTICLES).narrow(DAYS, DayRange(day, day))
    found = answer(context, asked, snippets=False)
    hits = found.hits if found.matched == "all" else ()
    return OfDay(title, request, day, [hit.id for hit in hits], found.total - found.folded if hits else 0)
