"""What the visits of a process show, kept as it comes; a source without an answer is not judged before it is known
whether the network here is there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Engine

from base.events import event
from crawler.health.history import Look
from crawler.health.records import NETWORK, Condition, conditions, end_condition, instant, record_look, set_condition
from crawler.health.states import State, evidence
from crawler.health.wording import show
from crawler.politeness.outages import PUBLISHERS_DOWN, WITHIN, Outages

logger = logging.getLogger(__name__)

Write = Callable[..., Awaitable[Any]]
"""Calls a function with its arguments in the one thread that may write (`Runtime.write`)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit showed of one source; `source_id` is its number in the ledger."""

    source_id: int
    publisher: str
    url: str
    look: Look


@dataclass(slots=True)
class Watch:
    """One for the life of a crawling process; used on the event loop, what it keeps goes through `write`."""

    engine: Engine
    outages: Outages
    doubtful: list[Seen] = field(default_factory=list)
    is_up: bool = False

    async def note(self, write: Write, seen: Seen) -> None:
        """Keep what a visit showed; without an answer, once somebody else's answer shows that it is not the network."""
        if seen.look.state is State.UNREACHABLE:
            self.doubtful.append(seen)
        else:
            await write(record, self.engine, seen, self.outages.refusals())

    async def settle(self, write: Write, *, at_end: bool = False) -> None:
        """Judge what was in doubt, as far as that is known by now; `at_end` of the process in any case."""
        doubtful, answered = self.doubtful, self.outages.answered_at
        silent = {one.publisher for one in doubtful}
        if self.outages.network.until or (at_end and not answered and len(silent) >= PUBLISHERS_DOWN):
            self.doubtful, self.is_up = [], False
            since = min((instant(one.look.at) for one in doubtful), default=datetime.now(UTC))
            await write(network_is_down, self.engine, since)
            return
        if answered and not self.is_up:
            await write(network_is_up, self.engine)
            self.is_up = True
        ready = [one for one in doubtful if at_end or _is_clear(one, answered)]
        self.doubtful = [one for one in doubtful if one not in ready]
        if ready and not answered and await write(network_was_down, self.engine):
            return  # nobody has answered since an earlier process found that
        for one in ready:
            await write(record, self.engine, one, self.outages.refusals())


def _is_clear(seen: Seen, answered: datetime | None) -> bool:
    """Whether somebody has answered since, or enough time has passed in which the network was not found to be down."""
    at = instant(seen.look.at)
    return (answered is not None and at <= answered) or datetime.now(UTC) - at > WITHIN


def record(engine: Engine, seen: Seen, refusing: Mapping[str, int]) -> None:
    """Carry the history of a source on; a change of its state is one event of the log."""
    before, after = record_look(engine, seen.source_id, seen.look, refusing)
    if before.state is not after.state:
        event(
            logger,
            "source.state",
            f"{seen.publisher}: {after.state.value} (was {before.state.value}): {show(after.evidence)}",
            level=logging.WARNING if after.state.is_sick else logging.INFO,
            url__full=seen.url,
            labels__publisher=seen.publisher,
            kliping__state=after.state.value,
            kliping__state_before=before.state.value,
        )


def network_is_down(engine: Engine, since: datetime) -> None:
    """Keep that nothing outside answers; the sources' own states stay as they were."""
    set_condition(engine, Condition(NETWORK, State.NO_NETWORK, since, evidence("no_answer")))


def network_is_up(engine: Engine) -> None:
    """Keep that somebody answers."""
    end_condition(engine, NETWORK)


def network_was_down(engine: Engine) -> bool:
    """Whether an earlier process found the network to be down, and nobody has answered since."""
    return NETWORK in conditions(engine)
