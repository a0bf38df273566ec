"""What a crawl or an index run came to, in plain words: the news first, then what became of everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from config.outcomes import MEANINGS, Outcome
from crawler.schedule.report import CrawlReport
from kliping.speech import language, text, written
from search.labels.outcomes import IN_INDONESIAN

MAX_NAMED = 10
"""Sources that could not be read, by name in one line; `kliping status` has all."""
PREFIX = "outcome_"
"""Before the outcomes among the counts of a crawl."""


def crawl_summary(done: CrawlReport) -> Iterator[str]:
    """The lines for people: new pages, why others did not come, and which sources could not be read."""
    outcomes = {name.removeprefix(PREFIX): number for name, number in done.counts.items() if name.startswith(PREFIX)}
    requests = done.counts.get("requests", 0)
    if not done.visits and not requests:
        yield text("nothing_due")
        return
    new, megabytes = outcomes.get(Outcome.FETCHED, 0), done.counts.get("bytes", 0) / 1e6
    asked = text("sources", len(done.visits)), text("requests", requests)
    yield text("crawled", text("new_pages", new), *asked, megabytes)
    yield from _others(outcomes, (Outcome.FETCHED,))
    if done.failed:
        yield _failed(done)


def index_summary(extracted: Mapping[str, int], indexed: Mapping[str, int]) -> Iterator[str]:
    """The lines for people: new and changed articles, and what became of all other pages."""
    if not extracted and not indexed:
        yield text("nothing_to_index")
        return
    new, changed = extracted.get(Outcome.OK, 0), extracted.get(Outcome.UPDATED, 0)
    searchable = indexed.get(Outcome.INDEXED, 0)
    yield text("indexed", text("new_articles", new), changed, searchable)
    yield from _others(extracted, (Outcome.OK, Outcome.UPDATED))
    yield from _others(indexed, (Outcome.INDEXED,))


def _others(counts: Mapping[str, int], told: Collection[Outcome]) -> Iterator[str]:
    """A line for each other outcome, the most frequent first."""
    for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if number and name not in told:
            meaning = IN_INDONESIAN[name] if language() == "id" else MEANINGS[Outcome(name)]
            yield f"{written(number):>7}  {name}: {meaning}"


def _failed(done: CrawlReport) -> str:
    named = list(dict.fromkeys(f"{one.publisher} ({one.outcome.value})" for one in done.failed))
    names = ", ".join(named[:MAX_NAMED]) + (", ..." if len(named) > MAX_NAMED else "")
    return text("not_read", len(done.failed), text("sources", len(done.visits)), names)
