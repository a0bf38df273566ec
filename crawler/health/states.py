"""The closed list of states in which a source can be, and the words for what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a source is; the worst first, which is the order in which people are shown them."""

    NO_NETWORK = "no_network"
    GONE = "gone"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    UNREADABLE = "unreadable"
    LYING = "lying"
    ROTTED = "rotted"
    STALE = "stale"
    EMPTY = "empty"
    FAILING = "failing"
    UNREACHABLE = "unreachable"
    QUIET = "quiet"
    FINE = "fine"
    UNVISITED = "unvisited"
    OFF = "off"

    @property
    def is_sick(self) -> bool:
        """Whether somebody should look at it."""
        return self not in WELL


WELL = frozenset({State.FINE, State.QUIET, State.UNVISITED, State.OFF})

MEANINGS: dict[State, str] = {
    State.NO_NETWORK: "nothing outside answers from here: one finding for all, the sources' own states stay",
    State.GONE: "it answers 404 or 410",
    State.BLOCKED: "it answers 401, 403, 429 or 451, or asks to prove that one is human",
    State.ROBOTS: "robots.txt forbids it",
    State.UNREADABLE: "it is not what its kind says (HTML for a feed, broken XML)",
    State.LYING: "what it lists are no articles of the publisher: the home page, one address for all, other sites",
    State.ROTTED: "pages come, and title, body, date or author are found less often than they used to be there",
    State.STALE: "it answers, and lists nothing newer than its own history allows",
    State.EMPTY: "it lists nothing at all",
    State.FAILING: "5xx, or answers that are cut off",
    State.UNREACHABLE: "no name, connection or certificate, or no answer in time",
    State.QUIET: "longer without news than usual, which its own history explains (night, weekend, rare publisher)",
    State.FINE: "as usual",
    State.UNVISITED: "not visited yet",
    State.OFF: "switched off",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows a state: a code of `wording.EVIDENCE` and the values that its sentence has, as texts."""

    code: str = "none"
    values: tuple[str, ...] = ()


NOTHING = Evidence()


def evidence(code: str, *values: object) -> Evidence:
    """Evidence with its values as texts."""
    return Evidence(code, tuple(str(value) for value in values))


def state_of_status(status: int) -> State:
    """What an answer that is no page says of a source."""
    if status in (404, 410):
        return State.GONE
    return State.BLOCKED if status in (401, 403, 429, 451) else State.FAILING
