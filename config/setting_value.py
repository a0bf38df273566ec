"""One value of a setting, as it was written: read by the type and the bounds of its field, and as it may be shown."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

from base.errors import ConfigError
from base.safe_text import HIDDEN

MAX_INT = 10**15
"""More fits into no database, and no disk."""
MAX_FLOAT = 100_000.0
"""All of them are times or shares, and so many days before today a calendar still knows."""


def setting(
    default: Any,
    meaning: str,
    *,
    show: Callable[[str], str] | None = None,
    choices: tuple[str, ...] = (),
    least: float = 0,
    most: float = math.inf,
) -> Any:
    """A field of the table: its default, what it is for, and what it may hold. `show` takes out what is secret."""
    bounds = {"least": least, "most": min(most, MAX_FLOAT if isinstance(default, float) else MAX_INT)}
    return dataclasses.field(default=default, metadata={"meaning": meaning, "show": show, "choices": choices, **bounds})


def hide(secret: str) -> str:
    """Of a secret is shown only whether there is one."""
    return HIDDEN if secret else ""


def shown_value(value: Any, spec: dataclasses.Field[Any]) -> Any:
    """A value as it may be printed."""
    show = spec.metadata["show"]
    return show(str(value)) if show else value


def typed_value(given: tuple[Any, str], spec: dataclasses.Field[Any], kind: type, name: str) -> Any:
    """The value of a field; `given` is what was written and where. Raises ConfigError where it cannot stand there."""
    value, origin = given
    try:
        result = _cast(value, kind)
    except (TypeError, ValueError, OverflowError) as error:
        raise ConfigError(f"{origin}: {name} must be {_describe(kind)}, not {shown_value(value, spec)!r}") from error
    choices = spec.metadata["choices"]
    if choices and result not in choices:
        raise ConfigError(f"{origin}: {name} must be one of {', '.join(choices)}, not {value!r}")
    if kind in (int, float) and result < spec.metadata["least"]:
        raise ConfigError(f"{origin}: {name} must be at least {spec.metadata['least']}, not {value!r}")
    if kind in (int, float) and result > spec.metadata["most"]:
        raise ConfigError(f"{origin}: {name} must be at most {spec.metadata['most']:,}, not {value!r}")
    return result


def _cast(value: Any, kind: type) -> Any:
    if kind is bool:
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        raise ValueError(value)
    if isinstance(value, bool) or (kind is str and not isinstance(value, str)):
        raise TypeError(value)
    if kind is str and "\0" in value:  # which no name of a file may have, and no address
        raise ValueError(value)
    if kind is int and isinstance(value, float):
        raise TypeError(value)
    result = kind(value)
    if isinstance(result, float) and not math.isfinite(result):
        raise ValueError(value)
    return result


def _describe(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a string (without NUL)"}[kind]
