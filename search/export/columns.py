"""The columns of an export: the fields of an article by their JSON names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from base.errors import ConfigError
from indexer import fields
from indexer.engines.port import EngineHit
from indexer.fields import Field

ID = "id"
COLUMNS: Mapping[str, Field | None] = {ID: None, **{field.key: field for field in fields.exported()}}
"""All columns there are, by name; the article's id is no field of the table."""
DEFAULT = (ID, *(field.key for field in fields.columns()))
"""The columns of an export that names none, in their order."""


class ColumnError(ConfigError):
    """A column that is named and not there."""


def read_columns(names: str) -> tuple[str, ...]:
    """The columns that are named, parted by commas; those of `DEFAULT` where none is. Raises ColumnError."""
    chosen = tuple(dict.fromkeys(filter(None, (name.strip() for name in names.split(",")))))
    if unknown := [name for name in chosen if name not in COLUMNS]:
        raise ColumnError(f"there is no field {', '.join(unknown)}; there are {', '.join(COLUMNS)}")
    return chosen or DEFAULT


def rows(hits: Iterator[EngineHit], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The articles as rows: their values by column, with the types that JSON has."""
    chosen = [(name, COLUMNS[name]) for name in columns]
    for hit in hits:
        stored = orjson.loads(hit.stored)
        yield {name: hit.id if field is None else field.kept_in(stored) for name, field in chosen}
