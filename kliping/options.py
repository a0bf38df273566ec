"""Options that many commands share, and how a command reads the settings of its data folder."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

import crawler.ledger
import indexer.articles
import search.saved
from base.errors import ConfigError
from base.formats import check_format, check_schemas
from config.settings import Loaded, Settings, load
from kliping.progress import on_terminal
from kliping.speech import choose, text

MIGRATIONS = {
    "ledger": Path(crawler.ledger.__path__[0]) / "migrations",
    "articles": Path(indexer.articles.__path__[0]) / "migrations",
    "saved": Path(search.saved.__path__[0]) / "migrations",
}

STDIN = Path("-")

F = TypeVar("F", bound=Callable[..., Any])


def data_option(command: F) -> F:
    """`--data DIR`: the folder in which everything is kept."""
    option: Callable[[F], F] = click.option(
        "--data",
        envvar="KLIPING_DATA",
        default="data",
        show_default=True,
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder in which everything is kept.",
    )
    return option(command)


def _login() -> str:
    """The name that is logged in here; a container may run under a number that has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def who_option(command: F) -> F:
    """`--who NAME`: who says so; else the name that is logged in here."""
    option: Callable[[F], F] = click.option(
        "--who", default=_login, metavar="NAME", help="Who says so; else your login name."
    )
    return option(command)


def json_option(command: F) -> F:
    """`--json`: JSON instead of text for people."""
    option: Callable[[F], F] = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    return option(command)


class WebAddress(click.ParamType[str]):
    """An address as people paste it: without `https://` it gets that."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address with its scheme. Fails where it can be none."""
        address = value.strip()
        if not address or any(character.isspace() for character in address):
            self.fail(f"{value!r} is no address of a page", param, ctx)
        return address if "://" in address else f"https://{address}"


def read_lines(file: Path) -> Iterator[str]:
    """The lines of a text file (`-`: of standard input) as they come, split at line feeds alone, since a string may
    hold other characters that count as line ends. Raises ConfigError with the number of a line that is not UTF-8."""
    with nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise ConfigError(f"{file}: line {number} is not UTF-8: {error.reason}") from error


def load_settings(data: Path) -> Loaded:
    """Read the settings. Raises ConfigError where they are wrong, or where a newer version has written the folder."""
    check_format(data)
    check_schemas(data, MIGRATIONS)
    loaded = load(data)
    choose(loaded.settings.terminal.language)
    return loaded


def load_with_logs(data: Path, *, progress: bool = False, quiet: bool = False) -> Loaded:
    """Read the settings and direct the logs where they say.

    Where `progress` is shown on a terminal, it stands for the lines about single pages; a `quiet` command prints what
    became of its pages itself.
    """
    from config.log import set_up

    loaded = load_settings(data)
    log = loaded.settings.log
    brief = quiet or (progress and on_terminal())
    set_up(replace(log, level="warning") if brief and "log.level" not in loaded.origins and not log.file else log)
    return loaded


def need_folder(data: Path) -> None:
    """Raise ConfigError where the data folder, in which something is looked for, is not there."""
    if not data.is_dir():
        raise ConfigError(text("no_folder", data))


def need_kept(settings: Settings, data: Path) -> None:
    """The same where what is looked for is in the folder and not in PostgreSQL: a mistyped folder must not become an
    empty one."""
    if settings.database.url == "sqlite:":
        need_folder(data)
