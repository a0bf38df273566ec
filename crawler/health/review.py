"""Looks over all sources now and then: what the index stage has counted, what is news, and who is to be told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from base.errors import UnavailableError
from base.events import event
from config.catalogue import Publisher
from crawler.health.coverage import Coverage, Fall
from crawler.health.notices import Change, note_changes, subjects
from crawler.health.records import PAGES, Condition, conditions, end_condition, histories, set_condition
from crawler.health.report import assess, fall_evidence, fallen
from crawler.health.states import State
from crawler.health.wording import show
from crawler.ledger.ledger import Ledger

logger = logging.getLogger(__name__)

ReadCoverage = Callable[[], Mapping[str, Coverage]]
"""Gives what the index stage has counted on each publisher's pages. Raises UnavailableError."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is needed to look over all sources."""

    ledger: Ledger
    publishers: Sequence[Publisher]
    read_coverage: ReadCoverage
    channels: Sequence[str]

    def look(self) -> list[Change]:
        """Look over all, and queue what people are to be told; returns that."""
        now = datetime.now(UTC)
        engine = self.ledger.engine
        known = conditions(engine)
        lost = self._lost(known)
        note_rot(self.ledger, known, lost, now)
        known = conditions(engine)
        sources = assess(self.publishers, self.ledger.sources(), histories(engine), known, lost, now)
        return note_changes(engine, subjects(sources, known, now), self.channels, now)

    def _lost(self, known: Mapping[str, Condition]) -> dict[str, list[Fall]]:
        """The publishers whose pages have rotted; those known so far where that cannot be read now."""
        try:
            return fallen(self.read_coverage(), known)
        except UnavailableError:
            return {one.removeprefix(PAGES): [] for one in known if one.startswith(PAGES)}


def note_rot(ledger: Ledger, known: Mapping[str, Condition], lost: Mapping[str, Sequence[Fall]], now: datetime) -> None:
    """Keep which publishers' pages have rotted; each change is one event of the log."""
    for slug, some in lost.items():
        shown = fall_evidence(some)
        if some and set_condition(ledger.engine, Condition(PAGES + slug, State.ROTTED, now, shown)):
            _log(slug, State.ROTTED, f"{slug}: its pages have rotted: {show(shown)}")
    for subject in known:
        slug = subject.removeprefix(PAGES)
        if subject.startswith(PAGES) and slug not in lost and end_condition(ledger.engine, subject):
            _log(slug, State.FINE, f"{slug}: its pages are read as they used to be")


def _log(slug: str, state: State, text: str) -> None:
    before = State.FINE if state.is_sick else State.ROTTED
    event(
        logger,
        "source.state",
        text,
        level=logging.WARNING if state.is_sick else logging.INFO,
        labels__publisher=slug,
        kliping__state=state.value,
        kliping__state_before=before.value,
    )


def no_coverage() -> dict[str, Coverage]:
    """For a crawl beside which nothing is indexed. Raises UnavailableError."""
    raise UnavailableError("nothing is indexed here")
