"""The options by which commands that ask choose and narrow what is found: those of a search, by the names of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indexer import fields

if TYPE_CHECKING:
    from search.request import SearchRequest

F = TypeVar("F", bound=Callable[..., Any])


def request_options(command: F) -> F:
    """`--sort`, `--match`, `--forms`, `--recent` and the filters; `make_request` makes a request of what was given."""
    for option in reversed((*_RANKING, *_filters())):
        command = option(command)
    return command


def filter_options(command: F) -> F:
    """The filters alone."""
    for option in reversed(_filters()):
        command = option(command)
    return command


_RANKING = (
    click.option(
        "--sort", default="relevance", show_default=True, type=click.Choice(("relevance", "newest", "oldest"))
    ),
    click.option(
        "--match", default="all", show_default=True, type=click.Choice(("all", "any")), help="All words or any."
    ),
    click.option(
        "--forms",
        default="word",
        show_default=True,
        type=click.Choice(("word", "root", "exact")),
        help="Find a word in its own forms, in all of its root, or as written.",
    ),
    click.option("--recent", "recency", is_flag=True, help="Let newer articles weigh more."),
)


def _filters() -> tuple[Callable[[F], F], ...]:
    """One option for each field that narrows a search, and the first and last day."""
    return (
        click.option("--from", "from", metavar="DAY", help="First day, in Jakarta; 2024-11-27 or 27-11-2024."),
        click.option("--to", "to", metavar="DAY", help="Last day."),
        *(
            click.option(
                f"--{field.parameter}",
                field.parameter,
                multiple=True,
                metavar=field.parameter.upper(),
                help=f"Only this {field.name}; may be given several times.",
            )
            for field in fields.filters()
        ),
    )


def make_request(query: str, options: Mapping[str, Any]) -> SearchRequest:
    """The request of a query and the options given. Raises ParameterError for a day that is none."""
    from search.request import SearchRequest

    given = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return SearchRequest.from_json({"q": query, **{name: value for name, value in given.items() if value}})
