"""How a command ends that somebody interrupts."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kliping import main
from tests.processes import DEADLINE, kliping


@pytest.mark.parametrize("end", [KeyboardInterrupt, click.Abort])
def test_an_interrupted_command_ends_with_130(end: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise end

    monkeypatch.setattr(main.cli, "main", interrupted)
    assert main.run(["status"]) == 130


@pytest.mark.parametrize("clearing_up", [None, SystemError("error return without exception set")])
def test_a_command_without_memory_says_so(
    clearing_up: Exception | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        try:
            raise MemoryError
        finally:
            if clearing_up:
                raise clearing_up

    monkeypatch.setattr(main.cli, "main", fails)
    assert main.run(["status"]) == 3
    assert "no memory left" in capsys.readouterr().err


def test_a_fault_of_python_by_itself_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SystemError("error return without exception set")

    monkeypatch.setattr(main.cli, "main", fails)
    with pytest.raises(SystemError):
        main.run(["status"])


def test_sigterm_is_as_good_as_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(main, "run", lambda _: main.interrupt())
    with pytest.raises(KeyboardInterrupt):
        main.main()
    assert handlers == {signal.SIGTERM: main.interrupt}


def test_help_lists_each_command_with_its_whole_first_sentence() -> None:
    listed = kliping("--help").stdout
    assert "..." not in listed.partition("Commands:")[2]


def test_modules_of_the_folder_that_a_command_is_run_in_are_none_of_ours(tmp_path: Path) -> None:
    """It runs as installed, where Python itself takes nothing from there; nor may the processes that read pages."""
    folder, program = tmp_path / "folder", tmp_path / "bin" / "kliping"
    folder.mkdir()
    program.parent.mkdir()
    for name in ("base", "config", "crawler", "indexer", "kliping", "lxml", "search"):
        (folder / f"{name}.py").write_text("raise SystemExit('a stranger')", "utf-8")
    (folder / "page.html").write_text("<html><body><h1>Panen raya</h1><p>Panen.</p></body></html>", "utf-8")
    program.write_text("from kliping.main import main\nif __name__ == '__main__':\n    main()\n", "utf-8")
    done = subprocess.run(
        [sys.executable, program, "extract", "page.html"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert "stranger" not in done.stdout + done.stderr
    assert "Panen raya" in done.stdout


def test_a_closed_standard_stream_leads_nowhere(tmp_path: Path) -> None:
    """Its number would go to the next file that is opened. What is started by the command has the stream too."""
    program = tmp_path / "program.py"
    program.write_text(
        "import os, subprocess, sys\n"
        "from kliping import main\n"
        "main.open_closed_streams()\n"
        "print('told'), print('told', file=sys.stderr, flush=True)\n"
        "assert sys.stdin.read() == ''\n"
        "subprocess.run([sys.executable, '-c', 'import sys; assert None not in (sys.stdin, sys.stdout, sys.stderr)'],"
        " check=True)\n"
        "assert os.open(sys.argv[0], os.O_RDONLY) > 2\n",
        "utf-8",
    )
    command = f"exec {sys.executable} {program} <&- >&- 2>&-"
    done = subprocess.run(["/bin/sh", "-c", command], timeout=DEADLINE, check=False)
    assert done.returncode == 0
    command = f"exec {sys.executable} -m kliping.main analyze --batch <&- >&-"
    done = subprocess.run(["/bin/sh", "-c", command], timeout=DEADLINE, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
