"""Which articles have which label, as searches ask: read once, then followed change by change, so that a label that is
given by a key costs no reading of a hundred thousand others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from search.saved.labelling.sets import REVISION, all_sets
from search.saved.tables import label_changes, labels, labels_given, position


class LabelMembers:
    """For one thread at a time."""

    def __init__(self) -> None:
        self._state: tuple[int, int] = (-1, 0)
        self._number = 0
        self._names: dict[str, int] = {}
        self._ids: dict[int, set[str]] = {}
        self._tuples: dict[int, tuple[str, ...]] = {}

    def numbers(self, connection: Connection) -> Mapping[str, int]:
        """The labels as `Set/Label`, each with the number of articles that have it."""
        self._follow(connection)
        return {name: len(self._ids.get(label, ())) for name, label in self._names.items()}

    def ids(self, connection: Connection, name: str) -> tuple[str, ...]:
        """The ids of the articles that have a label."""
        self._follow(connection)
        label = self._names.get(name)
        if label is None:
            return ()
        if label not in self._tuples:
            self._tuples[label] = tuple(self._ids.get(label, ()))
        return self._tuples[label]

    def keys(self, connection: Connection) -> Mapping[str, str]:
        """The labels, set by set, each with its key."""
        return {one.path: one.key for group in all_sets(connection) for one in group.labels}

    def held(self, connection: Connection, article: str) -> tuple[str, ...]:
        """The labels that an article has."""
        query = sa.select(labels_given.c.label).where(labels_given.c.sample == 0, labels_given.c.article == article)
        mine = set(connection.execute(query).scalars())
        return tuple(one.path for group in all_sets(connection) for one in group.labels if one.id in mine)

    def _follow(self, connection: Connection) -> None:
        """Know what there is now."""
        revision = connection.execute(sa.select(position.c.number).where(position.c.name == REVISION)).scalar() or 0
        newest = connection.execute(sa.select(sa.func.max(labels.c.id))).scalar() or 0
        if (revision, newest) != self._state:
            self._read(connection)
            self._state = revision, newest
            return
        later = sa.select(label_changes).where(label_changes.c.number > self._number)
        for row in connection.execute(later.order_by(label_changes.c.number)):
            self._number = row.number
            if row.sample:
                continue
            (set.add if row.given else set.discard)(self._ids.setdefault(row.label, set()), row.article)
            self._tuples.pop(row.label, None)

    def _read(self, connection: Connection) -> None:
        self._names = {one.path: one.id for group in all_sets(connection) for one in group.labels}
        self._number = connection.execute(sa.select(sa.func.max(label_changes.c.number))).scalar() or 0
        found = defaultdict[int, set[str]](set)
        query = sa.select(labels_given.c.label, labels_given.c.article).where(labels_given.c.sample == 0)
        for label, article in connection.execute(query):
            found[label].add(article)
        self._ids, self._tuples = dict(found), {}
