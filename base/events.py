"""How every stage logs an event: a fixed name, a message for people, and fields for programs."""

from __future__ import annotations

import logging
from typing import Any

FIELDS = "ecs"
"""The attribute of a log record that holds the event's fields; the formatters in `config.log` print them."""
LOGGED = "logged_by_kliping"
"""The attribute of an error that an event was logged with: a library that meets it later need not log it again."""


def event(
    logger: logging.Logger,
    action: str,
    message: str,
    *,
    level: int = logging.INFO,
    error: BaseException | None = None,
    **fields: Any,
) -> None:
    """Log one event. `fields` have ECS names with `__` for the dot (`url__full`); None is left out.

    The traceback of `error` is logged with it.
    """
    if error is not None:
        vars(error)[LOGGED] = True
    named = {key.replace("__", "."): value for key, value in fields.items() if value is not None}
    logger.log(level, message, exc_info=error, extra={FIELDS: {"event.action": action, **named}})
