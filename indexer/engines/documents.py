"""Makes an article into the document that the engines take, with its fields weighted for ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import orjson

from indexer import fields
from indexer.articles.article import Article
from indexer.engines.port import PARAGRAPH_END, Document
from indexer.fields import FIELDS, Field
from indexer.language.addresses import address_terms
from indexer.language.analysis import fold, terms
from indexer.language.lexicon import Lexicon
from indexer.language.often import counted_terms
from indexer.language.stemmer import stem as find_root

TITLE_WEIGHT = 3
"""Times that the title is repeated in the ranked text. Merged into the body three times it gave nDCG@10 .909 on
questions, twice .907, once .904, as a field of its own .898 at best."""
LEAD_WORDS = (30, 60)
"""The first 30 words of a body count three times, the next 30 twice, since news say the most important first; all 60
twice ranks lower (decision 48)."""

_KEYWORDS = {field.name: field for field in fields.keywords()}

_WRITTEN = ("words", "full-name", "office")
"""How fields are matched whose values people wrote."""

MAX_KEYWORD = 256
"""Characters of a keyword; Elasticsearch refuses a document with one over 32,766 bytes."""


class ReadKeywords(Mapping[str, tuple[str, ...]]):
    """The values of an article's keyword fields, each read when it is asked for: speakers and regions are read off its
    text, which takes longer than to ask most queries."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._read: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name not in self._read:
            self._read[name] = _keywords(_KEYWORDS[name], self._article)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_KEYWORDS)

    def __len__(self) -> int:
        return len(_KEYWORDS)


def to_document(article: Article, lexicon: Lexicon, *, to_keep: bool = True) -> Document:
    """The article's terms, keywords and stored JSON (none where it is not `to_keep`). Title and lead are weighted; what
    only earlier versions say is indexed as the end of the text (decision 53)."""
    content, read = article.content, ReadKeywords(article)
    exact_title, title, title_words = terms(content.title, lexicon, content.language)
    texts = [terms(text, lexicon, content.language) for text in ("", *content.body, *article.earlier)]
    exact_body, body, body_words = (PARAGRAPH_END.join(filter(None, kind)) for kind in zip(*texts, strict=True))
    said = [title_words, *(words for _, _, words in texts[: 1 + len(content.body)])]
    stem = weighted(title, body.replace(PARAGRAPH_END, " "))
    in_body = set(body_words.split())
    no_stems = in_body.union(title_words.split()).difference(title.split(), body.split())
    word = weighted(title_words, body_words.replace(PARAGRAPH_END, " "))
    return Document(
        id=article.id,
        sort=sort_key(article),
        published=int(article.instant.timestamp()) if article.dated else None,
        year=article.year,
        stem=" ".join((stem, *_roots_of_themselves(no_stems, lexicon))),
        word=word,
        exact_title=exact_title,
        exact_body=exact_body,
        title=title,
        body=body,
        title_words=_once(title_words.split()),
        title_only=_once(word for word in title_words.split() if word not in in_body),
        often=" ".join(counted_terms(" ".join(said).split())),
        group=article.group if article.has_copies else "",
        # all at once beside the stored JSON, which says the same: later in a batch they would be read off the text anew
        keywords=dict(read) if to_keep else read,
        stored=orjson.dumps(stored(article)) if to_keep else b"",
        address=" ".join(address_terms(article.url)),
    )


def _roots_of_themselves(words: Set[str], lexicon: Lexicon) -> list[str]:
    """The roots among an article's words that are none of its stems, as where only the joined spelling of `kerja-sama`
    is one: what has the word has the root, so that a search may ask for both."""
    return sorted(one for one in lexicon.roots.keys() & words if find_root(one, lexicon) == one)


def _once(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(words))


def weighted(title: str, body: str) -> str:
    """The terms for ranking, repeated by weight; their order means nothing."""
    leads = [" ".join(body.split(" ", words)[:words]) for words in LEAD_WORDS]
    return " ".join(filter(None, (*[title] * TITLE_WEIGHT, *leads, body)))


def sort_key(article: Article) -> int:
    """A unique key that sorts by instant, then by the database's sequence (below 2**28); never negative. Articles
    without a date have the sequence alone, which is below all others."""
    if not article.dated:
        return article.sequence
    return (int(article.instant.timestamp()) + 2**33) << 28 | article.sequence


def published_of(sort: int) -> int:
    """The instant of an article with a date, in seconds since 1970, by its key."""
    return (sort >> 28) - 2**33


def _keywords(field: Field, article: Article) -> tuple[str, ...]:
    """The values of a keyword field of an article; those that people wrote are normalized."""
    values = field.each(field.read(article))
    return keywords(values) if field.matching in _WRITTEN else values


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Values with white space folded, without repetitions that differ only in case or diacritics (the first stays)."""
    shown: dict[str, str] = {}
    for value in values:
        tidy = " ".join(value.split())[:MAX_KEYWORD]
        shown.setdefault(fold(tidy), tidy)
    return tuple(value for value in shown.values() if value)


def stored(article: Article) -> dict[str, Any]:
    """The stored fields, by their JSON names, from which hits are shown."""
    return {field.key: field.keep(article) for field in FIELDS if field.kept}
