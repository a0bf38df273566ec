"""Pantau: the page shows the text; who wrote it, and when, stands in the page's data alone."""

from __future__ import annotations

from bs4 import BeautifulSoup

from indexer.extract.metadata.section_and_tags import strings_in
from indexer.extract.publisher.readers import Fields
from indexer.extract.publisher.readers.next_data import next_data, strings, value_at


def read(soup: BeautifulSoup) -> Fields:
    """Title, time and authors of an article."""
    data = next_data(soup)
    article = value_at(data, "article") or value_at(data, "initialArticle")
    return {
        "title": strings(value_at(article, "title")),
        "published": strings(value_at(article, "createdAt"), value_at(article, "published_at"))[:1],
        "authors": strings(*strings_in(value_at(article, "createdBy") or value_at(article, "author"))),
    }
