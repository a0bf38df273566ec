"""What a folder, or a day of a search, says in a few statements: asked of a model, kept with the sentences that each
rests on, and gone where an article that it was written from was removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import writing
from indexer.articles.article import Article
from indexer.fields import Language
from search.model.forgetting import forget_summaries
from search.model.jobs import Failure, Job, NewJob, add_jobs, failures
from search.model.material import Sentence
from search.model.tables import model_jobs, model_summaries, model_summary_articles
from search.request import SearchRequest
from search.saved.collections.collections import find_collection

FAILURES = 5
MAX_ARTICLES = 200
"""Articles of a day that are read at most, the most relevant ones; a model's context takes fewer as a rule."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that the model wrote, and those of articles that it rests on."""

    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary: of what (`title`; of a search's `day`, which the `request` asks for), by which model, when, of how
    many of the articles that there were, and how much of what the model wrote was dropped."""

    id: int
    title: str
    request: str
    day: str
    model: str
    at: datetime
    articles: int
    found: int
    dropped_sentences: int
    dropped_statements: int
    statements: tuple[Statement, ...]


class OfDay(NamedTuple):
    """What a search, under a name or its own words, found on a day: the most relevant articles, of so many."""

    title: str
    request: SearchRequest
    day: date
    ids: Sequence[str]
    number: int


def ask_folder_summary(saved: Engine, name: str, model: str, language: Language, now: datetime) -> bool:
    """Ask for a summary of a folder; returns False where one is being asked for already. Raises ConfigError."""
    with writing(saved) as connection:
        folder = find_collection(connection, name)
        subject = {"model": model, "language": language, "title": name}
        job = NewJob(_folder_key(folder.id), "summary", folder.id, subject)
        return bool(add_jobs(connection, [job], now, anew=True))


def ask_day_summary(saved: Engine, found: OfDay, model: str, language: Language, now: datetime) -> bool:
    """Ask for a summary of what a search found on a day. Returns False where one is being asked for already."""
    asked = found.request.to_query()
    key = f"summary:day:{found.day}:{hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()}"
    subject = {
        "model": model,
        "language": language,
        "title": found.title,
        "request": asked,
        "day": found.day.isoformat(),
        "articles": list(found.ids),
        "found": found.number,
    }
    with writing(saved) as connection:
        return bool(add_jobs(connection, [NewJob(key, "summary", 0, subject)], now, anew=True))


def keep_summary(
    connection: Connection,
    job: Job,
    statements: Sequence[tuple[str, Sequence[Sentence]]],
    dropped: tuple[int, int],
    articles: Sequence[Article],
    found: int,
    now: datetime,
) -> None:
    """Keep a summary in the place of the one before; `dropped`: how many sentences and statements."""
    key = connection.execute(sa.select(model_jobs.c.key).where(model_jobs.c.id == job.id)).scalar_one()
    forget_summaries(connection, model_summaries.c.key == key)
    told = [{"text": text, "sentences": [one.to_json() for one in some]} for text, some in statements]
    values = {
        "key": key,
        "about": job.about,
        "title": job.subject["title"],
        "request": job.subject.get("request", ""),
        "day": job.subject.get("day", ""),
        "model": job.subject["model"],
        "at": now,
        "found": found,
        "dropped_sentences": dropped[0],
        "dropped_statements": dropped[1],
        "statements": json.dumps(told, ensure_ascii=False),
    }
    number = connection.execute(sa.insert(model_summaries).values(values).returning(model_summaries.c.id)).scalar_one()
    rows = [
        {"summary": number, "article": one.id, "version": one.version, "publisher": one.publisher} for one in articles
    ]
    connection.execute(sa.insert(model_summary_articles), rows)


def folder_summary(connection: Connection, folder: int) -> Summary | None:
    """The summary of a folder (by its id)."""
    return next(iter(_summaries(connection, model_summaries.c.key == _folder_key(folder))), None)


def all_summaries(connection: Connection) -> list[Summary]:
    """All of them, the newest first."""
    return _summaries(connection, sa.true())


def has_summaries(connection: Connection) -> bool:
    """Whether there is one."""
    return connection.execute(sa.select(model_summaries.c.id).limit(1)).first() is not None


def is_waiting(connection: Connection, folder: int) -> bool:
    """Whether a summary of a folder (by its id) is being asked for."""
    here = (model_jobs.c.key == _folder_key(folder)) & (model_jobs.c.state == "asked")
    return connection.execute(sa.select(model_jobs.c.id).where(here)).first() is not None


def failed_summaries(connection: Connection, folder: int | None = None) -> list[Failure]:
    """The summaries that were given up last: of all, or of a folder (by its id)."""
    is_wanted = model_jobs.c.kind == "summary" if folder is None else model_jobs.c.key == _folder_key(folder)
    return failures(connection, FAILURES, is_wanted)


def forget_summary(connection: Connection, number: int) -> None:
    """Throw a summary away."""
    forget_summaries(connection, model_summaries.c.id == number)


def _folder_key(folder: int) -> str:
    return f"summary:folder:{folder}"


def _summaries(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Summary]:
    counted = (
        sa.select(model_summary_articles.c.summary, sa.func.count().label("articles"))
        .group_by(model_summary_articles.c.summary)
        .subquery()
    )
    query = (
        sa.select(model_summaries, counted.c.articles)
        .join(counted, counted.c.summary == model_summaries.c.id)
        .where(condition)
        .order_by(model_summaries.c.at.desc(), model_summaries.c.id.desc())
    )
    return [_summary(row) for row in connection.execute(query)]


def _summary(row: sa.Row[Any]) -> Summary:
    statements = tuple(
        Statement(one["text"], tuple(Sentence(**sentence) for sentence in one["sentences"]))
        for one in json.loads(row.statements)
    )
    return Summary(
        row.id,
        row.title,
        row.request,
        row.day,
        row.model,
        row.at,
        row.articles,
        row.found,
        row.dropped_sentences,
        row.dropped_statements,
        statements,
    )
