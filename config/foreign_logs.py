"""What libraries log, as events of ours: one line each with a fixed name, and the cause in a field."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from base.events import FIELDS, LOGGED

ROOMS = ("base", "config", "crawler", "indexer", "search", "kliping")
LIBRARY, BUG = "library.message", "program.bug"
QUIET = {
    # Each warns, some with a whole traceback, of what our own event says with its outcome and what to do
    "elastic_transport": logging.ERROR,
    "scrapy.core.downloader": logging.ERROR,
    "twisted.internet._sslverify": logging.CRITICAL,
}


def set_levels(level: str) -> None:
    """Let our own events through from `level` on, and what libraries log from warnings on: at info, where the log is to
    have our one line for each page and run, they log much."""
    own = level.upper()
    for room in ROOMS:
        logging.getLogger(room).setLevel(own)
    theirs = own if own in ("DEBUG", "ERROR") else "WARNING"
    logging.getLogger().setLevel(theirs)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet if theirs != "DEBUG" else logging.DEBUG)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a record is to be logged: not a library's about an error that an event of ours has been logged with."""
    error = record.exc_info[1] if record.exc_info else None
    return hasattr(record, FIELDS) or error is None or not hasattr(error, LOGGED)


def fields_of(record: logging.LogRecord) -> Mapping[str, Any]:
    """The fields of an event of ours, or those of a library's message, which names the cause."""
    own = getattr(record, FIELDS, None)
    if own is not None:
        return dict(own)
    error = record.exc_info[1] if record.exc_info else None
    cause = {"error.type": type(error).__name__, "error.message": str(error)} if error else {}
    return {"event.action": BUG if is_bug(error) else LIBRARY, "log.logger": record.name, **cause}


def level_of(record: logging.LogRecord) -> int:
    """The level of the line. A library's error is a warning: whether it is more, our own event says."""
    is_library = fields_of(record)["event.action"] == LIBRARY
    return min(record.levelno, logging.WARNING) if is_library else record.levelno


def shows_traceback(record: logging.LogRecord) -> bool:
    """Whether the traceback of a record belongs into the log: one of our own code, or any where all is to be seen."""
    if not record.exc_info or record.exc_info[1] is None:
        return False
    return hasattr(record, FIELDS) or is_bug(record.exc_info[1]) or logging.getLogger().level <= logging.DEBUG


def is_bug(error: BaseException | None) -> bool:
    """Whether an error that a library caught has passed through our code, which should have seen to it."""
    frames = traceback.walk_tb(error.__traceback__) if error else ()
    return any(str(frame.f_globals.get("__name__")).partition(".")[0] in ROOMS for frame, _ in frames)
