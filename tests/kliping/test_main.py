"""How a command ends that somebody interrupts."""

from __future__ import annotations

import signal

import click
import pytest

from kliping import main
from tests.processes import kliping


@pytest.mark.parametrize("end", [KeyboardInterrupt, click.Abort])
def test_an_interrupted_command_ends_with_130(end: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise end

    monkeypatch.setattr(main.cli, "main", interrupted)
    assert main.run(["status"]) == 130


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
