"""Logging set-up: one JSON object a line with ECS field names, or readable text on a terminal.

Every line has a fixed `event.action`; `base.events` is how the stages write one, `config.foreign_logs` gives one to
what libraries log.
"""

from __future__ import annotations

import fcntl
import json
import logging
import logging.handlers
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from base.errors import ConfigError
from base.safe_text import for_terminal
from config.foreign_logs import fields_of, is_news, level_of, set_levels, shows_traceback
from config.settings import LogSettings
from config.terminal import CLEAR, is_terminal

_FOR_PROGRAMS = {"event.action", "event.outcome", "kliping.outcome", "kliping.page", "labels.run"}
"""Fields that people are spared: the message says as much, or they are identifiers."""


def set_up(settings: LogSettings, stream: IO[str] | None = None) -> None:
    """Direct all logging of this process to `stream` (standard error) and, where set, to a rotated file."""
    stream = stream or sys.stderr
    as_text = settings.format == "text" or (settings.format == "auto" and stream.isatty())
    shown = logging.StreamHandler(stream)
    shown.setFormatter(TextFormatter(CLEAR if is_terminal(stream) else "") if as_text else JsonFormatter())
    handlers: list[logging.Handler] = [shown]
    if settings.file:
        handlers.append(_file_handler(settings))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.addFilter(is_news)
        root.addHandler(handler)
    set_levels(settings.level)
    logging.captureWarnings(True)


def _file_handler(settings: LogSettings) -> logging.Handler:
    try:
        handler = SharedFileHandler(
            settings.file, maxBytes=settings.file_bytes, backupCount=settings.file_count, encoding="utf-8"
        )
    except OSError as error:
        raise ConfigError(f"log.file: {settings.file} cannot be written: {error.strerror}") from error
    handler.setFormatter(JsonFormatter())
    return handler


class SharedFileHandler(logging.handlers.RotatingFileHandler):
    """A rotated file that several processes write to (`kliping up` has four): they take turns at a lock beside it,
    and who finds that another one has rotated the file goes on in the new one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, or report on standard error that it could not be written."""
        try:
            with Path(f"{self.baseFilename}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not self._is_current():
                    self.close()  # the parent opens it again
                super().emit(record)
        except OSError:
            self.handleError(record)

    def doRollover(self) -> None:  # noqa: N802 - the parent's name
        """Begin anew, keeping `backupCount` files; without any, Python would let the one file grow for ever."""
        if self.backupCount:
            super().doRollover()
        elif self.stream:
            self.stream.truncate(0)

    def _is_current(self) -> bool:
        try:
            there = Path(self.baseFilename).stat()
            return self.stream is None or os.path.samestat(os.fstat(self.stream.fileno()), there)
        except FileNotFoundError:
            return False


class JsonFormatter(logging.Formatter):
    """One JSON object a line, control characters escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        line: dict[str, Any] = {
            "@timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "log.level": logging.getLevelName(level_of(record)).lower(),
            "message": record.getMessage(),
            "log.logger": record.name,
            "service.name": "kliping",
            "process.pid": os.getpid(),
        }
        line.update(fields_of(record))
        if record.exc_info and shows_traceback(record):
            line["error.type"] = type(record.exc_info[1]).__name__
            line["error.stack_trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


class TextFormatter(logging.Formatter):
    """Time, level and message for people, then the fields that matter to them; `before` is set before each line."""

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self._before = before

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record; control and direction characters of foreign text are shown as escapes."""
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = fields_of(record)
        tail = "  ".join(f"{key}={value}" for key, value in fields.items() if key not in _FOR_PROGRAMS)
        level = logging.getLevelName(level_of(record)).lower()
        line = f"{time} {level:7} {record.getMessage()}" + (f"  ({tail})" if tail else "")
        trace = self.formatException(record.exc_info) if record.exc_info and shows_traceback(record) else ""
        lines = [line, *trace.splitlines()]
        return self._before + "\n".join(map(for_terminal, lines))
