"""What a model is given to read: articles sentence by sentence, each with its number, between two lines that no article
can have foreseen; and what is taken from its answer: numbers of these sentences, or their very words."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.text import visible
from indexer.articles.article import Article
from search.answer.snippets import sentences

MAX_SENTENCE = 600
"""Characters of a sentence; of a longer one the model reads its beginning."""
MIN_SHARE = 400
"""Characters of each of many articles: less tells too little of what it says."""
MAX_CHOSEN = 5
"""Sentences that a statement or a label may rest on; who names more has named none in particular."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in one version of an article, with single blanks."""

    article: str
    version: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"article": self.article, "version": self.version, "text": self.text}


@dataclass(frozen=True, slots=True)
class Material:
    """The sentences by their numbers (`2.5`: the fifth of the second article, `2.0`: its headline)."""

    sentences: Mapping[str, Sentence]
    articles: tuple[Article, ...]

    def text(self, mark: str) -> str:
        """What the model reads, between its borders."""
        lines = [f"[{number}] {one.text}" for number, one in self.sentences.items()]
        return "\n".join((f"BEGIN {mark}", *lines, f"END {mark}"))


def material(articles: Sequence[Article], most: int) -> Material:
    """The beginnings of articles, each with an equal share of `most` characters; of too many the first."""
    taken = articles[: max(1, most // MIN_SHARE)]
    share = most // max(1, len(taken))
    found = {
        f"{place}.{number}": Sentence(article.id, article.version, text)
        for place, article in enumerate(taken, 1)
        for number, text in enumerate(_beginning(article, share))
        if text
    }
    return Material(found, tuple(taken))


def new_mark() -> str:
    """The border of one question, made when its articles were written already."""
    return secrets.token_hex(8)


def chosen(given: object, read: Material) -> tuple[list[Sentence], int]:
    """The sentences that an answer names by number, or word for word, each once, and how many of what it names is none
    of them. What is kept is always the article's own text."""
    named = given if isinstance(given, list) else []
    by_text = {one.text: one for one in read.sentences.values()}
    found, dropped = dict[Sentence, None](), 0
    for one in named:
        text = " ".join(visible(one).split()) if isinstance(one, str) else ""
        known = read.sentences.get(text.strip("[]")) or by_text.get(text)
        if known is None:
            dropped += 1
        else:
            found[known] = None
    return list(found)[:MAX_CHOSEN], dropped


def _beginning(article: Article, share: int) -> Iterable[str]:
    """Headline (which may be empty) and first sentences, as many as have room."""
    room = share
    for text in (article.content.title, *_sentences(article.content.body)):
        plain = " ".join(visible(text).split())[:MAX_SENTENCE]
        room -= len(plain)
        if room < 0 and text != article.content.title:
            return
        yield plain


def _sentences(body: Iterable[str]) -> Iterable[str]:
    for paragraph in body:
        yield from (paragraph[start:end] for start, end in sentences(paragraph))
