"""Labels given to articles and taken from them: each change is kept, with who made it, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, writing
from base.parts import in_parts
from indexer.articles.tables import articles
from search.saved.labelling.sets import Label, LabelSet, all_sets, changed_otherwise, changing_labels
from search.saved.refusal import RefusedError
from search.saved.tables import label_changes, label_sample_articles, labels_given

MAX_WHY = 1_000
MAX_WHO = 120
"""Room for the name of a saved search and what stands before it."""


class Sheet(NamedTuple):
    """Where labels are written: for all, or on the sheet of one coder of a sample."""

    sample: int = 0
    coder: str = ""


FOR_ALL = Sheet()


@dataclass(frozen=True, slots=True)
class Change:
    """A label that was given or taken."""

    article: str
    label: str
    given: bool
    who: str
    at: datetime
    why: str


def known_publishers(database: Engine, ids: Collection[str]) -> dict[str, str]:
    """The articles (of the articles' database) that there are among these ids, each with its publisher."""
    query, found = sa.select(articles.c.id, articles.c.publisher), dict[str, str]()
    with reading(database) as connection:
        for some in in_parts(ids):
            found |= {row.id: row.publisher for row in connection.execute(query.where(articles.c.id.in_(some)))}
    return found


def label_articles(
    saved: Engine,
    known: Mapping[str, str],
    group: LabelSet,
    label: Label,
    who: str,
    *,
    given: bool = True,
    why: str = "",
    sheet: Sheet = FOR_ALL,
) -> int:
    """Give a label of a set to articles (`known_publishers`), or take it; returns how many did not have it, or had.
    In a set that does not take several, it takes the place of another one. Raises RefusedError."""
    return label_each(saved, known, group, dict.fromkeys(known, label), who, given=given, why=why, sheet=sheet)


def check_coder(who: str, why: str = "") -> None:
    """Raise RefusedError for what is no name of a person who says something, or too long a reason."""
    if not who.strip() or len(who) > MAX_WHO or not who.isprintable() or len(why) > MAX_WHY:
        raise RefusedError("bad_coder", MAX_WHO, MAX_WHY)


def label_each(
    saved: Engine,
    known: Mapping[str, str],
    group: LabelSet,
    wanted: Mapping[str, Label],
    who: str,
    *,
    given: bool = True,
    why: str = "",
    sheet: Sheet = FOR_ALL,
) -> int:
    """The same with a label of its own for each article."""
    check_coder(who, why)
    with writing(saved) as connection:
        changing_labels(connection)
        return give_in(connection, known, group, wanted, who.strip(), given=given, why=why, sheet=sheet)


def give_in(
    connection: Connection,
    known: Mapping[str, str],
    group: LabelSet,
    wanted: Mapping[str, Label],
    who: str,
    *,
    given: bool = True,
    why: str = "",
    sheet: Sheet = FOR_ALL,
) -> int:
    """The same within a transaction in which no other process changes labels."""
    changed = 0
    for some in in_parts(one for one in wanted if one in known):
        have = _have(connection, some, group, sheet)
        changes = list(_changes(some, have, wanted, given=given, several=group.several))
        _write(connection, changes, sheet)
        shared = {"who": who, "at": datetime.now(UTC), "why": why, "sample": sheet.sample}
        rows = [
            {"article": article, "label": label, "given": is_given, "publisher": known[article], **shared}
            for article, label, is_given in changes
        ]
        if rows:
            connection.execute(sa.insert(label_changes), rows)
        changed += len({article for article, _, _ in changes})
    return changed


def without_label(connection: Connection, ids: Collection[str], group: LabelSet) -> list[str]:
    """Those of some articles that have no label of a set."""
    return [one for some in in_parts(ids) for one in _unlabelled(connection, some, group)]


def _unlabelled(connection: Connection, ids: Sequence[str], group: LabelSet) -> Iterator[str]:
    have = _have(connection, ids, group, FOR_ALL)
    yield from (one for one in ids if one not in have)


def _have(connection: Connection, ids: Sequence[str], group: LabelSet, sheet: Sheet) -> dict[str, set[int]]:
    """The labels of a set that articles have on a sheet."""
    found = defaultdict[str, set[int]](set)
    for row in connection.execute(sa.select(labels_given).where(_on(sheet), labels_given.c.article.in_(ids))):
        if row.label in {one.id for one in group.labels}:
            found[row.article].add(row.label)
    return found


def _changes(
    ids: Sequence[str], have: Mapping[str, set[int]], wanted: Mapping[str, Label], *, given: bool, several: bool
) -> Iterator[tuple[str, int, bool]]:
    """What is to be changed: article, label, and whether it is given."""
    for article in ids:
        held, label = have.get(article, set()), wanted[article].id
        if given and not several:
            yield from ((article, other, False) for other in sorted(held - {label}))
        if given != (label in held):
            yield article, label, given


def _write(connection: Connection, changes: Sequence[tuple[str, int, bool]], sheet: Sheet) -> None:
    place = sheet._asdict()
    gone = [{"one": article, "old": label} for article, label, is_given in changes if not is_given]
    new = [{"article": article, "label": label, **place} for article, label, is_given in changes if is_given]
    if gone:
        here = (labels_given.c.article == sa.bindparam("one")) & (labels_given.c.label == sa.bindparam("old"))
        connection.execute(sa.delete(labels_given).where(_on(sheet), here), gone)
    if new:
        connection.execute(sa.insert(labels_given), new)


def _on(sheet: Sheet) -> sa.ColumnElement[bool]:
    return (labels_given.c.sample == sheet.sample) & (labels_given.c.coder == sheet.coder)


def labels_of(connection: Connection, article: str, sheet: Sheet = FOR_ALL) -> set[int]:
    """The ids of the labels that an article has."""
    query = sa.select(labels_given.c.label).where(_on(sheet), labels_given.c.article == article)
    return set(connection.execute(query).scalars())


def changes_of(connection: Connection, article: str | None = None) -> Iterator[Change]:
    """What was given and taken for all, the oldest first: of one article, or of all."""
    names = {one.id: one.path for group in all_sets(connection) for one in group.labels}
    query = sa.select(label_changes).where(label_changes.c.sample == 0).order_by(label_changes.c.number)
    for row in connection.execute(query if article is None else query.where(label_changes.c.article == article)):
        yield Change(row.article, names[row.label], row.given, row.who, row.at, row.why)


def forget_labels(connection: Connection, ids: Collection[str], publishers: Collection[str]) -> int:
    """Take what was removed for good out of all labels, samples and their history; returns how many rows that were."""
    gone, ids = 0, set(ids)
    for some in in_parts(publishers):
        query = sa.select(label_changes.c.article).where(label_changes.c.publisher.in_(some)).distinct()
        ids |= set(connection.execute(query).scalars())
    for some in in_parts(ids):
        for table in (labels_given, label_changes, label_sample_articles):
            gone += connection.execute(sa.delete(table).where(table.c.article.in_(some))).rowcount
    if gone:
        changed_otherwise(connection)
    return gone


def current(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every label that an article has now for all, with who gave it last, when and why."""
    last = (
        sa.select(label_changes.c.article, label_changes.c.label, sa.func.max(label_changes.c.number).label("number"))
        .where(label_changes.c.sample == 0, label_changes.c.given)
        .group_by(label_changes.c.article, label_changes.c.label)
        .subquery()
    )
    groups = {one.id: (group.name, one.name) for group in all_sets(connection) for one in group.labels}
    query = (
        sa.select(label_changes)
        .join(last, last.c.number == label_changes.c.number)
        .join(
            labels_given,
            (labels_given.c.article == label_changes.c.article)
            & (labels_given.c.label == label_changes.c.label)
            & (labels_given.c.sample == 0),
        )
        .order_by(label_changes.c.article, label_changes.c.number)
    )
    for row in connection.execute(query):
        group, name = groups[row.label]
        yield {"id": row.article, "set": group, "label": name, "who": row.who, "at": row.at, "why": row.why}
