"""What speakers are read from, and what is found of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.articles.quotes.names import Mention
from indexer.articles.quotes.people import People, Person
from indexer.articles.quotes.quote import How
from indexer.articles.quotes.sentences import Sentences
from indexer.articles.quotes.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Scene:
    """A text whose quotes are hidden, its sentences, its people and the lists."""

    text: str
    sentences: Sentences
    people: People
    vocabulary: Vocabulary

    def mentions(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions of persons that begin within some characters."""
        return self.people.between(start, end)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is meant: `person` is None for one whom nobody names; `office` is what the words beside the quote say, ""
    where they say none; `place` is where these words stand."""

    person: Person | None
    as_written: str
    office: str
    how: How | None
    place: int
