"""The page's state, which is all in its address: what is searched, how, and which filters are on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from indexer.engine import Sort
from search.days import read_day
from search.notes import Language
from search.plan import Match
from search.question import MOST_CHOSEN, Filters

FIELDS = {
    "publisher": "publisher",
    "section": "section",
    "author": "author",
    "tag": "tag",
    "language": "lang",
    "site": "site",
}
"""The parameter that holds each filter."""


@dataclass(frozen=True, slots=True)
class State:
    """What the address says; whatever it says wrongly is at its default."""

    q: str = ""
    sort: Sort = "relevance"
    match: Match = "all"
    fold: bool = True
    recency: bool = False
    filters: Filters = dataclasses.field(default_factory=Filters)
    after: str = ""
    ui: Language = "id"

    @property
    def since(self) -> date | None:
        return self.filters.since

    @property
    def until(self) -> date | None:
        return self.filters.until

    def change(self, **changes: Any) -> State:
        """The state with changes, on its first page."""
        return dataclasses.replace(self, **{"after": "", **changes})

    def toggle(self, name: str, value: str) -> State:
        """The state with a value of a filter put in, or taken out where it is in."""
        values = getattr(self.filters, name)
        values = tuple(one for one in values if one != value) if value in values else (*values, value)
        return self.change(filters=_with_values(self.filters, name, values))

    def between(self, since: date | None, until: date | None) -> State:
        """The state with other days."""
        return self.change(filters=dataclasses.replace(self.filters, since=since, until=until))

    def href(self) -> str:
        """The address of the state."""
        written = urlencode([*self._choices(), *self.hidden(), *([("after", self.after)] if self.after else [])])
        return f"/?{written}" if written else "/"

    def _choices(self) -> Iterator[tuple[str, str]]:
        if self.q:
            yield "q", self.q
        if self.sort != "relevance":
            yield "sort", self.sort
        if self.match != "all":
            yield "match", self.match
        if self.since:
            yield "from", self.since.isoformat()
        if self.until:
            yield "to", self.until.isoformat()

    def hidden(self) -> Iterator[tuple[str, str]]:
        """What the form keeps without showing it."""
        for name, parameter in FIELDS.items():
            for value in getattr(self.filters, name):
                yield parameter, value
        if not self.fold:
            yield "fold", "0"
        if self.recency:
            yield "recency", "1"
        if self.ui != "id":
            yield "ui", self.ui


def read_state(parameters: QueryParams, now: datetime) -> tuple[State, list[str]]:
    """The state that an address names, and the days in it that are none."""
    days, wrong = dict[str, date | None](), list[str]()
    for parameter in ("from", "to"):
        written = parameters.get(parameter, "").strip()
        days[parameter] = read_day(written, now, last=parameter == "to") if written else None
        if written and days[parameter] is None:
            wrong.append(written[:40])
    values = {name: tuple(filter(None, parameters.getlist(FIELDS[name])))[:MOST_CHOSEN] for name in FIELDS}
    state = State(
        q=parameters.get("q", "").strip(),
        sort=cast("Sort", _one_of(parameters.get("sort"), ("relevance", "newest", "oldest"))),
        match=cast("Match", _one_of(parameters.get("match"), ("all", "any"))),
        fold=parameters.get("fold") != "0",
        recency=parameters.get("recency") == "1",
        filters=Filters(since=days["from"], until=days["to"], **values),
        after=parameters.get("after", ""),
        ui=read_language(parameters),
    )
    return state, wrong


def _with_values(filters: Filters, name: str, values: tuple[str, ...]) -> Filters:
    changes: dict[str, Any] = {name: values}
    return dataclasses.replace(filters, **changes)


def read_language(parameters: QueryParams) -> Language:
    """The language of the page: Indonesian unless asked otherwise."""
    return "en" if parameters.get("ui") == "en" else "id"


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else allowed[0]
