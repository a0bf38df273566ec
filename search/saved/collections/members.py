"""Which articles lie in which folder, as searches ask: the ids of a folder are kept until another set lies in it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from search.saved.collections.clips import article_ids, collections_of
from search.saved.tables import clips, collections


class FolderMembers:
    """For one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {}

    def numbers(self, connection: Connection) -> Mapping[str, int]:
        """The folders, each with the number of articles that it shows."""
        shown = sa.func.count(clips.c.article).filter(~clips.c.hidden)
        joined = sa.outerjoin(collections, clips, clips.c.collection == collections.c.id)
        query = sa.select(collections.c.name, shown).select_from(joined).group_by(collections.c.id, collections.c.name)
        return {row[0]: row[1] for row in connection.execute(query)}

    def ids(self, connection: Connection, name: str) -> tuple[str, ...]:
        """The ids of the articles that a folder shows."""
        query = sa.select(collections.c.id, collections.c.revision).where(collections.c.name == name)
        row = connection.execute(query).first()
        if row is None:
            return ()
        now = (row.id, row.revision)
        if name not in self._kept or self._kept[name][0] != now:
            self._kept[name] = now, article_ids(connection, row.id)
        return self._kept[name][1]

    def keys(self, connection: Connection) -> Mapping[str, str]:
        """The folders, which have no keys."""
        return dict.fromkeys(self.numbers(connection), "")

    def held(self, connection: Connection, article: str) -> tuple[str, ...]:
        """The folders that show an article."""
        return tuple(collections_of(connection, article))
