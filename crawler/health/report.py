"""How all sources are, from what the ledger and the index stage know: for the status, its page and alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.catalogue import Publisher, Source, SourceKind
from crawler.health.coverage import Coverage, Fall, falls
from crawler.health.history import NO_HISTORY, History
from crawler.health.records import NETWORK, PAGES, Condition, instant
from crawler.health.states import Evidence, State, evidence
from crawler.ledger.ledger import SourceState

_ORDER = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source is. `is_finding`: it is sick, and not by one visit alone."""

    publisher: str
    name: str
    source: Source
    state: State
    evidence: Evidence
    since: datetime | None = None
    is_finding: bool = False
    visits: SourceState | None = None
    history: History = NO_HISTORY

    @property
    def kind(self) -> SourceKind:
        """What the source is read as."""
        return self.source.kind

    @property
    def last_visit(self) -> datetime | None:
        """When it was last visited."""
        return self.visits.last_visit if self.visits else None

    @property
    def next_visit(self) -> datetime | None:
        """When it is to be visited next; None for one that is switched off."""
        if self.state is State.OFF or self.visits is None:
            return None
        return max(self.visits.next_due, self.visits.not_before or self.visits.next_due)

    @property
    def newest(self) -> datetime | None:
        """The newest entry that is known."""
        return instant(self.history.newest) if self.history.newest else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should look at, with all sources that it is about."""

    state: State
    since: datetime
    evidence: Evidence
    sources: Sequence[SourceHealth] = ()


def fallen(coverage: Mapping[str, Coverage], conditions: Mapping[str, Condition]) -> dict[str, list[Fall]]:
    """The publishers whose pages have rotted, each with the fields that are missed."""
    found = {slug: falls(one, was_rotted=PAGES + slug in conditions) for slug, one in coverage.items()}
    return {slug: some for slug, some in found.items() if some}


def assess(
    publishers: Iterable[Publisher],
    states: Iterable[SourceState],
    histories: Mapping[int, History],
    conditions: Mapping[str, Condition],
    rotted: Mapping[str, Sequence[Fall]],
    now: datetime,
) -> list[SourceHealth]:
    """All sources of the catalogue, what is wrong first. `rotted` has the publishers whose pages have rotted."""
    known = {(one.publisher, one.url): one for one in states}
    found = []
    for publisher in publishers:
        for source in publisher.sources:
            state = known.get((publisher.slug, source.url))
            history = histories.get(state.id, NO_HISTORY) if state else NO_HISTORY
            one = _assess(publisher, source, state, history)
            is_rotted = publisher.slug in rotted and one.state in (State.FINE, State.QUIET)
            known_as = conditions.get(PAGES + publisher.slug)
            found.append(_rotted(one, known_as, rotted[publisher.slug], now) if is_rotted else one)
    return sorted(found, key=lambda one: (not one.is_finding, _ORDER[one.state], one.publisher, one.source.url))


def _assess(publisher: Publisher, source: Source, state: SourceState | None, history: History) -> SourceHealth:
    if not publisher.enabled:
        return SourceHealth(publisher.slug, publisher.name, source, State.OFF, evidence("off"), history=history)
    if history.state is State.UNVISITED:
        shown = evidence("unvisited" if state is None or state.last_visit is None else "unjudged")
        return SourceHealth(publisher.slug, publisher.name, source, State.UNVISITED, shown, visits=state)
    return SourceHealth(
        publisher.slug,
        publisher.name,
        source,
        history.state,
        history.evidence,
        since=instant(history.since),
        is_finding=history.is_confirmed,
        visits=state,
        history=history,
    )


def _rotted(one: SourceHealth, known: Condition | None, lost: Sequence[Fall], now: datetime) -> SourceHealth:
    since = known.since if known else now
    return replace(one, state=State.ROTTED, evidence=fall_evidence(lost), since=since, is_finding=True)


def fall_evidence(lost: Sequence[Fall]) -> Evidence:
    """What shows that a publisher's pages have rotted."""
    return evidence("fell", ", ".join(f"{one.field} {one.now:.0%} ({one.before:.0%})" for one in lost))


def findings(sources: Iterable[SourceHealth], conditions: Mapping[str, Condition]) -> list[Finding]:
    """What somebody should look at: one finding for each state, with all sources in it, and one for the network."""
    by_state = defaultdict[State, list[SourceHealth]](list)
    for one in sources:
        if one.is_finding:
            by_state[one.state].append(one)
    network = conditions.get(NETWORK)
    first = [Finding(network.state, network.since, network.evidence)] if network else []
    return first + [
        Finding(state, min(one.since for one in some if one.since), some[0].evidence, some)
        for state, some in sorted(by_state.items(), key=lambda item: _ORDER[item[0]])
    ]
