"""The quotes of ready articles, a line each: JSON Lines in, JSON Lines out in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from base.errors import ConfigError
from indexer.articles.quotes.attribution import find_quotes
from indexer.articles.quotes.vocabulary import Vocabulary


def quotes_of_lines(lines: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    """For each object with `id` and `body` (a text, or a list of paragraphs) one with `id` and `quotes`. Raises
    ConfigError with the number of a line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip("\ufeff \t\r\n"):
            name, body = _article(number, line.removeprefix("\ufeff"))
            yield orjson.dumps({"id": name, "quotes": find_quotes(body, vocabulary)}).decode()


def _article(number: int, line: str) -> tuple[Any, list[str]]:
    try:
        article = orjson.loads(line)
        name, body = article["id"], article["body"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f'line {number} must be a JSON object with "id" and "body": {error}') from error
    if isinstance(body, str):
        return name, body.splitlines()
    if isinstance(body, list) and all(isinstance(one, str) for one in body):
        return name, body
    raise ConfigError(f'line {number}: "body" must be a text or a list of paragraphs, not {str(body)[:40]!r}')
