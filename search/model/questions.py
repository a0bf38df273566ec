"""What a job is as a question: what the model reads, and what is kept of its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection, Engine

from base.database import reading
from crawler.ledger.removals import Tombstones
from indexer.articles.article import Article
from indexer.articles.read import articles_by_id
from search.model.answers import labels_schema, read_labels, read_sentences, read_statements, summary_schema
from search.model.jobs import Job
from search.model.material import MIN_SHARE, material
from search.model.prompts import LABELS_FORM, SUMMARY_FORM, labels_messages, summary_messages
from search.model.proposals import keep_proposals
from search.model.service import Message
from search.model.summaries import keep_summary
from search.saved.collections.articles import clipped_articles
from search.saved.collections.clips import read_clips
from search.saved.collections.collections import all_collections
from search.saved.labelling.sets import LabelSet, all_sets

Keep = Callable[[Connection, datetime], None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked (`form`: the form of an answer, in words) and how an answer is read: to what keeps it, or
    UnusableError."""

    messages: Sequence[Message]
    schema: Mapping[str, Any]
    form: str
    read: Callable[[str], Keep]


class GoneError(Exception):
    """What the question is about is there no more."""


def question_of(saved: Engine, articles: Engine, stones: Tombstones, job: Job, most: int) -> Question:
    """The question of a job, with at most so many characters of articles, and without those that were removed for good.
    Raises GoneError."""
    found = _labels if job.kind == "labels" else _summary
    return found(saved, articles, stones, job, most)


def _labels(saved: Engine, articles: Engine, stones: Tombstones, job: Job, most: int) -> Question:
    with reading(saved) as connection:
        groups = {one.id: one for one in all_sets(connection)}
    with reading(articles) as connection:
        there = _without(stones, articles_by_id(connection, [job.article]))
    if job.about not in groups:
        raise GoneError("the set of labels is gone")
    if not there:
        raise GoneError("the article is gone")
    return _about_article(job, groups[job.about], there[0], most)


def _about_article(job: Job, group: LabelSet, article: Article, most: int) -> Question:
    read, names = material([article], most), [one.name for one in group.labels]
    allowed = len(names) if group.several else 1

    def answered(text: str) -> Keep:
        chosen, sentences = read_labels(text, names, allowed), read_sentences(text, read)
        return lambda connection, now: keep_proposals(connection, job, group, chosen, article, sentences, now)

    messages = labels_messages(read, group.name, names, several=group.several)
    return Question(messages, labels_schema(names, allowed), LABELS_FORM, answered)


def _summary(saved: Engine, articles: Engine, stones: Tombstones, job: Job, most: int) -> Question:
    there, found = (_of_folder if job.about else _of_day)(saved, articles, job, most // MIN_SHARE)
    read = material(_without(stones, there), most)
    if not read.articles:
        raise GoneError("there is no article to sum up")

    def answered(text: str) -> Keep:
        statements, sentences, dropped = read_statements(text, read)
        lost = sentences, dropped
        return lambda connection, now: keep_summary(connection, job, statements, lost, read.articles, found, now)

    return Question(summary_messages(read, job.subject["language"]), summary_schema(), SUMMARY_FORM, answered)


def _of_folder(saved: Engine, articles: Engine, job: Job, limit: int) -> tuple[list[Article], int]:
    """The first articles of a folder, as they were clipped, and how many it shows."""
    with reading(saved) as connection:
        folder = next((one for one in all_collections(connection) if one.id == job.about), None)
        clips = read_clips(connection, job.about, limit=limit)
    if folder is None:
        raise GoneError("the folder is gone")
    with reading(articles) as connection:
        return [one.article for one in clipped_articles(connection, clips)], folder.clips - folder.hidden


def _of_day(_: Engine, articles: Engine, job: Job, limit: int) -> tuple[list[Article], int]:
    """The articles that were found of a day, the most relevant first, and how many there were."""
    ids = job.subject["articles"][:limit]
    with reading(articles) as connection:
        found = {one.id: one for one in articles_by_id(connection, ids)}
    return [found[one] for one in ids if one in found], job.subject["found"]


def _without(stones: Tombstones, found: Sequence[Article]) -> list[Article]:
    return [one for one in found if one.id not in stones.articles and one.publisher not in stones.publishers]
