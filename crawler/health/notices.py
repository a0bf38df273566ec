"""Who is to be told of what: once for each change, as one message for all that changed together, and no flood."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, upsert, writing
from crawler.health.records import NETWORK, Condition
from crawler.health.report import SourceHealth
from crawler.health.wording import advice, show
from crawler.ledger.tables import NOTICE, TOLD

SETTLE = timedelta(minutes=10)
"""A state must last so long before anybody is told of it: most troubles of servers are over by then."""
SETTLE_GROWTH, FADE = 6.0, timedelta(hours=12)
"""Each time that a subject was told of lately it must last six times as long, so that one that comes and goes all day
is told of some four times and not forty. After half a day each telling counts half."""
WELL = "well"


@dataclass(frozen=True, slots=True)
class Change:
    """News of a source or of the network; `state` is "well" for one that has recovered."""

    subject: str
    state: str
    publisher: str
    url: str
    since: datetime
    evidence: str
    advice: str
    was: str = WELL

    def to_json(self) -> dict[str, str]:
        """The change as a webhook carries it."""
        named = {"publisher": self.publisher, "url": self.url, "state": self.state, "was": self.was}
        return named | {"since": self.since.isoformat(), "evidence": self.evidence, "advice": self.advice}


def subjects(sources: Iterable[SourceHealth], conditions: Mapping[str, Condition], now: datetime) -> list[Change]:
    """How everything is that people are told of. What one visit alone shows is left out: it is neither ill nor well."""
    network = conditions.get(NETWORK)
    if network:  # as long as it lasts nothing is known of the others
        shown, to_do = show(network.evidence), advice(network.state)
        return [Change(NETWORK, network.state.value, "", "", network.since, shown, to_do)]
    found = [Change(NETWORK, WELL, "", "", now - SETTLE * 2, "somebody answers again", "")]
    for one in sources:
        if one.since and (one.is_finding or not one.state.is_sick):
            state = one.state.value if one.is_finding else WELL
            subject = f"{one.publisher} {one.source.url}"
            shown = show(one.evidence)
            found.append(Change(subject, state, one.publisher, one.source.url, one.since, shown, advice(one.state)))
    return found


def note_changes(engine: Engine, now_are: Sequence[Change], channels: Sequence[str], now: datetime) -> list[Change]:
    """Remember what people are told from now on, and put a message for each channel into the queue; returns the
    changes. All in one transaction: each is told once, whoever is killed in between."""
    with writing(engine) as connection:
        advisory_lock(connection, "notices")
        told = {row.subject: row for row in connection.execute(sa.select(TOLD))}
        changes = [change for one in now_are if (change := _change(one, told.get(one.subject), now))]
        for one in changes:
            times = _times(told.get(one.subject), now) + 1
            upsert(connection, TOLD, {"subject": one.subject, "state": one.state, "at": now, "times": times})
        if changes:
            _queue(connection, changes, channels, now)
    return changes


def _change(one: Change, told: sa.Row[tuple[str, str, datetime, float]] | None, now: datetime) -> Change | None:
    """What is to be told of a subject, if anything and if it has lasted."""
    was = told.state if told else WELL
    if one.state == was:
        return None
    settled = SETTLE * SETTLE_GROWTH ** _times(told, now)
    if now - one.since < settled:
        return None
    return Change(one.subject, one.state, one.publisher, one.url, one.since, one.evidence, one.advice, was)


def _times(told: sa.Row[tuple[str, str, datetime, float]] | None, now: datetime) -> float:
    """How often a subject was told of lately, less with time."""
    return float(told.times) * 0.5 ** max(0.0, (now - told.at) / FADE) if told else 0.0


def _queue(connection: Connection, changes: Sequence[Change], channels: Sequence[str], now: datetime) -> None:
    data = {"changes": [one.to_json() for one in changes]}
    body = json.dumps({"type": "health.changed", "timestamp": now.isoformat(), "data": data})
    rows = [
        {"id": f"msg_{uuid.uuid4().hex}", "channel": one, "body": body, "created": now, "due": now} for one in channels
    ]
    if rows:
        connection.execute(sa.insert(NOTICE), rows)


def mail_of(body: str) -> tuple[str, str]:
    """Subject and text of a mail with the same content as a webhook's body."""
    changes = json.loads(body)["data"]["changes"]
    ill = [one for one in changes if one["state"] != WELL]
    well = [one for one in changes if one["state"] == WELL]
    counts = [f"{len(some)} {word}" for some, word in ((ill, "to be looked at"), (well, "well again")) if some]
    lines = [line for one in ill for line in _lines(one)]
    lines += [f"{_named(one)}: well again (was {one['was']})" for one in well]
    return f"Kliping: {', '.join(counts)}", "\n".join([*lines, "", "`kliping status` shows how all sources are."])


def _lines(one: Mapping[str, str]) -> list[str]:
    said = f"{_named(one)}: {one['state']} since {one['since'][:16].replace('T', ' ')} UTC: {one['evidence']}"
    return [said, f"    what to do: {one['advice']}", ""]


def _named(one: Mapping[str, str]) -> str:
    return f"{one['publisher']} {one['url']}" if one["url"] else "the network here"
