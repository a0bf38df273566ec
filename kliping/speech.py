"""How commands speak: in which language, and whether of anything but what they were asked for.

`kliping --lang id` chooses the language, else the setting `terminal.language`; `--quiet` leaves errors alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from indexer.fields import Language
from kliping.texts import TEXTS
from search.labels.outcomes import IN_INDONESIAN

F = TypeVar("F", bound=Callable[..., Any])
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LANGUAGE, _QUIET = "kliping.language", "kliping.quiet"
_DEFAULT = "en"
_INDONESIAN = str.maketrans(",.", ".,")


def language() -> Language:
    """The language of the command that runs."""
    return "id" if _meta().get(_LANGUAGE, _DEFAULT) == "id" else "en"


def choose(chosen: str) -> None:
    """Speak this language, unless one was chosen already: the option comes before the setting."""
    _meta().setdefault(_LANGUAGE, chosen)


def lang_option(group: F) -> F:
    """`--lang id`, before the name of a command; behind `search` and others it is the filter by the articles' own."""

    def keep(_context: click.Context, _option: click.Parameter, chosen: str | None) -> None:
        if chosen:
            choose(chosen)

    option: Callable[[F], F] = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=keep,
        help="Language of messages and summaries; else the setting terminal.language.",
    )
    return option(group)


def quiet_option(command: F) -> F:
    """`--quiet`: no progress, no summary, no hints; only data and errors."""

    def keep(context: click.Context, _option: click.Parameter, is_quiet: bool) -> None:
        context.meta[_QUIET] = is_quiet

    option: Callable[[F], F] = click.option(
        "--quiet", "-q", is_flag=True, expose_value=False, callback=keep, help="No progress and no summary."
    )
    return option(command)


def is_quiet() -> bool:
    """Whether only data and errors are wanted."""
    return bool(_meta().get(_QUIET))


def text(code: str, *arguments: object) -> str:
    """A text of the catalogue in the command's language. Numbers are written as there, and the first decides between
    the forms of a text that has two."""
    spoken = language()
    one, _, many = TEXTS[code][spoken].partition("|")
    chosen = many if many and arguments[0] != 1 else one
    return chosen.format(*(written(each) if isinstance(each, int | float) else each for each in arguments))


def error_text(message: str) -> str:
    """The message of an error in the command's language, as far as it is one that people meet often."""
    if language() == "en":
        return message
    from kliping.error_texts import in_indonesian  # most commands end well

    return in_indonesian(message)


def outcome_name(outcome: str) -> str:
    """What became of a page, in a word or two of the command's language."""
    return IN_INDONESIAN[outcome] if language() == "id" else outcome


def written(number: float, decimals: int = 1) -> str:
    """A number as the command's language writes it, one that is not whole with decimals: 1,234.5 or 1.234,5."""
    english = f"{number:,}" if isinstance(number, int) else f"{number:,.{decimals}f}"
    return english.translate(_INDONESIAN) if language() == "id" else english


def tell(code: str, *arguments: object, err: bool = False) -> None:
    """Say something to people, unless they want nothing but data and errors."""
    if not is_quiet():
        click.echo(text(code, *arguments), err=err)


def warn(code: str, *arguments: object) -> None:
    """Say on standard error what is wrong or not done, however quiet."""
    click.echo(f"kliping: {text(code, *arguments)}", err=True)


def _meta() -> dict[str, Any]:
    """What is known of the command that runs; where none does, what is written to it is lost."""
    context = click.get_current_context(silent=True)
    return context.meta if context else {}


def ask(code: str, *arguments: object) -> None:
    """Ask on a terminal before something is forgotten that nothing can make again; where nobody can be asked, what was
    said is done: scripts say it. Raises Abort for a no."""
    if is_asked():
        click.confirm(text(code, *arguments), abort=True, err=True)


def is_asked() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty()  # None where it is closed
