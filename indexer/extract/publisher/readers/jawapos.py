"""Jawa Pos: the browser builds the article from the page's data, where its text is one HTML string."""

from __future__ import annotations

from bs4 import BeautifulSoup

from indexer.extract.metadata.section_and_tags import strings_in
from indexer.extract.publisher.readers import Fields
from indexer.extract.publisher.readers.next_data import next_data, strings, value_at


def read(soup: BeautifulSoup) -> Fields:
    """Title, time (Jakarta's, without a zone), authors, section and body of an article."""
    article = value_at(next_data(soup), "article")
    return {
        "title": strings(value_at(article, "title")),
        "published": strings(value_at(article, "published_at")),
        "authors": strings(*strings_in(value_at(article, "author"))),
        "section": strings(*strings_in(value_at(article, "category"))),
        "body": strings(value_at(article, "content")),
    }
