"""Sets of labels: defined, listed, removed. A label is written `Set/Label`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, reading, upsert, writing
from base.errors import ConfigError
from indexer.language.analysis import fold
from search.model.forgetting import forget_set
from search.query.signs import DOUBLE_QUOTES
from search.saved.refusal import GoneError, RefusedError
from search.saved.searches import check_name
from search.saved.tables import (
    label_changes,
    label_sample_articles,
    label_samples,
    label_searches,
    label_sets,
    labels,
    labels_given,
    position,
)

KEYS = "123456789abcdefghilmnpqrstuvwxyz0"
"""What may be a label's key: the page has j, k and o for other things."""
MAX_LABELS = 30
REVISION = "labels"
"""The position that grows whenever what was given changes otherwise than by the next row of `label_changes`."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a set, and the key that gives it on the page."""

    id: int
    name: str
    key: str
    path: str


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A set of labels in their order; `several` where an article may have more than one of them."""

    id: int
    name: str
    several: bool
    labels: tuple[Label, ...]


class NewLabel(NamedTuple):
    """A label to be made; a key is chosen for it where it names none."""

    name: str
    key: str = ""


def changing_labels(connection: Connection) -> None:
    """Let no other process change labels until this transaction ends, so that changes are numbered in their order."""
    advisory_lock(connection, "labels")


def all_sets(connection: Connection) -> list[LabelSet]:
    """All sets, the oldest first."""
    sets = connection.execute(sa.select(label_sets).order_by(label_sets.c.id)).all()
    names, held = {row.id: row.name for row in sets}, defaultdict[int, list[Label]](list)
    for row in connection.execute(sa.select(labels).order_by(labels.c.place, labels.c.id)):
        held[row.label_set].append(Label(row.id, row.name, row.key, f"{names[row.label_set]}/{row.name}"))
    return [LabelSet(row.id, row.name, row.several, tuple(held[row.id])) for row in sets]


def read_sets(saved: Engine) -> list[LabelSet]:
    """All sets, the oldest first."""
    with reading(saved) as connection:
        return all_sets(connection)


def find_set(connection: Connection, name: str) -> LabelSet:
    """The set of a name. Raises ConfigError where there is none."""
    for one in all_sets(connection):
        if one.name == name:
            return one
    raise GoneError(f"there is no set of labels {name!r}; `kliping label list` names those there are")


def find_label(connection: Connection, path: str) -> tuple[LabelSet, Label]:
    """A label by `Set/Label`, in any case, or by its own name where no other set has it. Raises ConfigError."""
    found = [
        (group, one)
        for group in all_sets(connection)
        for one in group.labels
        if fold(path) in (fold(one.path), fold(one.name))
    ]
    exact = [pair for pair in found if fold(pair[1].path) == fold(path)]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if found:
        raise ConfigError(f"several sets have a label {path!r}: write {' or '.join(one.path for _, one in found)}")
    raise GoneError(f"there is no label {path!r}; `kliping label list` names those there are")


def add_set(saved: Engine, name: str, new: Sequence[NewLabel], *, several: bool = False) -> LabelSet:
    """Define a set. Raises RefusedError for names or keys that are taken or cannot be used."""
    _check(name)
    for one in new:
        _check(one.name)
    if not 0 < len(new) <= MAX_LABELS or len({fold(one.name) for one in new}) < len(new):
        raise RefusedError("bad_labels", MAX_LABELS)
    with writing(saved) as connection:
        changing_labels(connection)
        sets = all_sets(connection)
        if fold(name) in {fold(one.name) for one in sets}:
            raise RefusedError("set_taken", name)
        keys = _keys(new, {label.key for one in sets for label in one.labels})
        values = {"name": name, "several": several, "created": datetime.now(UTC)}
        number = connection.execute(sa.insert(label_sets).values(values).returning(label_sets.c.id)).scalar_one()
        rows = [
            {"label_set": number, "name": one.name, "key": key, "place": place}
            for place, (one, key) in enumerate(zip(new, keys, strict=True))
        ]
        connection.execute(sa.insert(labels), rows)
        return find_set(connection, name)


def remove_set(saved: Engine, name: str) -> None:
    """Forget a set with all that was labelled or proposed by it, its samples and its history. Raises ConfigError."""
    with writing(saved) as connection:
        changing_labels(connection)
        found = find_set(connection, name)
        ids = [one.id for one in found.labels]
        for table in (labels_given, label_changes, label_searches):
            connection.execute(sa.delete(table).where(table.c.label.in_(ids)))
        samples = sa.select(label_samples.c.id).where(label_samples.c.label_set == found.id)
        connection.execute(sa.delete(label_sample_articles).where(label_sample_articles.c.sample.in_(samples)))
        connection.execute(sa.delete(label_samples).where(label_samples.c.label_set == found.id))
        connection.execute(sa.delete(labels).where(labels.c.label_set == found.id))
        connection.execute(sa.delete(label_sets).where(label_sets.c.id == found.id))
        forget_set(connection, found.id)
        changed_otherwise(connection)


def changed_otherwise(connection: Connection) -> None:
    """Let whoever follows the changes of labels read all of them anew."""
    number = connection.execute(sa.select(position.c.number).where(position.c.name == REVISION)).scalar() or 0
    upsert(connection, position, {"name": REVISION, "number": number + 1, "article": "", "version": 0})


def _check(name: str) -> None:
    check_name(name)
    if set(name) & {*DOUBLE_QUOTES, "/", "="}:
        raise RefusedError("bad_label", name)


def _keys(new: Sequence[NewLabel], taken: set[str]) -> list[str]:
    """A key for each label: its own, else the first letter of its name that is free, else any that is; "" where none
    is left."""
    asked = [one.key for one in new if one.key]
    for key in asked:
        if key not in KEYS or len(key) != 1 or key in taken or asked.count(key) > 1:
            raise RefusedError("bad_key", key)
    taken, keys = taken | set(asked), list[str]()
    for one in new:
        free = (key for key in (*fold(one.name), *KEYS) if key in KEYS and key not in taken)
        keys.append(one.key or next(free, ""))
        taken.add(keys[-1])
    return keys
