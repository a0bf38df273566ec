"""Jawa Pos: the browser builds the article from the page's data, where its text is one HTML string."""

from __future__ import annotations

from bs4 import BeautifulSoup

from indexer.extract.metadata.section_and_tags import texts_of
from indexer.extract.publisher.readers import Fields
from indexer.extract.publisher.readers.next_data import inside, next_data, texts


def read(soup: BeautifulSoup) -> Fields:
    """Title, time (Jakarta's, without a zone), authors, section and body of an article."""
    article = inside(next_data(soup), "article")
    return {
        "title": texts(inside(article, "title")),
        "published": texts(inside(article, "published_at")),
        "authors": texts(*texts_of(inside(article, "author"))),
        "section": texts(*texts_of(inside(article, "category"))),
        "body": texts(inside(article, "content")),
    }
