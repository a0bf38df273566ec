"""An article's versions with what changed from each to the next, and the articles that share its text."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import orjson

from base.errors import ConfigError, UnavailableError
from base.events import event
from indexer.article import Article
from indexer.articles import Version
from indexer.documents import stored
from indexer.history import Histories, History

_log = logging.getLogger("search.history")


class Change(NamedTuple):
    """A title or a paragraph, and whether it came, went or stayed."""

    part: Literal["title", "body"]
    change: Literal["added", "removed", "same"]
    text: str


def read_history(histories: Histories, article: str) -> History | None:
    """What the database knows of an article; None, and a line in the log, where the database is away."""
    try:
        return histories.read(article)
    except (UnavailableError, ConfigError) as error:
        event(_log, "history.unavailable", f"{error}; shown without versions", level=logging.WARNING)
        return None


def with_changes(versions: Sequence[Version]) -> Iterator[tuple[Version, list[Change]]]:
    """Each version with all its text set against the one before; the first one has no changes."""
    yield from ((version, []) for version in versions[:1])
    for old, new in pairwise(versions):
        title = _compare("title", [old.content.title], [new.content.title])
        yield new, [*title, *_compare("body", old.content.body, new.content.body)]


def _compare(part: Literal["title", "body"], old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield from (Change(part, "same", text) for text in new[new_start:new_end])
        else:
            yield from (Change(part, "removed", text) for text in old[start:end])
            yield from (Change(part, "added", text) for text in new[new_start:new_end])


def as_stored(article: Article) -> dict[str, Any]:
    """An article from the database in the form that hits have."""
    read: dict[str, Any] = orjson.loads(orjson.dumps(stored(article)))
    return read
