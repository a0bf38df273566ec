"""What libraries log comes out as events of ours, one line each."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from base.events import event
from base.urls import check_askable
from config.log import set_up
from config.settings import LogSettings

LIBRARY = logging.getLogger("library.of.somebody")


@pytest.fixture(autouse=True)
def restore() -> Any:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logging.captureWarnings(False)
    yield
    logging.captureWarnings(False)
    for handler in [one for one in root.handlers if one not in handlers]:
        root.removeHandler(handler)
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(level: str, log: Callable[[], None]) -> list[dict[str, Any]]:
    """The lines that come of a call."""
    stream = io.StringIO()
    set_up(LogSettings(level=level), stream)
    log()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    try:
        raise RuntimeError("x\ny")
    except RuntimeError:
        LIBRARY.exception("it failed")


def fail_in_our_code() -> None:
    try:
        check_askable("http://[::1")
    except ValueError:
        LIBRARY.exception("a task failed")


def test_a_librarys_error_is_one_event_with_its_cause_and_no_traceback() -> None:
    (line,) = logged("info", fail)
    assert line["event.action"] == "library.message"
    assert line["log.level"] == "warning"
    assert line["log.logger"] == LIBRARY.name
    assert (line["error.type"], line["error.message"]) == ("RuntimeError", "x\ny")
    assert "error.stack_trace" not in line


def test_its_traceback_is_there_where_all_is_to_be_seen() -> None:
    (line,) = logged("debug", fail)
    assert "Traceback" in line["error.stack_trace"]


def test_as_text_it_is_one_line_too() -> None:
    stream = io.StringIO()
    set_up(LogSettings(format="text"), stream)
    fail()
    assert stream.getvalue().endswith(
        "(log.logger=library.of.somebody  error.type=RuntimeError  error.message=x\\ny)\n"
    )
    assert stream.getvalue().count("\n") == 1


def test_an_error_of_our_own_code_that_only_a_library_caught_keeps_its_traceback() -> None:
    (line,) = logged("info", fail_in_our_code)
    assert line["event.action"] == "program.bug"
    assert line["log.level"] == "error"
    assert "check_askable" in line["error.stack_trace"]


def test_an_error_is_logged_once_where_a_library_meets_it_after_us() -> None:
    def both() -> None:
        try:
            check_askable("http://[::1")
        except ValueError as error:
            event(logging.getLogger("search.test"), "server.bug", "failed", error=error)
            LIBRARY.exception("Exception in ASGI application")

    assert [line["event.action"] for line in logged("info", both)] == ["server.bug"]


def test_what_libraries_say_at_info_is_left_out_and_what_we_say_is_not() -> None:
    def both() -> None:
        LIBRARY.info("started")
        event(logging.getLogger("crawler.test"), "run.end", "ended")

    assert [line["event.action"] for line in logged("info", both)] == ["run.end"]
    assert len(logged("debug", both)) == 2


def test_a_warning_of_python_is_an_event() -> None:
    def warn() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(False)
            logging.captureWarnings(True)
            warnings.warn("this looks like a locator", UserWarning, stacklevel=1)

    (line,) = logged("info", warn)
    assert line["event.action"] == "library.message"
    assert "this looks like a locator" in line["message"]


CRASH = """
import sys, threading
from config.log import set_up
from config.settings import LogSettings
from kliping.crashes import report_crashes
class Bad:
    def __del__(self):
        raise ValueError("in a finaliser")
def fail():
    raise ValueError("in a thread")
set_up(LogSettings(format="json"))
report_crashes()
Bad()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
raise ValueError("at the end")
"""


def test_what_nobody_caught_is_logged_with_its_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, timeout=60, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event.action"] for line in lines] == ["program.bug"] * 3
    for line, place in zip(lines, ("in a finaliser", "in a thread", "at the end"), strict=True):
        assert place in line["message"]
        assert "Traceback" in line["error.stack_trace"]
    assert done.returncode == 1


WORKER = """
import sys
from base.workers import Limits, Workers
if __name__ == "__main__":
    with Workers(1, Limits(30, 30, 2**33), ["tests.base.worker_jobs"]) as workers:
        from tests.base.worker_jobs import complain
        print(workers.submit(complain, "rusak").result())
"""


def test_what_a_library_says_in_a_worker_does_not_reach_the_log() -> None:
    done = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("rusak\n", "")
