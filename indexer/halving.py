"""Tells lasting failures from passing ones, and finds the page or article that causes a lasting one (decision 45)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa

FAILURES = (
    sa.exc.StatementError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)
"""What a bad value raises in the database, its driver or our own code; catch these, then ask `is_lasting`."""

_ENVIRONMENT = (sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.ProgrammingError, sa.exc.NotSupportedError)
"""Database errors that concern the connection or the tables, not a row."""
_UNREADABLE_TEXT = "Could not decode to UTF-8"
MAX_REASON = 500

Item = TypeVar("Item")
Result = TypeVar("Result")


def is_lasting(error: BaseException) -> bool:
    """Whether the rows cause an error, so that it would happen again; a missing table or lost connection does not."""
    if isinstance(error, _ENVIRONMENT) or getattr(error, "connection_invalidated", False):
        return False
    return not isinstance(error, sa.exc.OperationalError) or _UNREADABLE_TEXT in str(error.orig)


def reason(error: BaseException) -> str:
    """The error in one line, without the SQL statement and its values, which hold whole articles."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:MAX_REASON]


def halve(
    items: Sequence[Item],
    do: Callable[[Sequence[Item]], list[Result]],
    give_up: Callable[[Item, Exception], Result],
) -> list[Result]:
    """Process all items at once or, if that fails for a lasting reason, each half of them, in order.

    A single item that fails is given up. Passing errors (UnavailableError) are raised.
    """
    try:
        return do(items)
    except FAILURES as error:
        if not is_lasting(error):
            raise
        if len(items) == 1:
            return [give_up(items[0], error)]
    middle = len(items) // 2
    return [*halve(items[:middle], do, give_up), *halve(items[middle:], do, give_up)]
