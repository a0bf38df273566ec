"""An article's versions with what changed from each to the next, and the articles that share its text."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import orjson

from base.errors import ConfigError, UnavailableError
from base.events import event
from indexer.articles.history import HistoryReader
from indexer.articles.read import Version
from indexer.engines.documents import stored
from indexer.engines.port import EngineHit

logger = logging.getLogger(__name__)


class Change(NamedTuple):
    """A title or a paragraph, and whether it came, went or stayed."""

    part: Literal["title", "body"]
    change: Literal["added", "removed", "same"]
    text: str


class Line(NamedTuple):
    """Another article in short: what the index keeps of it, and the share (0 to 1) of text that is known to be the
    same."""

    id: str
    stored: Mapping[str, Any]
    shared: float = 0.0


class ShownHistory(NamedTuple):
    """What the database knows of an article: its newest versions with what changed, oldest first, and those that share
    its text; nothing, and not `is_known`, where the database is unavailable."""

    versions: Sequence[tuple[Version, Sequence[Change]]] = ()
    related: Sequence[Line] = ()
    is_known: bool = False


def read_history(histories: HistoryReader, article: str) -> ShownHistory:
    """What the database knows of an article; a line in the log says if it is unavailable."""
    try:
        history = histories.read(article)
    except (UnavailableError, ConfigError) as error:
        event(logger, "history.unavailable", f"{error}; shown without versions", level=logging.WARNING)
        return ShownHistory()
    related = [Line(one.id, orjson.loads(orjson.dumps(stored(one))), share) for one, share in history.related]
    return ShownHistory(list(with_changes(history.versions)), related, is_known=True)


def to_line(hit: EngineHit) -> Line:
    """A hit in short."""
    return Line(hit.id, orjson.loads(hit.stored))


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
