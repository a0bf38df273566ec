"""Which names are one person's, as users said: joined and parted here, read by whatever searches."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, writing
from config.settings import Settings
from indexer.articles.person_names import name_key
from search.people.names import NO_NAMES, Names, Rule, names_of, parted_name
from search.saved.kept_reader import KeptReader
from search.saved.refusal import RefusedError
from search.saved.tables import person_names

MAX_LENGTH = 200
"""Characters of a name or an office."""
MAX_RULES = 2_000
"""Each is counted anew for every list of people."""


def all_names(connection: Connection) -> Names:
    """What users have joined and parted, in the order in which they did."""
    rows = connection.execute(sa.select(person_names).order_by(person_names.c.created, person_names.c.key))
    return names_of(Rule(row.name, row.office, row.person) for row in rows)


def names_stamp(connection: Connection) -> tuple[str, int]:
    """Changes whenever names are joined or parted."""
    last, number = sa.func.max(person_names.c.created), sa.func.count()
    row = connection.execute(sa.select(last, number).select_from(person_names)).one()
    return str(row[0]), int(row[1])


def join_names(database: Engine, name: str, person: str) -> str:
    """Let all that a name, or a person of several names, stands for be the same as a person. Gives back what that
    person is called. Raises ConfigError for what are no two people."""
    name, person = _checked(name), _checked(person)
    with writing(database) as connection:
        _changing(connection)
        names = all_names(connection)
        source, target = names.called(name), names.called(person)
        if name_key(source) == name_key(target):
            raise RefusedError("names_joined", name, target)
        for rule in names.by_person.get(name_key(source), ()):
            _remove(connection, rule)
            if not (rule.office and name_key(rule.name) == name_key(target)):
                _add(connection, names, Rule(rule.name, rule.office, target))
        if name_key(source) in names.keys(source):
            _add(connection, names, Rule(source, "", target))
    return target


def part_names(database: Engine, name: str, office: str = "") -> str:
    """Let a name that was joined to others be a person of its own again; with an `office`, whoever holds it be another
    person than others of that name. Gives back what that person is called. Raises ConfigError where nothing is to be
    parted."""
    name, office = _checked(name), _checked(office) if office else ""
    with writing(database) as connection:
        _changing(connection)
        names = all_names(connection)
        if office:
            rule = Rule(name, office, parted_name(name, office))
            if any(name_key(one.office) == name_key(office) for one in names.by_name.get(name_key(name), ())):
                raise RefusedError("names_parted", name, office)
            _add(connection, names, rule)
            return rule.person
        joined = [one for one in names.by_name.get(name_key(name), ()) if not one.office]
        parted = [one for one in names.rules if one.office and name_key(parted_name(*one[:2])) == name_key(name)]
        joined += [one for one in parted if name_key(one.person) != name_key(name)]
        if not joined:
            raise RefusedError("names_not_joined", name)
        for rule in joined:
            _remove(connection, rule)
            if rule.office:
                _add(connection, names, Rule(rule.name, rule.office, parted_name(rule.name, rule.office)))
    return name


def _changing(connection: Connection) -> None:
    """Let no other process join or part names until this transaction ends: what is to be said depends on what was."""
    advisory_lock(connection, "names")


def _checked(text: str) -> str:
    tidy = " ".join(text.split())
    if not name_key(tidy) or len(tidy) > MAX_LENGTH or not tidy.isprintable():
        raise RefusedError("no_person_name", MAX_LENGTH)
    return tidy


def _add(connection: Connection, names: Names, rule: Rule) -> None:
    if len(names.rules) >= MAX_RULES:
        raise RefusedError("too_many_names", MAX_RULES)
    row = {**_key(rule), "name": rule.name, "office": rule.office, "person": rule.person}
    connection.execute(sa.insert(person_names).values(row | {"created": datetime.now(UTC)}))


def _remove(connection: Connection, rule: Rule) -> None:
    key = _key(rule)
    table = person_names.c
    connection.execute(sa.delete(person_names).where(table.key == key["key"], table.office_key == key["office_key"]))


def _key(rule: Rule) -> dict[str, str]:
    return {"key": name_key(rule.name), "office_key": name_key(rule.office)}


class NamesReader(KeptReader[Names]):
    """Knows the names for whoever searches."""

    def __init__(self, settings: Settings, data: Path) -> None:
        super().__init__(settings, data, all_names, names_stamp, NO_NAMES)
