"""Many queries at once: JSON Lines or CSV in, the best hits of each out in the same form, without snippets and without
folding."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from base.errors import ConfigError
from base.safe_text import csv_cell, json_line
from indexer.engines.port import EngineHit
from indexer.engines.queries import Request
from search.answer.interpretation import interpret
from search.context import Context
from search.request import SearchRequest

_TEXT = ("text", "query", "q", "kueri")
"""What the column of queries may be called."""
COLUMNS = ("id", "text", "total", "rank", "article", "title", "publisher", "published", "url", "score")


class Asked(NamedTuple):
    """A query of a batch with its name (anything that JSON can hold)."""

    id: Any
    text: str


class Answered(NamedTuple):
    """How many articles a query finds (None: it took too long to know), and the best of them."""

    asked: Asked
    total: int | None
    hits: tuple[EngineHit, ...]


def answer_batch(context: Context, request: SearchRequest, lines: Iterable[str]) -> Iterator[str]:
    """Answer the request with each query in turn. JSON Lines (`id`, `text`) are answered with JSON Lines (`id`,
    `total`, `hits`), CSV (a header with `text`, and `id`) with CSV of `COLUMNS`, a row for each hit and one for a query
    without any. Raises ConfigError with the number of a line that is no query.
    """
    queries, is_json = read_batch(lines)
    answers = (answer_one(context, request, asked) for asked in queries)
    return map(_json_line, answers) if is_json else csv_lines(answers)


def read_batch(lines: Iterable[str]) -> tuple[Iterator[Asked], bool]:
    """The queries of JSON Lines or of CSV, and whether it is JSON. Reading them raises ConfigError with the number of
    a line that is no query."""
    rest = iter(lines)
    first = next(rest, "").removeprefix("\ufeff")
    every = itertools.chain([first], rest)
    is_json = first.lstrip(" \t")[:1] in ("{", "", "\r", "\n", "[")
    return (_json_queries(every) if is_json else _csv_queries(every)), is_json


def read_list(text: str) -> list[Asked]:
    """The queries of a text that somebody wrote or pasted: one a line, or what `read_batch` reads."""
    first = text.lstrip("\ufeff").partition("\n")[0].strip()
    cells = {cell.strip(' "').lower() for cell in re.split("[,;\t]", first)}
    if first.startswith("{") or cells & set(_TEXT):
        return list(read_batch(io.StringIO(text))[0])
    lines = enumerate((line.strip() for line in text.splitlines()), 1)
    return [Asked(str(number), line) for number, line in lines if line]


def answer_one(context: Context, request: SearchRequest, asked: Asked) -> Answered:
    """Answer the request with one query."""
    plan = interpret(replace(request, query=asked.text), context).plan
    for step in plan.steps(request.match):
        page = context.engine.search(Request(plan.query(step), request.top, request.sort))
        if page.total:
            break
    return Answered(asked, page.total, page.hits)


def _json_queries(lines: Iterable[str]) -> Iterator[Asked]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _json_query(number, line)


def _json_query(number: int, line: str) -> Asked:
    try:
        asked = json.loads(line)
        name, text = asked["id"], asked["text"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise ConfigError(f'line {number} must be a JSON object with "id" and "text": {error}') from error
    if not isinstance(text, str):
        raise ConfigError(f'line {number}: "text" must be a string, not {text!r}')
    return Asked(name, text)


def _csv_queries(lines: Iterable[str]) -> Iterator[Asked]:
    """The queries of a table; one without `id` is named by its number."""
    rest = iter(lines)
    header = next(rest)
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(itertools.chain([header], rest), delimiter=delimiter, strict=True)
    try:
        names = {name.strip().lower(): name for name in rows.fieldnames or ()}
        column = next((names[name] for name in _TEXT if name in names), None)
        if column is None:
            raise ConfigError(f"line 1 names no column of queries: call it {', '.join(_TEXT[:-1])} or {_TEXT[-1]}")
        for number, row in enumerate(rows, 1):
            if text := (row[column] or "").strip():
                yield Asked(row.get(names.get("id", "")) or str(number), text)
    except csv.Error as error:
        raise ConfigError(f"line {rows.line_num + 1} is no CSV: {error}") from error


def _json_line(one: Answered) -> str:
    hits = [{name: hit[name] for name in ("id", "score", "title", "url")} for hit in (_hit(hit) for hit in one.hits)]
    return json_line({"id": one.asked.id, "total": one.total, "hits": hits})


def csv_lines(answers: Iterable[Answered]) -> Iterator[str]:
    """A table of `COLUMNS`."""
    yield _csv_line(COLUMNS)
    for asked, total, hits in answers:
        for rank, hit in enumerate(map(_hit, hits), 1):
            shown = [hit[name] for name in ("id", "title", "publisher", "published", "url", "score")]
            yield _csv_line((*asked, total, rank, *shown))
        if not hits:
            yield _csv_line((*asked, total, *[""] * 7))


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="").writerow(csv_cell("" if cell is None else cell) for cell in cells)
    return line.getvalue()


def _hit(hit: EngineHit) -> dict[str, Any]:
    stored = json.loads(hit.stored)
    named = {name: stored[name] for name in ("title", "publisher", "published", "url")}
    return {"id": hit.id, "score": round(hit.score, 4), **named}
