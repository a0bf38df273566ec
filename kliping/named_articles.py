"""The articles that a command is to do something with: named by address or id, or all that a query finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal
from kliping.commands.search import open_context
from kliping.options import data_option, who_option
from kliping.speech import text, warn

if TYPE_CHECKING:
    from datetime import date

    from config.settings import Settings
    from search.model.summaries import OfDay
    from search.request import SearchRequest


PARTLY = 4
"""How a command ends that did what it could: one of the articles named is not known, or not there."""


def choosing_articles(command: Callable[..., int]) -> Callable[..., int]:
    """What a command takes that says something of articles, behind what it says; `ids_chosen` reads it."""
    for option in (
        data_option,
        click.option("--why", default="", metavar="TEXT", help="The reason, kept with the change."),
        who_option,
        click.option("--search", metavar="NAME", help="All articles that a saved search finds now."),
        click.option("--query", metavar="QUERY", help="All articles that this finds ('' is everything)."),
        click.argument("articles", nargs=-1, metavar="URL|ID..."),
    ):
        command = option(command)
    return command


def missing(folder: str, ids: Sequence[str], there: Set[str]) -> int:
    """Say which articles are not in a folder; how the command ends."""
    gone = [one for one in ids if one not in there]
    for one in gone:
        warn("not_in_folder", for_terminal(one), for_terminal(folder))
    return PARTLY if gone else 0


def named(settings: Settings, data: Path, articles: Sequence[str]) -> list[str]:
    """The ids of articles named by address or id; what is not known is taken for an id."""
    ids, unknown = ids_of(settings, data, articles)
    return list(dict.fromkeys([*ids, *unknown]))


def ids_of(settings: Settings, data: Path, articles: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of articles named by address or id, and what no article is known by."""
    from base.database import reading
    from indexer.articles.read import articles_by_id, articles_database, find_id

    ids, unknown = list[str](), list[str]()
    with articles_database(settings, data) as database, reading(database) as connection:
        for one in articles:
            found = find_id(connection, one) if "://" in one else None
            if found is None and articles_by_id(connection, [one]):
                found = one
            (ids if found else unknown).append(found or one)
    return list(dict.fromkeys(ids)), unknown


def ids_chosen(
    settings: Settings, data: Path, articles: Sequence[str], query: str | None, search: str | None
) -> tuple[list[str], list[str]]:
    """The ids of articles named by address or id, or of all that a query or a saved search finds now; and what no
    article is known by. Raises UsageError where not one of the three is given."""
    from search.request import SearchRequest
    from search.saved.searches import find_search, saved_database

    if sum((bool(articles), query is not None, search is not None)) != 1:
        raise click.UsageError(text("articles_or_search"))
    if articles:
        return ids_of(settings, data, articles)
    if search is None:
        return ids_found(settings, data, SearchRequest(query=query or "")), []
    with saved_database(settings, data) as saved:
        asked = find_search(saved, search).request
    return ids_found(settings, data, asked), []


def ids_found(settings: Settings, data: Path, request: SearchRequest) -> list[str]:
    """The ids of all articles that have all the words of a search and pass its filters, the oldest first."""
    from search.answer.interpretation import interpret

    with open_context(data, settings) as context:
        query = interpret(request, context).plan.asked(request.match)
        return [hit.id for hit in context.engine.scan(query, "oldest")]


def ids_in_folder(settings: Settings, data: Path, name: str) -> list[str]:
    """The ids of the articles that a clipping folder shows, in its order. Raises ConfigError where there is none."""
    from base.database import reading
    from search.saved.collections.clips import read_clips
    from search.saved.collections.collections import find_collection
    from search.saved.searches import saved_database

    with saved_database(settings, data) as saved, reading(saved) as connection:
        return [one.article for one in read_clips(connection, find_collection(connection, name).id)]


def day_found(settings: Settings, data: Path, title: str, request: SearchRequest, day: date) -> OfDay:
    """What a search finds on a day, to be summed up."""
    from search.model.days import of_day

    with open_context(data, settings) as context:
        return of_day(context, title, request, day)


def hash_of(settings: Settings, data: Path, article: str, version: int) -> str:
    """The hash of a version's text. Raises ConfigError where the article has no such version."""
    from base.database import reading
    from base.errors import ConfigError
    from indexer.articles.read import articles_database, versions_of

    with articles_database(settings, data) as database, reading(database) as connection:
        texts = {one.number: one.content.text_hash() for one in versions_of(connection, article)}
    if version not in texts:
        raise ConfigError(text("no_such_version", version, for_terminal(article)))
    return texts[version]
