"""The values of a search's parameters: what kinds there are, as JSON Schemas, and how each is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from search.query.dates import read_day

Schema = Mapping[str, Any]
MAX_VALUES = 20
"""Values of one filter: each is looked up in the engine, so an address must not bring thousands."""
MAX_TOP = 1_000

BLANK = " "
"""What forms may send for a field that was not filled in, and nothing else."""
TEXT = {"type": "string", "default": ""}
CURSOR = {**TEXT, "format": "cursor"}
DAY = {"type": "string", "format": "date"}
VALUES = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VALUES, "default": []}
TOP = {"type": "integer", "minimum": 1, "maximum": MAX_TOP, "default": 10}
TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
FALSE = frozenset(("0", "false", "f", "no", "n", "off"))


def choice(values: tuple[str, ...]) -> Schema:
    """One of some words, the first where none is given."""
    return {"type": "string", "enum": list(values), "default": values[0]}


def names(known: Collection[str]) -> Schema:
    """Names out of those that there are, in an address parted by commas."""
    return {"type": "array", "items": {"enum": list(known)}, "default": []}


def flag(default: bool) -> Schema:
    """Yes or no."""
    return {"type": "boolean", "default": default}


def is_blank(value: object) -> bool:
    """Whether a value is what forms send for a field that was not filled in."""
    return isinstance(value, str) and not value.strip(BLANK)


class WrongValueError(ValueError):
    """What should stand there, and what to search with `instead` where not by the default."""

    def __init__(self, message: str, instead: Any = None) -> None:
        super().__init__(message)
        self.instead = instead


def read_value(schema: Schema, value: Any, now: datetime, max_top: int, *, last: bool = False) -> Any:
    """The value that was meant; of a month or year its first day, or its `last`. Forms send empty values for what was
    not filled in. Raises WrongValueError for what is no such value."""
    if value is None or value == [] or (is_blank(value) and schema not in (TEXT, CURSOR)):
        return schema.get("default")
    match schema:
        case {"type": "array", "items": items}:
            return _read_list(value, items.get("enum"))
        case {"type": "boolean"}:
            return _read_flag(value)
        case {"type": "integer"}:
            return _read_number(value, max_top)
        case {"format": "date"}:
            return _read_day(value, now, last=last)
        case {"enum": allowed} if value not in allowed:
            raise WrongValueError(f"must be one of {', '.join(allowed)}")
    if not isinstance(value, str):
        raise WrongValueError("must be a string")
    return value


def _read_list(value: Any, known: Collection[str] | None) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise WrongValueError("must be a list of strings")
    return _read_values(value) if known is None else _read_names(value, known)


def _read_values(values: list[str]) -> list[str]:
    filled = [one for one in values if not is_blank(one)]
    if len(values) > MAX_VALUES:
        raise WrongValueError(f"must be at most {MAX_VALUES} values", filled[:MAX_VALUES])
    return filled


def _read_names(values: list[str], known: Collection[str]) -> list[str]:
    """Names, each once; a value may be several parted by commas."""
    names = list(dict.fromkeys(filter(None, (name.strip() for one in values for name in one.split(",")))))
    if unknown := [name[:40] for name in names if name not in known]:
        raise WrongValueError(f"there is no {', '.join(unknown[:5])}; there are {', '.join(known)}")
    return names


def _read_flag(value: Any) -> bool:
    written = str(value).lower()
    if written not in TRUE | FALSE:
        raise WrongValueError("must be 1 or 0")
    return written in TRUE


def _read_number(value: Any, most: int) -> int:
    written = str(value).strip().removesuffix(".0")  # JSON knows no difference
    if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= most):
        raise WrongValueError(f"must be a whole number from 1 to {most}")
    return int(written)


def _read_day(value: Any, now: datetime, *, last: bool) -> date:
    day = read_day(value, now, last=last) if isinstance(value, str) else None
    if day is None:
        raise WrongValueError("must be a day such as 2024-11-27")
    return day
