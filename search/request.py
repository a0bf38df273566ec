"""The one search request: what is searched and how, to and from an address and JSON, so that it can be kept and
replayed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, cast, get_args
from urllib.parse import parse_qsl, urlencode

from base.errors import ConfigError
from indexer import fields
from indexer.engines.queries import Sort
from indexer.fields import Language
from search.hit_fields import NAMES
from search.notes import LANGUAGES
from search.parameter_values import (
    CURSOR,
    DAY,
    MAX_TOP,
    TEXT,
    TOP,
    VALUES,
    WrongValueError,
    choice,
    flag,
    names,
    read_value,
)
from search.planning.plan import Match
from search.planning.words import Forms
from search.query.limits import IN_ADDRESS, LONG, Limits

DAYS = "published"
"""The field that a range of days filters."""


class DayRange(NamedTuple):
    """Jakarta days, first and last included; None leaves that end open."""

    since: date | None = None
    until: date | None = None


Filters = Mapping[str, tuple[str, ...] | DayRange]
"""What hits must have, by field: one of several values, or a day in a range."""


class Mistake(NamedTuple):
    """A parameter that could not be read: its name, what stood there, and what should stand there."""

    parameter: str
    value: str
    message: str


class ParameterError(ConfigError):
    """A request with parameters that cannot be read; the message names each."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{one.parameter}: {one.message}" for one in mistakes))


def make_filters(chosen: Mapping[str, tuple[str, ...] | DayRange]) -> Filters:
    """Filters without those that hold nothing, which nobody can change afterwards."""
    return MappingProxyType({name: values for name, values in chosen.items() if any(values)})


