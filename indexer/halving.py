"""Failures that no waiting mends, told from those that pass, so that one bad page or article stops no other."""

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
"""What a bad value raises in the database, its driver or our own code; to be caught, then asked `is_lasting`."""

_ENVIRONMENT = (sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.ProgrammingError, sa.exc.NotSupportedError)
"""Database errors that say something of the connection or the tables, and nothing of one row."""
_UNREADABLE_TEXT = "Could not decode to UTF-8"
MAX_REASON = 500

Item = TypeVar("Item")
Result = TypeVar("Result")


def is_lasting(error: BaseException) -> bool:
    """Whether it is the rows' own fault and would happen again: that of a missing table or a lost connection is not."""
    if isinstance(error, _ENVIRONMENT) or getattr(error, "connection_invalidated", False):
        return False
    return not isinstance(error, sa.exc.OperationalError) or _UNREADABLE_TEXT in str(error.orig)


def reason(error: BaseException) -> str:
    """What went wrong, in one line; without the statement and its values, which hold whole articles."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:MAX_REASON]


def halve(
    items: Sequence[Item],
    do: Callable[[Sequence[Item]], list[Result]],
    give_up: Callable[[Item, Exception], Result],
) -> list[Result]:
    """Do something to all items at once or, where it fails for good, to each half of them, in their order.

    The single item with which it fails alone is given up. What passes (UnavailableError) is raised.
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
