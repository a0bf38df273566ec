"""What nobody caught, in the log: Python would print a traceback amid its lines."""

from __future__ import annotations

import os
import signal
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading

AGAIN_SECONDS = 0.1
"""Until what could not be raised has been passed by."""


def report_crashes() -> None:
    """Let errors that end the program or a thread, or that Python cannot raise, be events once there is a log."""
    import threading

    sys.excepthook = _end_of_program
    threading.excepthook = _end_of_thread
    sys.unraisablehook = _unraisable


def _end_of_program(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not _report("the program failed", error):
        sys.__excepthook__(kind, error, trace)


def _end_of_thread(end: threading.ExceptHookArgs) -> None:
    import threading

    if end.exc_value is None or not _report("a thread failed", end.exc_value):
        threading.__excepthook__(end)


def _unraisable(failure: sys.UnraisableHookArgs) -> None:
    if isinstance(failure.exc_value, KeyboardInterrupt) and not sys.is_finalizing():
        _interrupt_again()
    elif failure.exc_value is None or not _report(
        f"{failure.err_msg or 'ignored'}: {failure.object!r}", failure.exc_value
    ):
        sys.__unraisablehook__(failure)


def _interrupt_again() -> None:
    """Ask the program once more to end: the signal came where Python cannot raise, as in a finalizer (each import has
    one), and what asked, such as a supervisor that was killed, asks only once."""
    import threading

    again = threading.Timer(AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGTERM))
    again.daemon = True
    again.start()


def _report(what: str, error: BaseException) -> bool:
    """Log an error; returns whether there is a log. What a command needs no log for must not load one."""
    if "config.log" not in sys.modules or sys.is_finalizing():  # then nothing can be imported any more
        return False
    import logging

    from base.events import event

    event(
        logging.getLogger(__name__),
        "program.bug",
        f"{what}: {error!r}; please report it",
        level=logging.ERROR,
        error=error,
    )
    return True
