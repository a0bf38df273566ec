"""Random samples for hand coding: drawn by a seed, coded by several people, each without seeing the others."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, writing
from base.parts import in_parts
from search.request import SearchRequest
from search.saved.labelling.agreement import alpha
from search.saved.labelling.sets import LabelSet, all_sets, changing_labels, find_set
from search.saved.refusal import GoneError, RefusedError
from search.saved.searches import check_name
from search.saved.tables import label_sample_articles, label_samples, labels_given


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: the set that it is coded by, the search that it was drawn from (which found `drawn_from` articles), its
    seed, and its articles in the order in which they were drawn."""

    id: int
    name: str
    group: LabelSet
    request: SearchRequest
    seed: int
    drawn_from: int
    articles: tuple[str, ...]


class Agreement(NamedTuple):
    """How well the coders agree: by set or, where an article can have several of its labels, by label (`name`); how
    many articles at least two have coded; alpha, None where nothing can be said."""

    name: str
    units: int
    alpha: float | None


def draw(ids: Collection[str], size: int, seed: int) -> list[str]:
    """A random sample of some ids, the same for the same ids and seed wherever it is drawn: those with the least hashes
    of seed and id, of which a larger sample has all of a smaller one."""
    return sorted(set(ids), key=lambda one: hashlib.blake2b(f"{seed}:{one}".encode(), digest_size=16).digest())[:size]


def add_sample(
    saved: Engine, name: str, group: str, request: SearchRequest, ids: Collection[str], size: int, seed: int
) -> Sample:
    """Draw a sample of the articles that a search has found. Raises RefusedError or ConfigError."""
    check_name(name)
    if not ids:
        raise RefusedError("nothing_drawn")
    with writing(saved) as connection:
        changing_labels(connection)
        if connection.execute(sa.select(label_samples.c.id).where(label_samples.c.name == name)).first():
            raise RefusedError("sample_taken", name)
        values = {
            "name": name,
            "label_set": find_set(connection, group).id,
            "request": json.dumps(request.to_json()),
            "seed": seed,
            "drawn_from": len(set(ids)),
            "created": datetime.now(UTC),
        }
        number = connection.execute(sa.insert(label_samples).values(values).returning(label_samples.c.id)).scalar_one()
        for some in in_parts(enumerate(draw(ids, size, seed), 1)):
            rows = [{"sample": number, "place": place, "article": one} for place, one in some]
            connection.execute(sa.insert(label_sample_articles), rows)
        return find_sample(connection, name)


def all_samples(connection: Connection) -> list[Sample]:
    """All samples, the oldest first."""
    sets, held = {one.id: one for one in all_sets(connection)}, defaultdict[int, list[str]](list)
    for row in connection.execute(sa.select(label_sample_articles).order_by(label_sample_articles.c.place)):
        held[row.sample].append(row.article)
    return [
        Sample(
            row.id,
            row.name,
            sets[row.label_set],
            SearchRequest.from_json(json.loads(row.request)),
            row.seed,
            row.drawn_from,
            tuple(held[row.id]),
        )
        for row in connection.execute(sa.select(label_samples).order_by(label_samples.c.id))
    ]


def read_samples(saved: Engine) -> list[Sample]:
    """All samples, the oldest first."""
    with reading(saved) as connection:
        return all_samples(connection)


def find_sample(connection: Connection, name: str) -> Sample:
    """The sample of a name. Raises ConfigError where there is none."""
    for one in all_samples(connection):
        if one.name == name:
            return one
    raise GoneError(f"there is no sample {name!r}; `kliping label list` names those there are")


def codings(connection: Connection, sample: Sample) -> Mapping[str, Mapping[str, frozenset[int]]]:
    """By coder and article, the labels that a coder gave to an article of a sample."""
    found = defaultdict[str, dict[str, frozenset[int]]](dict)
    for row in connection.execute(sa.select(labels_given).where(labels_given.c.sample == sample.id)):
        mine = found[row.coder]
        mine[row.article] = mine.get(row.article, frozenset()) | {row.label}
    return found


def agreements(sample: Sample, coded: Mapping[str, Mapping[str, frozenset[int]]]) -> list[Agreement]:
    """How well those agree who coded a sample as `codings` tells. An article that somebody gave no label of the set is
    missing of that one."""
    units = [[mine[article] for mine in coded.values() if article in mine] for article in sample.articles]
    number = sum(len(values) > 1 for values in units)
    if not sample.group.several:
        return [Agreement(sample.group.name, number, alpha(units))]
    return [
        Agreement(one.path, number, alpha([[one.id in chosen for chosen in values] for values in units]))
        for one in sample.group.labels
    ]
