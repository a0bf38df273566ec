"""What a model was asked and said goes with what it is about: an article, a set of labels, a folder."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.parts import in_parts
from search.model.tables import model_jobs, model_proposals, model_summaries, model_summary_articles


def forget_articles(connection: Connection, ids: Collection[str], publishers: Collection[str]) -> None:
    """Take what was removed for good out of questions and proposals, with every summary that was written from it; what
    is being summed up now is asked once more, without it."""
    if ids or publishers:
        is_summary = model_jobs.c.kind == "summary"
        connection.execute(sa.update(model_jobs).where(is_summary).values(claimed=None))
    for table in (model_jobs, model_proposals):
        for some in in_parts(ids):
            connection.execute(sa.delete(table).where(table.c.article.in_(some)))
        for some in in_parts(publishers):
            connection.execute(sa.delete(table).where(table.c.publisher.in_(some)))
    told = model_summary_articles.c
    for condition in [
        *(told.article.in_(some) for some in in_parts(ids)),
        *(told.publisher.in_(some) for some in in_parts(publishers)),
    ]:
        numbers = list(connection.execute(sa.select(told.summary).where(condition).distinct()).scalars())
        forget_summaries(connection, model_summaries.c.id.in_(numbers))


def forget_set(connection: Connection, number: int) -> None:
    """Forget what was asked and proposed of a set of labels (by its id)."""
    connection.execute(sa.delete(model_proposals).where(model_proposals.c.label_set == number))
    connection.execute(sa.delete(model_jobs).where(model_jobs.c.kind == "labels", model_jobs.c.about == number))


def forget_folder(connection: Connection, number: int) -> None:
    """Forget the summary of a folder (by its id)."""
    forget_summaries(connection, model_summaries.c.about == number)
    connection.execute(sa.delete(model_jobs).where(model_jobs.c.kind == "summary", model_jobs.c.about == number))


def forget_summaries(connection: Connection, condition: sa.ColumnElement[bool]) -> None:
    """Throw away the summaries that meet a condition on their table."""
    ids = sa.select(model_summaries.c.id).where(condition)
    connection.execute(sa.delete(model_summary_articles).where(model_summary_articles.c.summary.in_(ids)))
    connection.execute(sa.delete(model_summaries).where(condition))
