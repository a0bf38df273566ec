"""Users say that articles are about a region, or are not, and take it back: each statement is kept, with who made it,
when and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, writing
from base.parts import in_parts
from config.settings import Settings
from indexer.articles.regions.table import regions_called
from search.regions.corrections import NO_CORRECTIONS, Corrections, Statement, corrections_of, said_then
from search.saved.kept_reader import KeptReader
from search.saved.labelling.giving import MAX_WHO, check_coder
from search.saved.refusal import RefusedError
from search.saved.tables import region_changes

_TABLE = region_changes.c
MAX_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody said: that an article is about a region, is not, or (None) is as it was read."""

    article: str
    region: str
    is_about: bool | None
    who: str
    at: datetime
    why: str


def find_region(name: str) -> str:
    """The one region that is called so: by its path, its full name, or another. Raises RefusedError."""
    found = sorted(regions_called(name))
    if not found:
        raise RefusedError("no_region", " ".join(name.split())[:MAX_WHO])
    if len(found) > 1:
        raise RefusedError("several_regions", name, "; ".join(found[:MAX_SHOWN]))
    return found[0]


def correct(
    saved: Engine, known: Mapping[str, str], region: str, who: str, *, is_about: bool | None, why: str = ""
) -> int:
    """Say of articles (`known_publishers`) whether they are about a region (`find_region`), or with None take back what
    was said of it; returns of how many that was not said before. Raises RefusedError."""
    check_coder(who, why)
    changed = 0
    with writing(saved) as connection:
        advisory_lock(connection, "regions")  # so that changes are numbered in their order
        for some in in_parts(known):
            held = corrections_of(_statements(connection, some)).by_article
            shared = {"region": region, "is_about": is_about, "who": who.strip(), "at": datetime.now(UTC), "why": why}
            rows = [
                {"article": one, "publisher": known[one], **shared}
                for one in some
                if said_then(held.get(one, {}), region, is_about=is_about) != held.get(one, {})
            ]
            if rows:
                connection.execute(sa.insert(region_changes), rows)
            changed += len(rows)
    return changed


def all_corrections(connection: Connection) -> Corrections:
    """What holds now."""
    return corrections_of(_statements(connection))


def _statements(connection: Connection, articles: Collection[str] | None = None) -> Iterator[Statement]:
    query = sa.select(_TABLE.article, _TABLE.region, _TABLE.is_about).order_by(_TABLE.number)
    rows = connection.execute(query if articles is None else query.where(_TABLE.article.in_(articles)))
    return (Statement(*row) for row in rows)


def corrections_stamp(connection: Connection) -> tuple[int, int]:
    """Changes whenever anything is said or forgotten."""
    row = connection.execute(sa.select(sa.func.max(_TABLE.number), sa.func.count())).one()
    return row[0] or 0, row[1]


def changes_of(connection: Connection, article: str | None = None) -> Iterator[Change]:
    """What was said, the oldest first: of one article, or of all."""
    query = sa.select(region_changes).order_by(_TABLE.number)
    for row in connection.execute(query if article is None else query.where(_TABLE.article == article)):
        yield Change(row.article, row.region, row.is_about, row.who, row.at, row.why)


def current(connection: Connection) -> Iterator[Change]:
    """Of what holds now the change that it comes from, by article and then the oldest first."""
    held = all_corrections(connection).by_article
    last = {(one.article, one.region): one for one in changes_of(connection)}
    found = (one for one in last.values() if one.region in held.get(one.article, ()))
    return iter(sorted(found, key=lambda one: (one.article, one.at)))


def forget_regions(connection: Connection, ids: Collection[str], publishers: Collection[str]) -> None:
    """Take what was removed for good out of all that was said."""
    for column, gone in ((_TABLE.article, ids), (_TABLE.publisher, publishers)):
        for some in in_parts(gone):
            connection.execute(sa.delete(region_changes).where(column.in_(some)))


class RegionsReader(KeptReader[Corrections]):
    """Knows what users said of articles and regions for whoever searches."""

    def __init__(self, settings: Settings, data: Path) -> None:
        super().__init__(settings, data, all_corrections, corrections_stamp, NO_CORRECTIONS)
