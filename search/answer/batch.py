"""Many queries at once: JSON Lines in, the best hits of each out, without snippets and without folding."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from base.errors import ConfigError
from base.safe_text import json_line
from indexer.engines.port import EngineHit
from indexer.engines.queries import Request
from search.answer.interpretation import interpret
from search.context import Context
from search.request import SearchRequest


def answer_batch(context: Context, request: SearchRequest, lines: Iterable[str]) -> Iterator[str]:
    """Answer the request with the query of each line (`id`, `text`) in turn, with a line of JSON (`id`, `total`,
    `hits`). Raises ConfigError with the number of a line that is no query.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            name, text = _read(number, line)
            plan = interpret(replace(request, query=text), context).plan
            for step in plan.steps(request.match):
                page = context.engine.search(Request(plan.query(step), request.top, request.sort))
                if page.total:
                    break
            answer = {"id": name, "total": page.total, "hits": [_hit(hit) for hit in page.hits]}
            yield json_line(answer)


def _read(number: int, line: str) -> tuple[str, str]:
    try:
        asked = json.loads(line)
        name, text = asked["id"], asked["text"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f'line {number} must be a JSON object with "id" and "text": {error}') from error
    if not isinstance(text, str):
        raise ConfigError(f'line {number}: "text" must be a string, not {text!r}')
    return name, text


def _hit(hit: EngineHit) -> dict[str, Any]:
    stored = json.loads(hit.stored)
    return {"id": hit.id, "score": round(hit.score, 4), "title": stored["title"], "url": stored["url"]}
