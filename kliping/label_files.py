"""Labels that come as a CSV."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from base.database import reading
from base.errors import ConfigError
from base.safe_text import without_guard
from config.settings import Settings
from indexer.articles.read import articles_database, find_id
from search.saved.labelling.giving import FOR_ALL, Sheet, check_coder, known_publishers, label_each
from search.saved.labelling.samples import find_sample
from search.saved.labelling.sets import Label, find_label
from search.saved.searches import saved_database


class Imported(NamedTuple):
    """How many articles changed, what no article is known by, and which do not belong to the sample."""

    changed: int
    unknown: list[str]
    outside: list[str]


def import_file(settings: Settings, data: Path, lines: Iterable[str], who: str, sample: str | None) -> Imported:
    """Give the labels of the lines, as one coder's of a sample where one is named, whose articles alone are coded then.
    Raises ConfigError for columns, labels or coders that cannot be, or labels of another set than the sample's: nothing
    is given then."""
    rows = _rows(lines)
    if rows and not ({"id", "url"} & rows[0].keys() and "label" in rows[0]):
        raise ConfigError("the first line must name the columns: `id` or `url`, and `label`")
    names = {number: (row.get("id") or row.get("url") or "").strip() for number, row in enumerate(rows)}
    ids = dict(zip(names.values(), names.values(), strict=True))
    with articles_database(settings, data) as database:
        with reading(database) as connection:
            ids |= {one: find_id(connection, one) or one for one in ids if "://" in one}
        known = known_publishers(database, set(ids.values()))
    changed = 0
    with saved_database(settings, data) as saved:
        batches = defaultdict[tuple[str, str, int, int], dict[str, Label]](dict)
        groups = {}
        with reading(saved) as connection:
            wanted = find_sample(connection, sample) if sample else None
            paths = {path: find_label(connection, path) for path in dict.fromkeys(map(_path, rows))}
        for group, label in paths.values():
            if wanted and group.id != wanted.group.id:
                raise ConfigError(
                    f"the sample {wanted.name!r} is coded by the set {wanted.group.name!r}, and {label.path!r} is of"
                    " another"
                )
        coded = known.keys() & wanted.articles if wanted else known.keys()
        for number, row in enumerate(rows):
            group, label = paths[_path(row)]
            groups[group.id] = group
            place = (row.get("who") or who, row.get("why") or "", group.id, label.id if group.several else 0)
            if (article := ids[names[number]]) in coded:
                batches[place][article] = label
        for coder, why, _, _ in batches:
            check_coder(coder, why)  # before any is given
        for (coder, why, group_id, _), labels in batches.items():
            sheet = Sheet(wanted.id, coder) if wanted else FOR_ALL
            changed += label_each(saved, known, groups[group_id], labels, coder, why=why, sheet=sheet)
    unknown = [name for name, one in ids.items() if one not in known]
    return Imported(changed, unknown, [name for name, one in ids.items() if one in known.keys() - coded])


def _rows(lines: Iterable[str]) -> list[dict[str, str]]:
    """The rows by the names of their columns, also as spreadsheets write them (a byte order mark) and as we do (a guard
    before what would be a formula). Raises ConfigError for what is no CSV."""
    given = iter(lines)
    whole = chain([next(given, "").removeprefix("\ufeff")], given)
    try:
        return [
            {name: without_guard(cell) for name, cell in row.items() if isinstance(cell, str)}
            for row in csv.DictReader(whole)
        ]
    except csv.Error as error:
        raise ConfigError(f"the file is no CSV: {error}") from error


def _path(row: dict[str, str]) -> str:
    """A label as `Set/Label`, however the columns part it."""
    group, label = (row.get("set") or "").strip(), (row.get("label") or "").strip()
    return f"{group}/{label}" if group else label
