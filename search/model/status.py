"""How the model's work stands, for people and programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from config.model_settings import ModelSettings
from search.model.budget import rest_of, used
from search.model.jobs import failures, numbers

FAILURES = 10


def status_json(connection: Connection, model: ModelSettings, now: datetime) -> dict[str, Any]:
    """Questions by state, what was used of the day's budget, why the server is left alone, and what failed last."""
    counted, rest, today = numbers(connection), rest_of(connection), used(connection, now)
    return {
        "model": model.name or None,
        "is_set": bool(model.url),
        **{state: counted.get(state, 0) for state in ("asked", "done", "failed")},
        "requests": today.requests,
        "daily_requests": model.daily_requests,
        "tokens": today.tokens,
        "daily_tokens": model.daily_tokens,
        "rest": {"until": rest.until.isoformat(timespec="seconds"), "reason": rest.reason, "failures": rest.failures}
        if rest
        else None,
        "failures": [
            {"kind": one.kind, "id": one.article or None, "title": one.subject.get("title"), "reason": one.reason}
            for one in failures(connection, FAILURES)
        ],
    }
