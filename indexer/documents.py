"""An article made into the document that the engines take."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import orjson

from indexer.article import Article
from indexer.engine import Document
from indexer.lexicon import Lexicon
from indexer.text import fold, terms

TITLE_WEIGHT = 3
LEAD_WORDS = (30, 60)
"""The first 30 words of a body count three times, the next 30 twice: news tell the most important first."""

MAX_KEYWORD = 256
"""Characters of a keyword; Elasticsearch refuses a document with one over 32,766 bytes."""


def to_document(article: Article, lexicon: Lexicon) -> Document:
    """The article's terms, keywords and stored JSON. Title and lead count more than the rest; what only earlier
    versions say is found too, as if it stood at the end of the text."""
    exact_title, title = terms(article.title, lexicon, article.language)
    exact_body, body = terms("\n".join((*article.body, *article.earlier)), lexicon, article.language)
    return Document(
        id=article.id,
        sort=sort_key(article),
        published=int(article.instant.timestamp()),
        year=article.year,
        stem=weighted(title, body),
        exact_title=exact_title,
        exact_body=exact_body,
        title=title,
        body=body,
        publisher=article.publisher,
        section=keyword(article.section),
        authors=keywords(article.authors),
        tags=keywords(article.tags),
        language=article.language,
        site=site(article.url),
        group=article.group,
        stored=stored(article),
    )


def weighted(title: str, body: str) -> str:
    """The terms for ranking, repeated by weight; their order means nothing."""
    leads = [" ".join(body.split(" ", words)[:words]) for words in LEAD_WORDS]
    return " ".join(filter(None, (*[title] * TITLE_WEIGHT, *leads, body)))


def sort_key(article: Article) -> int:
    """Instant, then the database's sequence (below 2**28): unique, and never negative."""
    return (int(article.instant.timestamp()) + 2**33) << 28 | article.sequence


def site(url: str) -> str:
    """The host of an address without `www.`, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def keyword(value: str) -> str:
    """A value as it is shown, blanks made single; keywords are matched and counted whole."""
    return " ".join(value.split())[:MAX_KEYWORD]


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Values as they are shown, each once whatever its capitals, the first way of writing kept."""
    shown: dict[str, str] = {}
    for value in map(keyword, values):
        shown.setdefault(fold(value), value)
    return tuple(value for value in shown.values() if value)


def stored(article: Article) -> bytes:
    """What a hit is shown from, as JSON."""
    return orjson.dumps(
        {
            "url": article.url,
            "title": article.title,
            "publisher": article.publisher,
            "publisher_name": article.publisher_name,
            "published": article.published,
            "instant": article.instant,
            "dated": article.dated,
            "authors": article.authors,
            "section": article.section,
            "tags": article.tags,
            "language": article.language,
            "image": article.image,
            "body": article.body,
            "group": article.group,
            "version": article.version,
            "paywalled": article.paywalled,
        }
    )
