"""The command line's entry: the commands in the order in which one meets them, and how errors end a command."""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import sys
from typing import NoReturn

import click

from base.errors import KlipingError, UnavailableError
from base.safe_text import for_terminal
from kliping.crashes import report_crashes
from kliping.speech import error_text, lang_option

INTERRUPTED = 130
WHOLE = 1_000
"""Characters of a sentence, however long."""
GARBAGE_THRESHOLD = 10_000
"""Objects after which garbage in circles is looked for. Python's own 700 has a crawl do so several times a page."""


COMMANDS = {
    "up": "service",
    "demo": "service",
    "serve": "service",
    "status": "service",
    "doctor": "doctor",
    "config": "service",
    "crawl": "crawl",
    "clip": "crawl",
    "backfill": "backfill",
    "index": "index",
    "import": "index",
    "search": "search",
    "count": "search",
    "export": "export",
    "report": "report",
    "quotes": "quotes",
    "mcp": "mcp",
    "speaker": "speaker",
    "region": "region",
    "alert": "alert",
    "collection": "collection",
    "label": "label",
    "model": "model",
    "key": "key",
    "backup": "backup",
    "restore": "backup",
    "verify": "verify",
    "remove": "remove",
    "archive": "archive",
    "publisher": "publisher",
    "extract": "debug",
    "read-source": "sources",
    "analyze": "debug",
    "parse-date": "debug",
    "canonical-url": "debug",
}
"""The module of `kliping.commands` that each command is in, in the order in which help lists them."""


class LazyGroup(click.Group):
    """Imports only the module of the command that runs: a search should not wait for the others."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error says what is wrong in the command's language. Where it is interrupted, click would
        end the line of a terminal, and there may be none."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupted:
            if sys.stderr.isatty():
                click.echo(err=True)
            raise click.Abort from interrupted
        except KlipingError as error:
            error.args = (error_text(str(error)),)  # outside of the command nobody knows its language
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named first. Raises UsageError that proposes what may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # only mistakes wait for it

            meant = " or ".join(f"`kliping {name}`" for name in get_close_matches(args[0], COMMANDS))
            raise click.UsageError(f"{error.message} Did you mean {meant}?", ctx) if meant else error from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the parent's form
        """The names in the order of the table, not of the alphabet."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole first sentence of each command: click would cut it where a line ends."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=WHOLE)) for name, one in commands if one])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the parent's form
        """The command of that name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kliping.commands.{COMMANDS[cmd_name]}")
        found: click.Command = next(command for command in module.COMMANDS if command.name == cmd_name)
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@lang_option
@click.version_option(package_name="kliping", message="kliping %(version)s")
def cli() -> None:
    """Collect Indonesian news on a schedule, keep every page, and search the coverage in full text.

    \b
    First steps:
      kliping demo                            try it on a bundled sample site
      kliping publisher list                  who can be crawled
      kliping crawl --publisher SLUG --once   fetch what is new
      kliping index --once                    make it searchable
      kliping search "serangan udara"         find it
    """


def main() -> None:
    """Run `kliping` and end with its exit code: 0 ran, 1 failed, 2 usage, 3 unavailable, 4 partly, 130 interrupted."""
    open_closed_streams()
    signal.signal(signal.SIGTERM, interrupt)
    report_crashes()
    gc.set_threshold(GARBAGE_THRESHOLD)
    code = run(sys.argv[1:])
    gc.freeze()  # Python would look through all that is loaded once more, only to end: a fifth of a start
    sys.exit(code)


def open_closed_streams() -> None:
    """Let a standard stream that was closed before we started lead nowhere, for our processes too. Else its number goes
    to the next file that is opened, a database or the index, and what is printed to that number is written into it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # as Python leaves it where the number is not open
            handle = os.open(os.devnull, os.O_RDWR)  # this number, as the least that is free
            os.set_inheritable(handle, True)
            setattr(sys, name, open(handle, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def interrupt(*_: object) -> NoReturn:
    """What SIGTERM does to a command that has no better answer: the same as Ctrl-C, so that it ends its processes."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:  # noqa: PLR0911 - one way to end, one return
    """Run one command; the exit code."""
    try:
        result = cli.main(arguments, prog_name="kliping", standalone_mode=False)
        sys.stdout.flush()
    except KlipingError as error:
        show_error(str(error))
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (MemoryError, SystemError) as error:
        if not is_out_of_memory(error):
            raise
        show_error(
            "no memory left: what was written is whole; give it more, or close what else takes it, and run it again"
        )
        return UnavailableError.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click makes the second of the first
        if not reader_is_gone():
            raise
        # Nothing is wrong, and Python must not flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        show_error(f"{error.filename or 'standard output'}: {error.strerror or error}")
        return UnavailableError.exit_code
    return result if isinstance(result, int) else 0


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether there was no memory left. While what a MemoryError went through is cleared up, C code may fail without
    saying why, of which Python makes a SystemError."""
    return error is not None and (isinstance(error, MemoryError) or is_out_of_memory(error.__context__))


def show_error(message: str) -> None:
    """Say on standard error what is wrong; foreign text in it (a title, an address) cannot steer the terminal."""
    click.echo("kliping: " + "\n".join(map(for_terminal, message.split("\n"))), err=True)


def reader_is_gone() -> bool:
    """Whether whoever read our output (head, less) has closed it."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), select.POLLOUT)
    return any(happened & select.POLLERR for _, happened in poll.poll(0))


if __name__ == "__main__":
    main()
