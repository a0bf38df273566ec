"""What the visits to a source have shown, in a few hundred bytes, and how it is by that.

`learn` carries the history of a source on from look to look and judges it; nothing is read or stored here. Instants
are seconds since 1970.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from crawler.health.pauses import HOUR, NO_PAUSES, Pause, Pauses, add_arrivals, kind_of, limit, longest, usual
from crawler.health.states import NOTHING, Evidence, State, evidence

CONFIRMED = 2
"""Visits in a row that must show what is wrong before it is a finding: one alone is often a restart of the server."""
REMEMBERED_LINKS = 100
"""Of the list at the last visit: links that are not among them are new in this source, whoever listed them before."""
MAX_AHEAD = HOUR
"""Dates further in the future are no dates: a clock that is wrong, or an article that is to appear."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a list: its key as a short hash, and the instant that the source gives, None for none."""

    link: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one visit showed. `state` is FINE unless the answer itself shows what is wrong.

    `listed` is None where nothing was read, as the server said that nothing has changed; `new` are links that nobody
    had listed before; `host` is where the articles lie.
    """

    at: float
    state: State = State.FINE
    evidence: Evidence = NOTHING
    listed: int | None = None
    new: int = 0
    entries: tuple[Entry, ...] = ()
    host: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of a source: its state, since when, in how many visits in a row, and what shows it; when it
    last answered as it should, what the last list showed (an unchanged one shows it still), and its pauses."""

    state: State = State.UNVISITED
    since: float = 0.0
    visits: int = 0
    evidence: Evidence = NOTHING
    answered: float = 0.0
    listed: int = 0
    new: int = 0
    list_state: State = State.FINE
    list_evidence: Evidence = NOTHING
    links: tuple[str, ...] = ()
    host: str = ""
    pauses: Pauses = NO_PAUSES

    @property
    def newest(self) -> float | None:
        """The newest entry that is known."""
        return self.pauses.last or None

    @property
    def is_confirmed(self) -> bool:
        """Whether what is wrong counts as found: shown by more than one visit, or by the whole history."""
        return self.state.is_sick and (self.state is State.STALE or self.visits >= CONFIRMED)

    def to_json(self) -> str:
        """The history as it is stored."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> History:
        """A stored history. Raises ValueError where the text is none."""
        try:
            values = json.loads(text)
            pauses = values.pop("pauses")
            pauses["longest"] = tuple(Pause(*one) for one in pauses["longest"])
            values |= {name: State(values[name]) for name in ("state", "list_state")}
            values |= {name: _evidence(values[name]) for name in ("evidence", "list_evidence")}
            pauses["recent"] = tuple(pauses["recent"])
            return cls(**values | {"links": tuple(values["links"]), "pauses": Pauses(**pauses)})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a source's history: {error}") from error


def _evidence(values: dict[str, Any]) -> Evidence:
    return Evidence(values["code"], tuple(values["values"]))


NO_HISTORY = History()


def learn(history: History, look: Look, refusing: Mapping[str, int] = MappingProxyType({})) -> History:
    """The history after a look, with the state that follows from both. `refusing` has the hosts that give us no article
    any more, and how many they refused in a row."""
    if look.listed is not None:
        history = _with_list(history, look)
    elif look.state is not State.FINE:
        return _now_in(history, look.state, look.evidence, look.at)
    if history.list_state is not State.FINE:
        return _now_in(history, history.list_state, history.list_evidence, look.at)
    history = replace(history, answered=max(look.at, history.answered))
    if refused := refusing.get(history.host):
        return _now_in(history, State.BLOCKED, evidence("pages_refused", refused), look.at)
    return _now_in(history, *_judge(history), look.at)


def _now_in(history: History, state: State, shown: Evidence, at: float) -> History:
    if state is history.state:
        return replace(history, visits=history.visits + 1, evidence=shown)
    return replace(history, state=state, since=at, visits=1, evidence=shown)


def _with_list(history: History, look: Look) -> History:
    """What a list adds: new in it is what was not among the last one's links."""
    pauses = add_arrivals(history.pauses, (min(at, look.at) for at in _came(history, look)))
    links = tuple(one.link for one in look.entries[:REMEMBERED_LINKS])
    history = replace(history, list_state=look.state, list_evidence=look.evidence)
    host = look.host or history.host
    return replace(history, listed=look.listed or 0, new=look.new, links=links, host=host, pauses=pauses)


def _came(history: History, look: Look) -> list[float]:
    """When what is new in a list came: when it says so, else by now."""
    seen = set(history.links)
    fresh = [one for one in look.entries if one.link not in seen]
    dates = [one.at for one in fresh if one.at is not None and one.at <= look.at + MAX_AHEAD]
    if not history.newest:  # the whole first list, of which nothing says that it is of today
        return dates or [look.at] * bool(fresh)
    # A long sitemap in no order shows what is new behind the links that are looked at
    return [*dates, look.at] if len(dates) < len(fresh) or (look.new and not fresh) else dates


def _judge(history: History) -> tuple[State, Evidence]:
    """Fine, quiet or stale, by how long nothing new has come, as of the last answer."""
    if not history.newest:
        return State.FINE, evidence("answers")
    hours = (history.answered - history.newest) / HOUR
    if hours <= usual(history.pauses):
        return State.FINE, evidence("news", _rounded(hours))
    kind = kind_of(history.newest, history.answered)
    most = longest(history.pauses, kind)
    state = State.STALE if hours > limit(history.pauses, kind) else State.QUIET
    return state, evidence(f"silent_{kind.name.lower()}", _rounded(hours), _rounded(most))


def _rounded(hours: float) -> str:
    return f"{hours:.1f}"


def entries_of(listed: Iterable[tuple[str, float | None]]) -> tuple[Entry, ...]:
    """The first entries of a list, as many as are looked at, from keys and instants."""
    return tuple(Entry(hashlib.blake2b(key.encode(), digest_size=4).hexdigest(), at) for key, at in listed)
