"""Groups of copies and pairs of related articles, kept in the database as articles come in.

A group's id is the id of its earliest member. An article that is edited keeps its group, and may join another.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from base.database import insert_or_ignore
from indexer.articles.article import content_from_json
from indexer.articles.tables import articles, bands, relations
from indexer.duplicates.sketch import MIN_RELATED, Sketch, containment, is_copy, sketch

MAX_CANDIDATES = 20
"""Articles that a new one is compared with in full: those that share most bands with it."""
MAX_MEMBERS = 50
"""Articles kept for one band. A band that more share comes from a template, and without a bound the daily price of gold
would in ten years be compared with four thousand others; their other bands still find copies."""
_INSERT_BAND = {
    "sqlite": "INSERT INTO bands (value, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "postgresql": "INSERT INTO bands (value, article) VALUES (%s, %s) ON CONFLICT DO NOTHING",
}
"""Raw SQL, since there are 42 rows for each article: it takes a third less time than SQLAlchemy's builder."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that share text, by sequence, the later first."""

    article: int
    other: int
    containment: float
    copies: bool


def forget(connection: Connection, sketches: Mapping[int, Sketch]) -> None:
    """Delete the bands and relations of texts that have changed or are gone, by the sequence of their articles."""
    rows = [{"v": value, "a": sequence} for sequence, made in sketches.items() for value in made.bands]
    if rows:
        statement = sa.delete(bands).where(bands.c.value == sa.bindparam("v"), bands.c.article == sa.bindparam("a"))
        connection.execute(statement, rows)
    gone = list(sketches)
    connection.execute(sa.delete(relations).where(relations.c.article.in_(gone) | relations.c.other.in_(gone)))


def group_articles(connection: Connection, sketches: Mapping[int, Sketch]) -> set[int]:
    """Compare new texts (by the sequence of their articles) with all others, and keep their bands for later ones.

    Returns the articles whose group has changed, or that are not alone in it any more.
    """
    shared = _shared(connection, sketches)
    pairs = _pairs(connection, sketches, _candidates(sketches, shared))
    rows = sorted(
        (value, one)
        for one, made in sketches.items()
        for value in made.bands
        if value not in shared or one in shared[value]
    )
    if rows:
        connection.exec_driver_sql(_INSERT_BAND[connection.dialect.name], rows)
    shares = [{"article": p.article, "other": p.other, "containment": round(p.containment * 100)} for p in pairs]
    insert_or_ignore(connection, relations, shares)
    return _merge_groups(connection, [(pair.article, pair.other) for pair in pairs if pair.copies])


def _shared(connection: Connection, sketches: Mapping[int, Sketch]) -> dict[int, list[int]]:
    """The articles with each band that at least two texts share (most bands are one text's alone): those in the
    database, then new ones up to `MAX_MEMBERS`."""
    uses = Counter(itertools.chain.from_iterable(made.bands for made in sketches.values()))
    shared: dict[int, list[int]] = {value: [] for value, number in uses.items() if number > 1}
    for value, kept in _members(connection, list(uses)):
        shared.setdefault(value, []).append(kept)
    for sequence, made in sketches.items():
        for value in made.bands:
            if value in shared and len(shared[value]) < MAX_MEMBERS:
                shared[value].append(sequence)
    return shared


def _candidates(sketches: Mapping[int, Sketch], shared: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each new text the articles that share most bands with it, `MAX_CANDIDATES` at most."""
    found = {}
    for sequence, made in sketches.items():
        bands_with = Counter(other for value in made.bands for other in shared.get(value, ()))
        del bands_with[sequence]
        if bands_with:
            found[sequence] = [other for other, _ in bands_with.most_common(MAX_CANDIDATES)]
    return found


def _pairs(
    connection: Connection, sketches: Mapping[int, Sketch], candidates: Mapping[int, Sequence[int]]
) -> list[Pair]:
    others = {other for near in candidates.values() for other in near} - sketches.keys()
    known = {**sketches, **_sketches_of(connection, others)}
    made = {}
    for sequence, near in candidates.items():
        for other in near:
            pair = _compare(max(sequence, other), min(sequence, other), known)
            if pair.containment >= MIN_RELATED:
                made[pair.article, pair.other] = pair
    return list(made.values())


def _compare(article: int, other: int, known: Mapping[int, Sketch]) -> Pair:
    one, two = known[article], known[other]
    return Pair(article, other, containment(one, two), is_copy(one, two))


def _members(connection: Connection, values: Sequence[int]) -> Sequence[sa.Row[int, int]]:
    """The articles with these band values, passed as one parameter: a batch has more than a statement may have."""
    condition: sa.ColumnElement[bool]
    if connection.dialect.name == "sqlite":
        wanted = sa.func.json_each(json.dumps(values)).table_valued("value")
        condition = bands.c.value.in_(sa.select(wanted.c.value))
    else:
        condition = bands.c.value == sa.any_(sa.literal(values, ARRAY(sa.BigInteger)))
    return connection.execute(sa.select(bands.c.value, bands.c.article).where(condition)).all()


def _sketches_of(connection: Connection, sequences: Iterable[int]) -> dict[int, Sketch]:
    query = sa.select(articles.c.sequence, articles.c.content).where(articles.c.sequence.in_(list(sequences)))
    return {row.sequence: sketch(content_from_json(row.content).body) for row in connection.execute(query)}


def _merge_groups(connection: Connection, copies: Sequence[tuple[int, int]]) -> set[int]:
    """Merge the groups of articles that are copies of each other, directly or over others."""
    if not copies:
        return set()
    touched = {sequence for pair in copies for sequence in pair}
    members = _members_of_groups(connection, touched)
    groups = {row.sequence: row.group_id for row in members}
    leaders = _union(groups, copies)
    changed: set[int] = set()
    for leader in set(leaders.values()):
        rows = [row for row in members if leaders[row.group_id] == leader]
        first = min(rows, key=lambda row: (row.instant, row.sequence)).id
        changed |= {row.sequence for row in rows if row.group_id != first}
        if sum(row.group_id == first for row in rows) == 1:  # it was alone, and has copies now
            changed |= {row.sequence for row in rows if row.id == first}
        _set_group(connection, [row.sequence for row in rows if row.group_id != first], first)
    return changed


def _members_of_groups(connection: Connection, sequences: Iterable[int]) -> Sequence[sa.Row[Any, Any, Any, Any]]:
    touched = sa.select(articles.c.group_id).where(articles.c.sequence.in_(list(sequences)))
    query = sa.select(articles.c.sequence, articles.c.id, articles.c.group_id, articles.c.instant)
    return connection.execute(query.where(articles.c.group_id.in_(touched))).all()


def _union(groups: Mapping[int, str], copies: Sequence[tuple[int, int]]) -> dict[str, str]:
    """For each old group one name of the group that it is merged into (union-find)."""
    leader = {group: group for group in groups.values()}

    def find(group: str) -> str:
        while leader[group] != group:
            leader[group] = group = leader[leader[group]]
        return group

    for one, other in copies:
        leader[find(groups[one])] = find(groups[other])
    return {group: find(group) for group in leader}


def _set_group(connection: Connection, sequences: Sequence[int], group: str) -> None:
    if sequences:
        connection.execute(sa.update(articles).where(articles.c.sequence.in_(sequences)).values(group_id=group))
