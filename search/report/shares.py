"""The tables of a report: how many of its articles, and which share of them, have which value of a field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from config.catalogue import Publisher
from indexer import fields
from indexer.engines.port import Bucket
from indexer.engines.queries import Bool, Query, Term
from indexer.fields import Language
from search.context import Context
from search.i18n import label
from search.report.origins import owner_of

MAX_ROWS = 15
"""Values of a table of shares."""
PUBLISHER, LABEL = "publisher", "label"
COUNTED = (PUBLISHER, "section", "region", "speaker", LABEL)
"""The fields that a report counts by."""


class Row(NamedTuple):
    """A value or period, its articles, and their share (0 to 1) of all articles of the report."""

    name: str
    articles: int
    share: float


class Table(NamedTuple):
    """The commonest values of a field; `others` more are left out."""

    title: str
    rows: tuple[Row, ...]
    others: int


def field_tables(
    facets: Mapping[str, Sequence[Bucket]], publishers: Mapping[str, Publisher], articles: int, language: Language
) -> Iterator[Table]:
    """The shares of publishers, owners, sections, regions and the speakers who are quoted most."""
    by_owner, named = Counter[str](), Counter[str]()
    for slug, count in facets[PUBLISHER]:
        by_owner[owner_of(publishers, slug)] += count
        named[publishers[slug].name if slug in publishers else slug] += count  # two of one name are told together
    known = fields.by_name()
    yield _table((known[PUBLISHER].label or {})[language], named, articles)
    yield _table(label("report_owner", language), by_owner, articles)
    for name in ("section", "region", "speaker"):
        if found := dict(facets[name]):
            yield _table((known[name].label or {})[language], found, articles)


def label_tables(
    context: Context,
    query: Query,
    buckets: Sequence[Bucket],
    articles: int,
    language: Language,
    chosen: Sequence[str] | None,
) -> Iterator[Table]:
    """The shares of the labels of each set that was chosen, in their order, and what has none of them; where no choice
    was made (None), of each set of which a label was given here."""
    sets, numbers = defaultdict[str, list[str]](list), dict(buckets)
    for path in context.own.keys(LABEL):
        sets[path.partition("/")[0]].append(path)
    shown = [
        name for name, paths in sets.items() if (any(map(numbers.get, paths)) if chosen is None else name in chosen)
    ]
    labelled = [Bool(must=(query, Bool(should=tuple(Term(LABEL, path) for path in sets[name])))) for name in shown]
    for name, found in zip(shown, context.engine.counts(labelled) if labelled else (), strict=True):
        rows = [(path.partition("/")[2], numbers.get(path, 0)) for path in sets[name]]
        rows += [(label("report_no_label", language), articles - found)] if found < articles else []
        shares = tuple(Row(one, count, count / max(1, articles)) for one, count in rows)
        yield Table(f"{label('report_label', language)}: {name}", shares, 0)


def _table(title: str, counts: Mapping[str, int], articles: int) -> Table:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    rows = tuple(Row(name, count, count / max(1, articles)) for name, count in ordered[:MAX_ROWS])
    return Table(title, rows, len(ordered) - len(rows))
