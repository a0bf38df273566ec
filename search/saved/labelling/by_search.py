"""Labels that saved searches give to articles as these come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, writing
from search.saved.labelling.giving import MAX_WHY, give_in, without_label
from search.saved.labelling.sets import all_sets, changing_labels, find_label
from search.saved.searches import SavedSearch, find_search_id
from search.saved.tables import label_searches, searches

WHO = "pencarian:"
"""Before the name of a search that gave a label, so that nobody takes it for a person."""


class Rule(NamedTuple):
    """A label, as `Set/Label`, and the saved search that gives it."""

    label: str
    search: str


def label_by(saved: Engine, path: str, search: str) -> Rule:
    """Let a saved search give a label to what it finds from now on. Raises ConfigError where one is not there."""
    with writing(saved) as connection:
        changing_labels(connection)
        _, label = find_label(connection, path)
        insert_or_ignore(
            connection, label_searches, [{"label": label.id, "search": find_search_id(connection, search)}]
        )
    return Rule(label.path, search)


def label_by_no_more(saved: Engine, path: str, search: str) -> Rule:
    """Let a saved search give a label no longer; those given stay. Raises ConfigError where one is not there."""
    with writing(saved) as connection:
        changing_labels(connection)
        _, label = find_label(connection, path)
        found = label_searches.c.search == find_search_id(connection, search)
        connection.execute(sa.delete(label_searches).where(found, label_searches.c.label == label.id))
    return Rule(label.path, search)


def label_rules(connection: Connection) -> list[Rule]:
    """Which searches give which labels, by label."""
    paths = {one.id: one.path for group in all_sets(connection) for one in group.labels}
    rows = sa.select(label_searches.c.label, searches.c.name).join(searches, searches.c.id == label_searches.c.search)
    return sorted(Rule(paths[row.label], row.name) for row in connection.execute(rows))


def label_found(connection: Connection, found: Iterable[tuple[SavedSearch, str, str]]) -> None:
    """Label what searches have found (article and publisher), within the transaction that notes it. What has a label of
    a set that takes one keeps it: no search overrules a person."""
    articles, by_id = defaultdict[int, dict[str, str]](dict), dict[int, SavedSearch]()
    for search, article, publisher in found:
        articles[search.id][article] = publisher
        by_id[search.id] = search
    if not articles:
        return
    changing_labels(connection)  # before it is read which: a set may be removed meanwhile
    wanted = sa.select(label_searches).where(label_searches.c.search.in_(list(articles)))
    rows: Sequence[sa.Row[tuple[int, int]]] = connection.execute(wanted.order_by(label_searches.c.search)).all()
    if not rows:
        return
    labels = {one.id: (group, one) for group in all_sets(connection) for one in group.labels}
    for row in rows:
        search, known = by_id[row.search], articles[row.search]
        group, label = labels[row.label]
        free = known if group.several else without_label(connection, known, group)
        why = search.request.query[:MAX_WHY]
        give_in(connection, known, group, dict.fromkeys(free, label), f"{WHO}{search.name}", why=why)
