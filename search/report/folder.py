"""What a clipping folder says of the articles of a report: their order, the notes on them, and the text that each had
when it was clipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from sqlalchemy.engine import Engine

from base.database import reading
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.engines.documents import stored
from search.export.columns import COLUMNS
from search.request import SearchRequest
from search.saved.collections.articles import Clipped, clipped_articles
from search.saved.collections.clips import Clip, read_clips
from search.saved.collections.collections import find_collection_id
from search.saved.searches import saved_database

ArticleRow = Mapping[str, Any]
"""An article by the columns of an export."""
OF_NOW = ("group", "withdrawn", "published")
"""Columns that are as they are now, whatever text is shown."""


class ClippedText(NamedTuple):
    """An article as it is to be shown, the note on it, and what is said of its text (a label's code, for which
    `versions` are the one that is shown and the newest); None where it is simply the text."""

    row: ArticleRow
    note: str
    then: str | None
    versions: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class FolderTexts:
    """A folder, its clips by their articles, and the database of these."""

    name: str
    clips: Mapping[str, Clip]
    articles: Engine

    def first(self, rows: Iterable[ArticleRow], number: int) -> list[ArticleRow]:
        """So many of some articles, the first in the folder's order. An article that was put in since is the last."""
        last = len(self.clips) + 1
        return nsmallest(number, rows, key=lambda row: clip.place if (clip := self.clips.get(row["id"])) else last)

    def texts(self, rows: Sequence[ArticleRow], columns: Sequence[str]) -> dict[str, ClippedText]:
        """What is to be shown of some articles, by their ids."""
        now = {row["id"]: row for row in rows}
        clips = [self.clips[one] for one in now if one in self.clips]
        with reading(self.articles) as connection:
            return {
                one.article.id: _text(one, now[one.article.id], columns) for one in clipped_articles(connection, clips)
            }


def _text(one: Clipped, now: ArticleRow, columns: Sequence[str]) -> ClippedText:
    kept = orjson.loads(orjson.dumps(stored(one.article)))  # as the engine keeps it
    row = {name: field.kept_in(kept) for name in columns if (field := COLUMNS[name]) and name not in OF_NOW}
    versions = one.article.version, now["version"]
    if not one.is_as_clipped:
        return ClippedText({**now, **row}, one.clip.note, "clip_read_otherwise", versions)
    return ClippedText({**now, **row}, one.clip.note, "report_then" if versions[0] < versions[1] else None, versions)


@contextmanager
def folder_texts(settings: Settings, data: Path, asked: SearchRequest) -> Iterator[FolderTexts | None]:
    """What the folder says that a search is narrowed to; None where that is not one folder, or one that is not there,
    as of a search that was linked before it was thrown away."""
    names = asked.values("folder")
    clips = _clips_of(settings, data, names[0]) if len(names) == 1 else None
    if clips is None:
        yield None
        return
    with articles_database(settings, data) as articles:
        yield FolderTexts(names[0], {one.article: one for one in clips}, articles)


def _clips_of(settings: Settings, data: Path, name: str) -> list[Clip] | None:
    with saved_database(settings, data) as saved, reading(saved) as connection:
        try:
            return read_clips(connection, find_collection_id(connection, name))
        except ConfigError:
            return None
