"""Logging set-up: one JSON object a line with ECS field names, or readable text on a terminal.

Every line of ours has a fixed `event.action`; `base.events` is how the stages write one.
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
from base.events import FIELDS
from base.safe_text import for_terminal
from config.settings import LogSettings
from config.terminal import CLEAR, is_terminal

_FOR_PROGRAMS = {"event.action", "event.outcome", "kliping.outcome", "kliping.page", "labels.run"}
"""Fields that people are spared: the message says as much, or they are identifiers."""
LIBRARIES = ("scrapy", "twisted", "apscheduler", "elastic_transport", "alembic", "asyncio", "uvicorn", "trafilatura")


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
        root.addHandler(handler)
    root.setLevel(settings.level.upper())
    _quieten_libraries(settings.level)


def _file_handler(settings: LogSettings) -> logging.Handler:
    try:
        handler = SharedFileHandler(
            settings.file, maxBytes=settings.file_bytes, backupCount=settings.file_count, encoding="utf-8"
        )
    except OSError as error:
        raise ConfigError(f"log.file: {settings.file} cannot be written: {error.strerror}") from error
    handler.setFormatter(JsonFormatter())
    return handler


def _quieten_libraries(level: str) -> None:
    """Libraries log much at info; there, the log is to have our one line for each page and run."""
    own = level.upper() if level in ("debug", "error") else "WARNING"
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(own)
    if own != "DEBUG":
        # It warns with a whole traceback of each attempt; our own error says what is wrong and what to do.
        logging.getLogger("elastic_transport").setLevel("ERROR")


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
            "log.level": record.levelname.lower(),
            "message": record.getMessage(),
            "log.logger": record.name,
            "service.name": "kliping",
            "process.pid": os.getpid(),
        }
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info and record.exc_info[1]:
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
        fields = getattr(record, FIELDS, {})
        tail = "  ".join(f"{key}={value}" for key, value in fields.items() if key not in _FOR_PROGRAMS)
        line = f"{time} {record.levelname.lower():7} {record.getMessage()}" + (f"  ({tail})" if tail else "")
        lines = [line, *(self.formatException(record.exc_info).split("\n") if record.exc_info else ())]
        return self._before + "\n".join(map(for_terminal, lines))
