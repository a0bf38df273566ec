"""`kliping publisher check`: visit sources of publishers and read their newest articles by their rules."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from base.errors import ConfigError
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import DatabaseSettings, Settings
from crawler.archive.archive import Page, follow
from crawler.crawl import crawl
from crawler.health.records import histories
from crawler.health.report import SourceHealth, assess
from crawler.health.states import State
from crawler.health.wording import advice, show
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.link_outcomes import link_outcomes
from indexer.extract.publisher.preview import Preview, preview_page

PAGES = 2
"""The newest articles of each source that are read; more would tell little and cost the publisher."""
NEEDED = ("title", "published", "body")
"""What every article of a publisher has. Others (an author, a section) some articles lack, so that they only count
where its rules name them."""
COUNTED = ("title", "published", "authors", "section", "body")


@dataclass(frozen=True, slots=True)
class PublisherCheck:
    """What was found of one publisher: its sources, how its articles ended (by outcome), on how many of the `pages`
    that were read each field was found, and what is wrong, in sentences."""

    publisher: Publisher
    sources: Sequence[SourceHealth]
    articles: Mapping[str, int]
    pages: int
    found: Mapping[str, int]
    problems: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """The check as `--json` prints it."""
        return {
            "publisher": self.publisher.slug,
            "ok": not self.problems,
            "problems": list(self.problems),
            "sources": [_source_json(one) for one in self.sources],
            "articles": dict(self.articles),
            "rules": {field: {"found": self.found[field], "pages": self.pages} for field in COUNTED},
        }


def _source_json(one: SourceHealth) -> dict[str, Any]:
    return {
        "url": one.source.url,
        "kind": one.kind,
        "state": one.state.value,
        "evidence": show(one.evidence) or None,
        "advice": advice(one.state) or None,
        "listed": one.history.listed,
        "newest": one.newest.isoformat() if one.newest else None,
    }


def check_publishers(
    settings: Settings, publishers: Mapping[str, Publisher], slugs: Collection[str]
) -> Iterator[PublisherCheck]:
    """Check these publishers, switched on or not; without any, all that are switched on. Raises ConfigError for one
    that there is not."""
    unknown = [slug for slug in slugs if slug not in publishers]
    if unknown:
        raise ConfigError(f"there is no publisher {unknown[0]}; `kliping publisher list` names them")
    chosen = {slug: one for slug, one in publishers.items() if (slug in slugs if slugs else one.enabled)}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        switched_on = {slug: replace(one, enabled=True) for slug, one in chosen.items()}
        report = crawl(_apart(settings), data, switched_on, once=True, everything=True)
        if report.interrupted:
            raise KeyboardInterrupt
        pages = defaultdict[str, list[Page]](list)
        for page, _ in follow(data / "archive", {}):
            pages[page.publisher].append(page)
        with open_ledger("sqlite:", data) as ledger:
            sources = _sources(ledger, switched_on)
            ended = link_outcomes(ledger.engine)
        for slug, publisher in switched_on.items():
            own = [page for page in pages[slug] if page.kind == "page"]
            yield _check(publisher, sources[slug], ended[slug], own, report.stopped)


def _apart(settings: Settings) -> Settings:
    """Settings by which a few articles are fetched into a folder of their own."""
    few = {slug: replace(one, daily_links=PAGES) for slug, one in settings.publishers.items()}
    crawler = replace(settings.crawler, daily_links=PAGES)
    return replace(settings, database=DatabaseSettings(), crawler=crawler, publishers=few)


def _sources(ledger: Ledger, publishers: Mapping[str, Publisher]) -> dict[str, list[SourceHealth]]:
    found = assess(publishers.values(), ledger.sources(), histories(ledger.engine), {}, {}, datetime.now(UTC))
    return {slug: [one for one in found if one.publisher == slug] for slug in publishers}


def _check(
    publisher: Publisher,
    sources: Sequence[SourceHealth],
    ended: Mapping[str, int],
    pages: Sequence[Page],
    stopped: str,
) -> PublisherCheck:
    read = [preview_page(page.body, url=page.final_url, publisher=publisher, captured=page.captured) for page in pages]
    whole = [one for one in read if one.extraction.outcome is Outcome.OK]
    found = {field: sum(bool(getattr(one.extraction.content, field)) for one in whole) for field in COUNTED}
    problems = [
        *_source_problems(sources, stopped),
        *_fetch_problems(publisher, ended, len(pages)),
        *_rule_problems(read, whole, found),
    ]
    return PublisherCheck(publisher, sources, ended, len(read), found, problems)


def _source_problems(sources: Sequence[SourceHealth], stopped: str) -> Iterator[str]:
    """What is wrong with the sources; one that was not even visited is not known to be well."""
    for one in sources:
        if one.state.is_sick:
            yield f"{one.source.url}: {one.state.value}: {show(one.evidence)}; {advice(one.state)}"
        elif one.state is State.UNVISITED:
            yield f"{one.source.url}: was not visited: {stopped or 'its host rests'}"


def _fetch_problems(publisher: Publisher, ended: Mapping[str, int], fetched: int) -> Iterator[str]:
    if denied := ended.get(Outcome.ROBOTS_DENIED, 0):
        yield f'robots.txt forbids {denied} of its articles; see `posture`, and switch it off or use mode = "link"'
    others = {outcome: n for outcome, n in ended.items() if outcome not in (Outcome.FETCHED, Outcome.ROBOTS_DENIED)}
    if publisher.mode == "full" and not fetched and others:
        yield f"none of its articles could be fetched: {', '.join(f'{n} {outcome}' for outcome, n in others.items())}"


def _rule_problems(read: Sequence[Preview], whole: Sequence[Preview], found: Mapping[str, int]) -> Iterator[str]:
    """What the rules have lost: fields that every article has, and those for which no path of the rules finds
    anything on any page."""
    for reason, number in Counter(one.extraction.outcome for one in read).items():
        if reason is not Outcome.OK:
            yield f"{number} of {len(read)} pages are read as no article: {reason.value}"
    for field in NEEDED:
        if whole and found[field] < len(whole):
            yield f"{field} is found on {found[field]} of {len(whole)} pages"
    ruled = {path.field for one in read for path in one.paths if path.field != "remove"}
    hit = {path.field for one in read for path in one.paths if path.values}
    for field in sorted(ruled - hit):
        yield f"no path of its rules for {field} finds anything; the site may have been rebuilt"


def lines(check: PublisherCheck) -> Iterator[str]:
    """A check for people: a row for each source, then one for the rules, then what is wrong."""
    yield f"{check.publisher.slug:24} {'ok' if not check.problems else 'FAILED'}"
    for one in check.sources:
        newest = f"newest {one.newest:%Y-%m-%d %H:%M}" if one.newest else "no dates"
        yield f"  {one.state.value:12} {one.history.listed:5} listed  {newest:24} {one.source.url}"
    counted = ", ".join(f"{field} {check.found[field]}" for field in COUNTED)
    ended = ", ".join(f"{number} {outcome}" for outcome, number in sorted(check.articles.items()))
    yield f"  {ended or 'no articles'}; found on {check.pages} pages: {counted}"
    for problem in check.problems:
        yield f"  ! {problem}"