NO_FILTERS = make_filters({})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What is searched and how.

    `recency` prefers newer articles when sorting by relevance, `after` is the `next` of an earlier page, `fields` and
    `body` say what JSON tells of each hit (`search.hit_fields`), `ui` is the language of notes, and `limits` are those
    of the way by which the request came.
    """

    query: str = ""
    match: Match = "all"
    forms: Forms = "word"
    sort: Sort = "relevance"
    fold: bool = True
    recency: bool = False
    filters: Filters = field(default_factory=lambda: NO_FILTERS)
    top: int = 10
    after: str = ""
    explain: bool = False
    fields: tuple[str, ...] = ()
    body: bool = False
    ui: Language = "id"
    limits: Limits = field(default=LONG, compare=False)

    @classmethod
    def from_query(cls, query: str, now: datetime | None = None, max_top: int = MAX_TOP) -> SearchRequest:
        """Read the query string of an address. Raises ParameterError for values that are wrong; unknown parameters
        are left aside."""
        return _or_raise(*read_query(query, now, max_top))

    @classmethod
    def from_json(
        cls, content: Mapping[str, Any], now: datetime | None = None, max_top: int = MAX_TOP
    ) -> SearchRequest:
        """Read what `to_json` gave. Raises ParameterError for what is wrong or unknown: left aside, it would make
        another search of one that was kept."""
        request, mistakes = _read(content, now, max_top)
        unknown = [Mistake(name, "", "is no parameter of a search") for name in content if name not in BY_NAME]
        return _or_raise(request, [*mistakes, *unknown])

    def to_json(self) -> dict[str, Any]:
        """The request by the names that HTTP uses. What is at its default is left out, so that a request that was
        kept, and its `digest`, stay as they are when parameters are added."""
        filters = self.filters
        return {
            one.name: value
            for one, default in _WITH_DEFAULTS
            if (not one.narrows or one.attribute in filters) and (value := one.write(self)) != default
        }

    def pairs(self) -> list[tuple[str, str]]:
        """The request as names and values of a query string."""
        return [
            (name, str(int(one)) if isinstance(one, bool) else str(one))
            for name, value in self.to_json().items()
            for one in (value if isinstance(value, list) else [value])
        ]

    def to_query(self) -> str:
        """The request as the query string of an address."""
        return urlencode(self.pairs(), errors="replace")

    @property
    def digest(self) -> str:
        """A name for what is found and in which order, whatever part of it is shown."""
        found = replace(self, top=10, after="", explain=False, fields=(), body=False, ui="id").to_json()
        return hashlib.blake2b(json.dumps(found, sort_keys=True).encode(), digest_size=16).hexdigest()

    @property
    def days(self) -> DayRange:
        """The days that hits are of."""
        return cast("DayRange", self.filters.get(DAYS, DayRange()))

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a field that hits have one of; none where it is no filter."""
        return cast("tuple[str, ...]", self.filters.get(name, ()))

    def change(self, **changes: Any) -> SearchRequest:
        """The request with changes, on its first page."""
        return replace(self, **{"after": "", **changes})

    def narrow(self, name: str, chosen: tuple[str, ...] | DayRange) -> SearchRequest:
        """The request with another filter of a field; nothing chosen takes it away."""
        return self.change(filters=make_filters({**self.filters, name: chosen}))

    def toggle(self, name: str, value: str) -> SearchRequest:
        """The request with a value of a filter put in, or taken out where it is in."""
        values = self.values(name)
        return self.narrow(name, tuple(one for one in values if one != value) if value in values else (*values, value))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `schema` is its JSON Schema, by which it is read and described; `attribute` that of the request, or
    the field that it filters."""

    name: str
    attribute: str
    schema: Mapping[str, Any]
    description: str = ""
    narrows: bool = False

    @property
    def default(self) -> Any:
        """The value that need not be written."""
        return self.schema.get("default")

    def write(self, request: SearchRequest) -> Any:
        """Its value in a request, as JSON."""
        if not self.narrows:
            value = getattr(request, self.attribute)
            return list(value) if isinstance(value, tuple) else value
        if self.attribute != DAYS:
            return list(request.values(self.attribute))
        day = request.days.since if self.name == "from" else request.days.until
        return day and day.isoformat()


PARAMETERS = (
    Parameter("q", "query", TEXT, "What to search for, in the query language; empty finds all."),
    Parameter("sort", "sort", choice(get_args(Sort))),
    Parameter("match", "match", choice(get_args(Match)), "Whether all words are needed or any."),
    Parameter("forms", "forms", choice(get_args(Forms)), "Words in their own forms, any of their root, or as written."),
    Parameter("from", DAYS, DAY, "First day, in Jakarta.", narrows=True),
    Parameter("to", DAYS, DAY, "Last day, in Jakarta.", narrows=True),
    *(Parameter(one.parameter, one.name, VALUES, one.hint, narrows=True) for one in fields.filters()),
    Parameter("fold", "fold", flag(default=True), "Show copies of an article as one hit."),
    Parameter("recency", "recency", flag(default=False), "Let newer articles weigh more."),
    Parameter("ui", "ui", choice(LANGUAGES), "The language of notes."),
    Parameter("explain", "explain", flag(default=False), "Say of each hit which term gave how much."),
    Parameter("fields", "fields", names(NAMES), "What each hit has, parted by commas; its `id` it has always."),
    Parameter("body", "body", flag(default=False), "Give the whole text of each hit, as a list of paragraphs."),
    Parameter("top", "top", TOP, "How many hits."),
    Parameter("after", "after", CURSOR, "The `next` of the page before."),
)
"""All parameters, in the order in which an address has them."""
_WITH_DEFAULTS = tuple((one, one.default) for one in PARAMETERS)
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


def read_query(
    query: str, now: datetime | None = None, max_top: int = MAX_TOP
) -> tuple[SearchRequest, tuple[Mistake, ...]]:
    """Read a query string as well as may be: what is wrong is at its default, and comes back as a mistake. Days such
    as `kemarin` count from `now`."""
    given: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in BY_NAME and BY_NAME[name].schema["type"] == "array":
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    request, mistakes = _read(given, now, max_top)
    return replace(request, limits=IN_ADDRESS), mistakes


def _or_raise(request: SearchRequest, mistakes: Sequence[Mistake]) -> SearchRequest:
    if mistakes:
        raise ParameterError(mistakes)
    return request


def _read(given: Mapping[str, Any], now: datetime | None, max_top: int) -> tuple[SearchRequest, tuple[Mistake, ...]]:
    now, found, mistakes = now or datetime.now(UTC), dict[str, Any](), []
    for parameter in PARAMETERS:
        value = given.get(parameter.name)
        try:
            found[parameter.name] = read_value(parameter.schema, value, now, max_top, last=parameter.name == "to")
        except WrongValueError as error:
            mistakes.append(Mistake(parameter.name, str(value).strip()[:40], str(error)))
            found[parameter.name] = error.instead or parameter.default
    attributes = {one.attribute: found[one.name] for one in PARAMETERS if not one.narrows}
    attributes["fields"] = tuple(attributes["fields"])
    filters = {one.attribute: tuple(found[one.name] or ()) for one in PARAMETERS if one.schema is VALUES}
    days = DayRange(found["from"], found["to"])
    return SearchRequest(filters=make_filters({**filters, DAYS: days}), **attributes), tuple(mistakes)
