"""Log lines: JSON with ECS names in a pipe, text on a terminal, nothing that foreign text can forge."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import ConfigError
from base.events import event
from config.log import set_up
from config.outcomes import MEANINGS, Outcome
from config.settings import LogSettings

LOGGER = logging.getLogger("crawler.test")


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in list(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    for handler in handlers:
        if handler not in root.handlers:
            root.addHandler(handler)
    root.setLevel(level)


def test_json_lines_have_ecs_names() -> None:
    stream = io.StringIO()
    set_up(LogSettings(), stream)
    event(LOGGER, "page.fetch", "fetched", url__full="https://x.id/a", labels__run=None)
    line = json.loads(stream.getvalue())
    assert line["event.action"] == "page.fetch"
    assert line["url.full"] == "https://x.id/a"
    assert line["log.level"] == "info"
    assert "labels.run" not in line


def test_a_traceback_is_part_of_its_line() -> None:
    stream = io.StringIO()
    set_up(LogSettings(), stream)
    try:
        raise RuntimeError("x\ny")
    except RuntimeError:
        LOGGER.exception("failed")
    assert json.loads(stream.getvalue())["error.type"] == "RuntimeError"


def test_text_shows_no_control_or_direction_characters() -> None:
    stream = io.StringIO()
    set_up(LogSettings(format="text"), stream)
    event(LOGGER, "page.fetch", "a\u202eb\x1b[31m", url__full="https://x.id/\nforged")
    assert stream.getvalue().count("\n") == 1
    assert "\\u202e" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_text_spares_people_what_is_for_programs() -> None:
    stream = io.StringIO()
    set_up(LogSettings(format="text"), stream)
    event(LOGGER, "page.fetch", "fetch: fetched", url__full="https://x.id/a", kliping__page="9f", labels__run="7e")
    assert stream.getvalue().endswith("info    fetch: fetched  (url.full=https://x.id/a)\n")


def test_level_holds_back_what_is_less_severe() -> None:
    stream = io.StringIO()
    set_up(LogSettings(level="error"), stream)
    event(LOGGER, "run.end", "ended")
    assert stream.getvalue() == ""


def test_the_file_is_rotated(tmp_path: Path) -> None:
    file = tmp_path / "kliping.log"
    set_up(LogSettings(file=str(file), file_bytes=2000, file_count=2), io.StringIO())
    for number in range(30):
        event(LOGGER, "page.fetch", f"page {number}")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["kliping.log", "kliping.log.1", "kliping.log.2", "kliping.log.lock"]
    assert json.loads(file.read_text().splitlines()[-1])["message"] == "page 29"


WRITER = """
import io, logging, sys
from base.events import event
from config.log import set_up
from config.settings import LogSettings
set_up(LogSettings(file=sys.argv[1], file_bytes=20_000, file_count=90), io.StringIO())
for number in range(300):
    event(logging.getLogger("crawler.test"), "page.fetch", f"{sys.argv[2]} {number}")
"""


def test_a_file_that_is_to_have_no_others_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "kliping.log"
    set_up(LogSettings(file=str(file), file_bytes=1_000, file_count=0), io.StringIO())
    for _ in range(50):
        event(LOGGER, "page.fetch", "x" * 50)
    assert 0 < file.stat().st_size <= 1_000
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kliping.log", "kliping.log.lock"]


def test_processes_share_a_rotated_file_and_no_line_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "kliping.log"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), name]) for name in ("crawl", "index")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert all(path.stat().st_size <= 20_000 for path in files)
    messages = [json.loads(line)["message"] for path in files for line in path.read_text().splitlines()]
    assert sorted(messages) == sorted(f"{name} {number}" for name in ("crawl", "index") for number in range(300))


def test_a_line_on_a_terminal_takes_the_place_of_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = {}
    for term in ("xterm", "dumb"):
        monkeypatch.setenv("TERM", term)
        stream = Terminal()
        set_up(LogSettings(), stream)
        event(LOGGER, "run.end", "ended")
        shown[term] = stream.getvalue()
    assert shown["xterm"].startswith("\r\033[K")
    assert "\033" not in shown["dumb"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="log.file: .* cannot be written"):
        set_up(LogSettings(file=str(tmp_path / "none" / "x.log")), io.StringIO())


def test_every_outcome_has_its_meaning() -> None:
    assert set(MEANINGS) == set(Outcome)


def test_an_error_comes_with_its_traceback() -> None:
    stream = io.StringIO()
    set_up(LogSettings(), stream)
    try:
        raise ValueError("rusak")
    except ValueError as error:
        event(LOGGER, "page.bug", "extraction failed", error=error)
    line = json.loads(stream.getvalue())
    assert line["error.type"] == "ValueError"
    assert "rusak" in line["error.stack_trace"]


def test_who_finds_the_file_rotated_by_another_process_goes_on_in_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "kliping.log"
    set_up(LogSettings(file=str(file)), io.StringIO())
    event(LOGGER, "run.end", "before")
    file.rename(tmp_path / "kliping.log.1")
    event(LOGGER, "run.end", "after")
    file.rename(tmp_path / "kliping.log.2")
    file.write_text("")  # the other one has begun it
    event(LOGGER, "run.end", "at last")
    told = {path.name: [json.loads(line)["message"] for line in path.read_text().splitlines()]
            for path in sorted(tmp_path.glob("kliping.log*")) if path.suffix != ".lock"}  # fmt: skip
    assert told == {"kliping.log": ["at last"], "kliping.log.1": ["before"], "kliping.log.2": ["after"]}
