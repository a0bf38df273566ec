"""What the page of a folder shows of the user's own model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection, Engine

from base.database import reading
from config.model_settings import ModelSettings
from config.settings import Settings
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.model.budget import rest_of, used
from search.model.jobs import Failure, numbers
from search.model.summaries import Summary, failed_summaries, folder_summary, has_summaries, is_waiting
from search.saved.labelling.sets import all_sets
from search.web.pages.addresses import page_href
from search.web.pages.model.shown import articles_of, named_in, summary_values


def summaries_link(saved: Engine, settings: Settings, language: Language) -> str:
    """The address of all summaries, where there are any or a model could write one."""
    with reading(saved) as connection:
        is_shown = bool(settings.model.url) or has_summaries(connection)
    return page_href("/ringkasan", language) if is_shown else ""


def folder_values(connection: Connection, settings: Settings, folder: int, language: Language) -> dict[str, Any]:
    """What the page of a folder shows of the model: its summary, if there is one, and what asks for one; `is_set`
    where there is a model to be asked."""
    return {
        "is_set": bool(settings.model.url),
        "summary": folder_summary(connection, folder),
        "waits": is_waiting(connection, folder),
        "failures": failed_lines(failed_summaries(connection, folder), language),
        "state": state(connection, settings.model, language),
        "sets": [one.name for one in all_sets(connection)],
        "ask_summary": page_href("/ringkasan", language),
        "ask_labels": page_href("/label/usulan/minta", language),
        "forget": page_href("/ringkasan/hapus", language),
    }


def state(connection: Connection, model: ModelSettings, language: Language) -> str:
    """How many questions wait, and why none is asked now; "" where none waits."""
    waiting, rest = numbers(connection).get("asked", 0), rest_of(connection)
    if not waiting:
        return ""
    now, text = datetime.now(UTC), label("model_waiting", language, i18n.number(waiting, language))
    if used(connection, now).is_spent(model):
        text += " " + label("model_spent", language)
    if rest and rest.until > now:
        text += " " + label("model_rests", language, i18n.moment(rest.until, language), rest.reason)
    return text


def failed_lines(failed: Iterable[Failure], language: Language) -> list[str]:
    """What could not be summed up, and why."""
    return [label("summary_failed", language, one.subject["title"], one.reason) for one in failed]


def shown_summary(connection: Connection, one: Summary | None, language: Language) -> dict[str, Any] | None:
    """A summary with what is known of its articles (of the articles' database)."""
    return summary_values(one, articles_of(connection, named_in([one])), language) if one else None
