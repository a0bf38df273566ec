"""The articles that a command is to do something with: named by address or id, or all that a query finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kliping.commands.search import open_context

if TYPE_CHECKING:
    from config.settings import Settings
    from search.request import SearchRequest


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


def ids_found(settings: Settings, data: Path, request: SearchRequest) -> list[str]:
    """The ids of all articles that have all the words of a search and pass its filters, the oldest first."""
    from search.answer.interpretation import interpret

    with open_context(data, settings) as context:
        query = interpret(request, context).plan.asked(request.match)
        return [hit.id for hit in context.engine.scan(query, "oldest")]
