"""`kliping alert run`: follows what becomes searchable, and tells those who asked for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Engine

from base.data_dir import lock_role, open_folder
from base.database import reading
from base.errors import ConflictError
from base.retry import Backoff
from config.settings import Settings
from crawler.ledger.removals import Tombstones, ledger_database, removed_articles, removed_publishers
from indexer.articles.read import articles_database
from indexer.engines import open_engine
from indexer.engines.port import Engine as SearchEngine
from indexer.language.analysis import load_lexicon
from search.context import Context, OwnValues, Publishers
from search.people.names import Names
from search.publisher_fields import PublisherFields, catalogue_of
from search.query.field_values import catalogue_names
from search.query.word_lists import WordLists, word_lists
from search.regions.corrections import Corrections
from search.saved.following import follow
from search.saved.matcher import Matcher
from search.saved.messages import compose, release
from search.saved.names import all_names, names_stamp
from search.saved.own_values import OwnValueReader
from search.saved.regions.correcting import RegionsReader
from search.saved.removed import obey_removals
from search.saved.reports.making import Reporter
from search.saved.searches import saved_database, saved_searches, stamp
from search.saved.sending import Sender
from search.saved.spikes.looking import Watcher

OBEY_SECONDS = 5.0
"""How often it is looked whether the user had something removed; `kliping remove` itself sees to it at once."""
POLL_SECONDS = 0.5
"""How often it is looked for what is new: an article is to be told of within seconds."""


@dataclass(slots=True)
class _Work:
    """All that is open. Engine and word lists are opened when there is a search to match, the ledger when there is one;
    `held` closes them."""

    data: Path
    settings: Settings
    saved: Engine
    articles: Engine
    sender: Sender
    publishers: Publishers
    own: OwnValues
    watcher: Watcher
    reporter: Reporter
    told: PublisherFields
    regions: Callable[[], Corrections]
    open_engine: Callable[[], SearchEngine]
    held: ExitStack
    ledger: Engine | None = None
    context: Context | None = None
    matcher: Matcher | None = None
    stamp: tuple[int, ...] = ()
    named: tuple[str, int] = ("", 0)


def run_alerts(settings: Settings, data: Path, *, once: bool) -> int:
    """Match and deliver: with `once` until all that is due was tried once, else until stopped; returns how many tries
    failed. Another process that does so in this folder is waited for."""
    with lock_role(open_folder(data), "alert", wait=True), _open(settings, data) as work:
        if work.saved.dialect.name == "sqlite":
            release(work.saved)  # no other process can be sending
        _obey_removals(work)
        if not once:
            _run_until_stopped(work)
        while _follow(work):
            pass
        while _watch(work):
            pass
        while _report(work):
            time.sleep(0.05)
        compose(work.saved, datetime.now(UTC))
        while work.sender.start_due():
            time.sleep(0.05)
        return work.sender.failed + work.reporter.failed


@contextmanager
def _open(settings: Settings, data: Path) -> Iterator[_Work]:
    with (
        saved_database(settings, data) as saved,
        articles_database(settings, data) as articles,
        ExitStack() as stack,
    ):
        own, catalogue = OwnValueReader(settings, data), catalogue_of(data, settings.publishers)
        told, regions = PublisherFields(catalogue), RegionsReader(settings, data)
        stack.callback(own.close)
        stack.callback(regions.close)

        def opened() -> SearchEngine:
            engine = open_engine(settings, data)
            stack.callback(engine.close)
            return engine

        publishers = catalogue_names(catalogue)
        watcher, reporter = Watcher(saved, catalogue), Reporter(saved, settings, data, catalogue)
        yield _Work(
            data=data,
            settings=settings,
            saved=saved,
            articles=articles,
            sender=Sender(saved, settings),
            publishers=publishers,
            own=own,
            watcher=watcher,
            reporter=reporter,
            told=told,
            regions=regions.read,
            open_engine=opened,
            held=stack,
        )


def _run_until_stopped(work: _Work) -> None:
    """Follow, compose and send; what is away is tried again at growing intervals, each by itself."""
    reader, watcher, reporter, writer, sender = (Backoff(action="alert.retry") for _ in range(5))
    obeyer = Backoff(OBEY_SECONDS, action="alert.retry")
    while True:
        is_busy = False
        with reader.attempt() as is_due:
            is_busy = is_due and _follow(work)
        with watcher.attempt() as is_due:
            if is_due and not is_busy:  # what came in is matched first
                is_busy = _watch(work)
        with reporter.attempt() as is_due:
            if is_due:
                _report(work)
        with obeyer.attempt() as is_due:
            if is_due:
                _obey_removals(work)
        with writer.attempt() as is_due:
            if is_due:
                compose(work.saved, datetime.now(UTC))
        with sender.attempt() as is_due:
            if is_due:
                work.sender.start_due()
        if not is_busy:
            time.sleep(POLL_SECONDS)


def _obey_removals(work: _Work) -> None:
    if ledger := _ledger(work):
        obey_removals(work.saved, ledger)


def _removed(work: _Work, articles: Collection[str]) -> Tombstones:
    """Which of some articles, and whose, were removed for good: the list is written before anything is taken away."""
    ledger = _ledger(work)
    if ledger is None:
        return Tombstones()
    with reading(ledger) as connection:
        found = removed_articles(connection, articles)
        return Tombstones(frozenset(found), frozenset(removed_publishers(connection)))


def _ledger(work: _Work) -> Engine | None:
    """The ledger, which is held open: to open it costs as much as to match ten articles."""
    if work.ledger is None:
        with ExitStack() as opened:
            work.ledger = opened.enter_context(ledger_database(work.settings, work.data))
            if work.ledger is not None:
                work.held.push(opened.pop_all())
    return work.ledger


def _follow(work: _Work) -> bool:
    """Read the next rows; returns whether there may be more."""
    try:
        now, removed = datetime.now(UTC), partial(_removed, work)
        return follow(work.saved, work.articles, _matcher(work), work.stamp, now, removed) > 0
    except ConflictError:  # the searches are not what they were: nothing was noted
        work.matcher = None
        return True


def _watch(work: _Work) -> bool:
    """Look at the next search that is watched for spikes; returns whether others are due."""
    now = datetime.now(UTC)
    matcher = _matcher(work)
    if matcher is None or not work.watcher.is_due(now):
        return False
    work.watcher.look(replace(matcher.context, now=now))
    return work.watcher.is_due(now)


def _report(work: _Work) -> bool:
    """Begin with the next report that is due; returns whether one is being made."""

    def context() -> Context | None:
        matcher = _matcher(work)
        return matcher.context if matcher else None

    return work.reporter.start_due(context, datetime.now(UTC))


def _matcher(work: _Work) -> Matcher | None:
    """The matcher of all searches, made anew where they, the word lists or the names of people have
    changed; None where there is none."""
    with reading(work.saved) as connection:
        known, named = stamp(connection), names_stamp(connection)
        words = word_lists(work.data)
        is_old = (known, named) != (work.stamp, work.named)
        if work.matcher is None or is_old or words is not work.matcher.context.words:
            found, names = saved_searches(connection), all_names(connection)
            work.matcher = Matcher(_context(work, words, names), found) if found else None
            work.stamp, work.named = known, named
    return work.matcher


def _context(work: _Work, words: WordLists, names: Names) -> Context:
    if work.context is None:
        engine, lexicon = work.open_engine(), load_lexicon(work.data)
        work.context = Context(
            engine, lexicon, words, work.publishers, own=work.own, told=work.told, regions=work.regions
        )
    return replace(work.context, words=words, names=lambda: names)
