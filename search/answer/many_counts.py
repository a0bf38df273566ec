"""Counts of several queries in one table: a row for each value, a column for each query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from base.errors import ConfigError
from search.answer.batch import read_batch
from search.answer.counts import PERIODS, Counts, Row, share, without_gaps


def read_queries(lines: Iterable[str]) -> dict[str, str]:
    """The queries of JSON Lines or CSV (`id`, `text`) by id. Raises ConfigError for what is none, and where an id comes
    twice."""
    found = dict[str, str]()
    for asked in read_batch(lines)[0]:
        if str(asked.id) in found:
            raise ConfigError(f"the id {asked.id!r} has come before, and each is a column")
        found[str(asked.id)] = asked.text
    return found


def table(by: str, found: Mapping[str, Counts], ground: Mapping[str, int] | None) -> Iterator[list[str | int | float]]:
    """The header, then the rows: by time the oldest first, else what the first query has most first. `ground` is all
    articles where shares are asked for."""
    yield [by, *(column for name in found for column in ((name,) if ground is None else (name, _share_of(name))))]
    counted = [dict(counts.rows) for counts in found.values()]
    for value in _values(by, list(found.values())):
        cells = list[str | int | float]()
        for numbers in counted:
            number = numbers.get(value, 0)
            cells += (number,) if ground is None else (number, share(number, ground.get(value, 0)))
        yield [value, *cells]


def _share_of(name: str) -> str:
    return "share" if name == "count" else f"{name} share"


def _values(by: str, found: list[Counts]) -> list[str]:
    every = [row for counts in found for row in counts.rows]
    if by in PERIODS:
        dated = sorted((Row(row.value, 0) for row in every), key=lambda row: row.value)
        return [row.value for row in without_gaps(dated, by)]
    values = dict.fromkeys(row.value for row in every)
    return [*filter(None, values), *([""] if "" in values else [])]
