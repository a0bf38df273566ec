"""People in a query: who shares a name with another is told by the office, too."""

from __future__ import annotations

from indexer import fields
from search.people.names import Names
from search.query.tree import All, And, Not, Or, Tree, Value

BY_NAME = tuple(field.name for field in fields.keywords() if field.matching == "full-name")
"""The fields that hold names of people."""
(BY_OFFICE,) = (field.name for field in fields.keywords() if field.matching == "office")


def names_people(tree: Tree) -> bool:
    """Whether a tree names people, so that it has to be known whose names are whose."""
    match tree:
        case All(parts) | And(parts) | Or(parts):
            return any(map(names_people, parts))
        case Not(part):
            return names_people(part)
        case Value(field):
            return field in BY_NAME
        case _:
            return False


def with_offices(tree: Tree, names: Names) -> Tree:
    """The tree with the office beside each name in full that is not told by the name alone."""
    if not names.rules:
        return tree
    match tree:
        case All(parts) | And(parts) | Or(parts):
            return type(tree)(tuple(with_offices(one, names) for one in parts))
        case Not(part):
            return Not(with_offices(part, names))
        case Value(field, text, None, True) if field in BY_NAME:
            person = names.called(text)
            if names.needs_offices(person):
                return And((tree, Value(BY_OFFICE, person, whole=True)))
            return tree
        case _:
            return tree
