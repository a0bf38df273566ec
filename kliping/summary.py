"""What a crawl or an index run came to, in plain words: the news first, then what became of everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from config.outcomes import MEANINGS, Outcome
from crawler.schedule.report import CrawlReport

MAX_NAMED = 10
"""Sources that could not be read, by name in one line; `kliping status` has all."""
PREFIX = "outcome_"
"""Before the outcomes among the counts of a crawl."""


def crawl_summary(done: CrawlReport) -> Iterator[str]:
    """The lines for people: new pages, why others did not come, and which sources could not be read."""
    outcomes = {name.removeprefix(PREFIX): number for name, number in done.counts.items() if name.startswith(PREFIX)}
    requests = done.counts.get("requests", 0)
    if not done.visits and not requests:
        yield "Nothing was due."
        return
    new, megabytes = outcomes.get(Outcome.FETCHED, 0), done.counts.get("bytes", 0) / 1e6
    asked = f"{_number(len(done.visits), 'source')} asked, {_number(requests, 'request')}, {megabytes:,.1f} MB"
    yield f"{_number(new, 'new page')} ({asked})."
    yield from _others(outcomes, (Outcome.FETCHED,))
    if done.failed:
        yield _failed(done)


def index_summary(extracted: Mapping[str, int], indexed: Mapping[str, int]) -> Iterator[str]:
    """The lines for people: new and changed articles, and what became of all other pages."""
    if not extracted and not indexed:
        yield "Nothing to do: everything archived is searchable."
        return
    new, changed = extracted.get(Outcome.OK, 0), extracted.get(Outcome.UPDATED, 0)
    searchable = indexed.get(Outcome.INDEXED, 0)
    yield f"{_number(new, 'new article')}, {changed:,} changed; {searchable:,} went into the index."
    yield from _others(extracted, (Outcome.OK, Outcome.UPDATED))
    yield from _others(indexed, (Outcome.INDEXED,))


def _others(counts: Mapping[str, int], told: Collection[Outcome]) -> Iterator[str]:
    """A line for each other outcome, the most frequent first."""
    for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if number and name not in told:
            yield f"{number:7,}  {name}: {MEANINGS[Outcome(name)]}"


def _failed(done: CrawlReport) -> str:
    named = list(dict.fromkeys(f"{one.publisher} ({one.outcome.value})" for one in done.failed))
    names = ", ".join(named[:MAX_NAMED]) + (", ..." if len(named) > MAX_NAMED else "")
    return (
        f"{len(done.failed)} of {_number(len(done.visits), 'source')} could not be read: {names}; see `kliping status`"
    )


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
