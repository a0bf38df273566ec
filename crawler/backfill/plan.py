"""What a backfill will take, from what its first lists have shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.catalogue import Publisher
from config.outcomes import Outcome
from crawler.backfill.ranges import dated_lists
from crawler.ledger.backfills import ListState, PastList, Progress

MIN_GAIN = 0.02
"""Where a smaller share of the articles on a day's lists was not in the sitemaps, the lists around are left out."""
NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Plan:
    """Requests for lists and for articles that a backfill takes in all. `is_exact`: each list was read."""

    lists: int
    articles: int
    is_exact: bool

    @property
    def requests(self) -> int:
        """All of them."""
        return self.lists + self.articles


def first_lists(publisher: Publisher, sitemaps: Iterable[str], first: date, last: date) -> list[PastList]:
    """The lists that a backfill begins with: the sitemaps, which cost least, and the dated lists of each day."""
    # A sitemap's own days are not known; as the range's they put it before the lists of the same days
    maps = [PastList(url, "sitemap", "", last, date.max) for url in dict.fromkeys(sitemaps)]
    return [*maps, *dated_lists(publisher, first, last)]


def sitemaps_of(publisher: Publisher) -> list[str]:
    """The sitemaps that the catalogue names; those of news hold two days, and are left to the crawl."""
    return [source.url for source in publisher.sources if source.kind == "sitemap"]


def is_sampled(lists: Sequence[ListState]) -> bool:
    """Whether all lists were asked for that a plan is made of; one that failed counts as those that were not."""
    return not any(state.due and state.one.sampled and not state.one.tries for state in lists)


def needless(lists: Sequence[ListState]) -> list[str]:
    """The addresses of dated lists that need not be read: the sitemaps name all that the lists of the days around do.

    Of a series that are those whose nearest read days, before and after, have brought next to nothing new.
    """
    maps = [state for state in lists if not state.one.series]
    if not sum(state.new for state in maps):
        return []
    found = []
    read = _by_series(state for state in lists if not state.due and state.outcome == Outcome.FETCHED)
    for series, unread in _by_series(state for state in lists if state.due and state.one.page == 1).items():
        if series and series in read:
            by_first = _by_first(state for state in read[series] if state.wanted)
            shares = {first: _share_new(states) for first, states in by_first.items()}
            found += [state.one.url for state in unread if _is_named_around(state.one.first, shares)]
    return found


def _is_named_around(day: date, shares: Mapping[date, float]) -> bool:
    before = max((one for one in shares if one < day), default=None)
    after = min((one for one in shares if one > day), default=None)
    around = [shares[one] for one in (before, after) if one]
    return bool(around) and max(around) < MIN_GAIN


def _by_first(lists: Iterable[ListState]) -> dict[date, list[ListState]]:
    found = defaultdict(list)
    for state in lists:
        found[state.one.first].append(state)
    return found


def make_plan(progress: Progress) -> Plan:
    """What all takes: what was read as it is, and what was not by the days of its series that were."""
    lists = [state for state in progress.lists if state.outcome != NOT_NEEDED]
    waiting = [state for state in lists if state.due]
    read = [state for state in lists if not state.due]
    pages, articles = float(len(read)), float(sum(state.new for state in lists))
    for series, unread in _by_series(waiting).items():
        more_pages, more_articles = _estimate(_by_series(read).get(series, []), unread)
        pages, articles = pages + more_pages, articles + more_articles
    return Plan(round(pages), round(articles), not waiting)


def _by_series(lists: Iterable[ListState]) -> dict[str, list[ListState]]:
    found = defaultdict(list)
    for state in lists:
        found[state.one.series].append(state)
    return found


def _estimate(read: Sequence[ListState], unread: Sequence[ListState]) -> tuple[float, float]:
    """The pages and new articles of the spans of a series that were not read yet.

    A span has the mean number of articles, and of them the share is new that was new on the nearest one that was read:
    weekdays differ in number, and what is known already, or in the sitemaps, is so from some day on.
    """
    spans = defaultdict(list)
    for state in read:
        spans[state.one.first, "" if state.one.series else state.one.url].append(state)
    firsts = [state.one.first for state in unread if not state.one.series or state.one.page == 1]
    if not spans:
        return float(len(unread)), 0.0
    wanted = sum(state.wanted for state in read) / len(spans)
    shares = {span: _share_new(states) for span, states in spans.items()}
    nearest = (min(shares, key=lambda span: abs(span[0].toordinal() - first.toordinal())) for first in firsts)
    return len(firsts) * len(read) / len(spans), sum(wanted * shares[span] for span in nearest)


def _share_new(states: Iterable[ListState]) -> float:
    counted = [(state.new, state.wanted) for state in states]
    return sum(new for new, _ in counted) / max(1, sum(wanted for _, wanted in counted))
