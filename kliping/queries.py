"""How commands that ask are given their query: as an argument, or from a file where it is long."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from base.errors import ConfigError
from kliping.speech import text

F = TypeVar("F", bound=Callable[..., Any])
STDIN = Path("-")
_READ = "kliping.query"
_MAX_BYTES = 1_000_000
"""Far more than a query may have, so that a wrong file is told as one."""


class Asking(click.Command):
    """A command whose query may begin with a minus sign, as in `kliping search '-tsunami gempa'`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put what is no option of the command behind `--`; an unknown word with two dashes stays a mistake."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        names = {name for one in options for name in (*one.opts, *one.secondary_opts)}
        with_value = {name for one in options if not one.is_flag for name in one.opts}
        given, queries, rest = list[str](), list[str](), iter(args)
        for argument in rest:
            if argument == "--":
                queries += rest
            elif _is_query(argument, names):
                queries.append(argument)
            else:
                given.append(argument)
                given += itertools.islice(rest, 1 if argument in with_value else 0)
        return super().parse_args(ctx, [*given, "--", *queries])


def _is_query(argument: str, names: set[str]) -> bool:
    if not argument.startswith("-"):
        return True
    known = argument.partition("=")[0] in names
    return not known and (not argument.startswith("--") or any(map(str.isspace, argument)))


def query_argument(command: F) -> F:
    """`QUERY`, or `--query-file FILE`: the command is given `query`, None where there is neither."""
    argument = click.argument("query", nargs=-1, metavar="[QUERY]", callback=one_query)
    option = click.option(
        "--query-file",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        expose_value=False,
        is_eager=True,
        callback=_from_file,
        help="Read the query from a text file (- is standard input): up to 500 words.",
    )
    return argument(option(command))


def one_query(context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> str | None:
    """The query in one piece: a shell takes quotation marks and `-` for its own unless they are quoted."""
    if len(words) > 1:
        raise click.UsageError(text("quote_query", " ".join(words)))
    read = context.meta.get(_READ)
    if words and read is not None:
        raise click.UsageError(text("query_or_file"))
    return words[0] if words else read


def needed(query: str | None) -> str:
    """The query. Raises UsageError where none was given."""
    if query is None:
        raise click.UsageError(text("no_query"))
    return query


def _from_file(context: click.Context, _: click.Parameter, file: Path | None) -> None:
    """Read the file, before the argument is looked at."""
    if file is not None:
        context.meta[_READ] = read_query_file(file)


def read_query_file(file: Path) -> str:
    """The query that a text file holds, over as many lines as it has. Raises ConfigError where it is no text."""
    if file == STDIN:
        content = sys.stdin.buffer.read(_MAX_BYTES + 1)
    else:
        with file.open("rb") as opened:
            content = opened.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ConfigError(f"{file} is too large for a query: {_MAX_BYTES:,} bytes at most")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8: {error.reason}") from error
