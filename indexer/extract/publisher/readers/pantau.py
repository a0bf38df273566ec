"""Pantau: the page shows the text; who wrote it, and when, stands in the page's data alone."""

from __future__ import annotations

from bs4 import BeautifulSoup

from indexer.extract.metadata.section_and_tags import texts_of
from indexer.extract.publisher.readers import Fields
from indexer.extract.publisher.readers.next_data import inside, next_data, texts


def read(soup: BeautifulSoup) -> Fields:
    """Title, time and authors of an article."""
    data = next_data(soup)
    article = inside(data, "article") or inside(data, "initialArticle")
    return {
        "title": texts(inside(article, "title")),
        "published": texts(inside(article, "createdAt"), inside(article, "published_at"))[:1],
        "authors": texts(*texts_of(inside(article, "createdBy") or inside(article, "author"))),
    }
