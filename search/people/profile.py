"""What the archive knows of a person: by which names, in which offices, quoted where, when and beside whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.clock import day_of
from indexer.articles.person_names import name_key, without_office
from indexer.engines.port import Bucket, Days
from indexer.engines.queries import Bool, Filter, Query, Term
from search.answer.interpretation import interpret
from search.context import Context
from search.people.counting import common_values
from search.people.in_query import BY_NAME, BY_OFFICE
from search.people.names import Names
from search.query.tree import Value, to_text
from search.request import SearchRequest

QUOTED, NAMED = BY_NAME
"""The field of those who are quoted, and that of all who are named."""
MAX_OFFICES = 12
MAX_BESIDE = 12
MAX_FORMS = 2_000
"""Forms of offices that are looked through; those of whoever is named beside the person are among them."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office as articles give it: in how many, and on which first and last day; None where none has a date."""

    title: str
    number: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A person: how many articles quote and how many name them; the offices, those of most articles first; on which
    days they are quoted, by which publishers, and beside whom. `names` are the spellings that articles have."""

    person: str
    names: Sequence[str]
    quoted: int
    named: int
    offices: Sequence[Office]
    days: Days
    publishers: Sequence[Bucket]
    beside: Sequence[Bucket]


def written(person: str, field: str = QUOTED) -> str:
    """What a query says that asks for a person."""
    return to_text(Value(field, person, whole=True))


def of_person(query: str, person: str, field: str = QUOTED) -> str:
    """What a query says that asks for a person within what another one finds. The person comes first and the other one
    in brackets: a quotation mark that nothing closes there, an operator without a word or more words than are read
    would else take the person along."""
    asked = query.strip()
    return f"{written(person, field)} {f'({asked})' if len(asked.split()) > 1 else asked}".strip()


def profile(context: Context, called: str, request: SearchRequest) -> Profile:
    """What is known of whoever is called so, in the articles that a request finds. A person whom no article names has
    no `names`."""
    names = context.names()
    person = names.called(called)
    quoted, named = (_asked(context, request, person, field) for field in BY_NAME)
    seen = context.engine.overview(quoted, {"publisher": MAX_BESIDE})
    spelled = _spellings(context, named, names, person)
    shown = person if person in spelled or names.by_person.get(name_key(person)) else next(iter(spelled), person)
    beside = common_values(context, quoted, QUOTED, MAX_BESIDE + 1)
    return Profile(
        person=shown,
        names=spelled,
        quoted=context.engine.count(quoted),
        named=context.engine.count(named),
        offices=_offices(context, named, names, person),
        days=seen.days,
        publishers=seen.facets["publisher"],
        beside=[one for one in beside if name_key(one.value) != name_key(person)][:MAX_BESIDE],
    )


def _asked(context: Context, request: SearchRequest, person: str, field: str) -> Query:
    query = of_person(request.query, person, field)
    return interpret(request.change(query=query), context).plan.asked("all")


def _spellings(context: Context, named: Query, names: Names, person: str) -> list[str]:
    """The names by which articles call a person, the commonest first."""
    keys = names.keys(person)
    return [one.value for one in context.engine.facet(named, NAMED, MAX_FORMS) if name_key(one.value) in keys]


def _offices(context: Context, named: Query, names: Names, person: str) -> list[Office]:
    """The offices, each in all its spellings, those of most articles first."""
    forms, keys, own = defaultdict[str, list[tuple[str, Bucket]]](list), names.keys(person), name_key(person)
    for one in context.engine.facet(named, BY_OFFICE, MAX_FORMS):
        name, title = without_office(one.value)
        if title and name_key(name) in keys and name_key(names.person(name, title)) == own:
            forms[name_key(title)].append((title, one))
    common = sorted(forms.values(), key=lambda some: -sum(one.count for _, one in some))[:MAX_OFFICES]
    return [_office(context, named, some) for some in common]


def _office(context: Context, named: Query, forms: Sequence[tuple[str, Bucket]]) -> Office:
    values = tuple(Term(BY_OFFICE, one.value) for _, one in forms)
    days = context.engine.days(Bool(must=(Filter(named), Filter(Bool(should=values, minimum=1)))))
    ends = [day_of(min(days)), day_of(max(days))] if days else [None, None]
    return Office(forms[0][0], sum(one.count for _, one in forms), *ends)
