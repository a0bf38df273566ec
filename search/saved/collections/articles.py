"""The articles of a clipping folder with their text as it was in the version that was clipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.engine import Connection

from base.parts import in_parts
from indexer.articles.article import Article
from indexer.articles.read import articles_by_id, versions_of
from search.saved.collections.clips import Clip

AT_ONCE = 100
"""Articles that are in memory together."""


class Clipped(NamedTuple):
    """A clip with its article. `is_as_clipped` is false where no version with the clipped text is there any more (the
    articles were made anew, and are read otherwise now): then it is the text of the version of that number, or today's.
    """

    clip: Clip
    article: Article
    is_as_clipped: bool


def clipped_articles(connection: Connection, clips: Iterable[Clip]) -> Iterator[Clipped]:
    """The articles (of the articles' database) of clips, in their order; what is no article any more is left out."""
    for some in in_parts(clips, AT_ONCE):
        found = {one.id: one for one in articles_by_id(connection, [clip.article for clip in some])}
        for clip in some:
            if clip.article in found:
                yield _as_clipped(connection, clip, found[clip.article])


def _as_clipped(connection: Connection, clip: Clip, article: Article) -> Clipped:
    if article.content.text_hash() == clip.text_hash:
        return Clipped(clip, article, is_as_clipped=True)
    texts = versions_of(connection, clip.article)
    same = [one for one in texts if one.content.text_hash() == clip.text_hash]
    of_that_number = [one for one in texts if one.number == clip.version]
    then = (*of_that_number, *same)[-1:]
    if not then:
        return Clipped(clip, article, is_as_clipped=False)
    old = replace(article, content=then[0].content, captured=then[0].captured, version=then[0].number, earlier=())
    return Clipped(clip, old, is_as_clipped=bool(same))
