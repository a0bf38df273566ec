"""`kliping model run`: puts one question after the other to the user's model, within the day's budget."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from base.data_dir import lock_role, open_folder
from base.database import reading, writing
from base.events import event
from base.retry import Backoff
from config.settings import Settings
from crawler.ledger.removals import Tombstones, ledger_database, tombstones_after
from indexer.articles.read import articles_database
from indexer.halving import FAILURES
from search.model.answers import UnusableError
from search.model.budget import failed, is_ready, spend, spent, used, well
from search.model.jobs import Job, claim, finish, not_answered, numbers, put_behind, release
from search.model.prompts import once_more
from search.model.questions import GoneError, Keep, Question, question_of
from search.model.service import AwayError, Message, Reply, Service, UnansweredError, ask, estimate, service_of
from search.saved.searches import saved_database

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How often it is looked whether something is asked: somebody waits for it on a page."""
SPARE_SECONDS = 60.0
"""A question is another process's when two requests and so much more are over."""


class SpentError(Exception):
    """The day has no more requests."""


@dataclass(slots=True)
class Work:
    """All that is open, and how many questions were given up."""

    settings: Settings
    data: Path
    service: Service
    saved: Engine
    articles: Engine
    failed: int = 0


def run_model(settings: Settings, data: Path, *, once: bool) -> int:
    """Ask: with `once` until nothing is to be asked now, else until stopped; returns how many questions were given up,
    and how many wait for the budget, the server or another try. Raises ConfigError where no model is set."""
    service = service_of(settings)
    with (
        lock_role(open_folder(data), "model", wait=True),
        saved_database(settings, data) as saved,
        articles_database(settings, data) as articles,
    ):
        if saved.dialect.name == "sqlite":
            release(saved)  # no other process can be asking
        work = Work(settings, data, service, saved, articles)
        if not once:
            _run_until_stopped(work)
        while ask_next(work):
            pass
        with reading(saved) as connection:
            return work.failed + numbers(connection).get("asked", 0)


def _run_until_stopped(work: Work) -> None:
    backoff = Backoff(action="model.retry")
    while True:
        is_busy = False
        with backoff.attempt() as is_due:
            is_busy = is_due and ask_next(work)
        if not is_busy:
            time.sleep(POLL_SECONDS)


def ask_next(work: Work) -> bool:
    """Put the next question and keep its answer; returns whether there was one to put now."""
    now = datetime.now(UTC)
    if not is_ready(work.saved, work.settings.model, now):
        return False
    job = claim(work.saved, now, 2 * work.service.seconds + SPARE_SECONDS)
    if job is None:
        return False
    try:
        keep = _answer(work, job)
    except SpentError:
        release(work.saved, job)
        return False
    except AwayError as error:
        put_behind(work.saved, job, now)
        _rest(work, error)
        return False
    except UnansweredError as error:
        _rest(work, AwayError(str(error)))
        _not_answered(work, job, str(error), lasting=error.lasting)
    except (GoneError, UnusableError) as error:
        _not_answered(work, job, str(error), lasting=True)
    except FAILURES as error:  # else it would be asked for ever, and nobody told
        event(logger, "model.bug", f"a question cannot be put: {error!r}", level=logging.ERROR, error=error)
        _not_answered(work, job, f"the program failed: {error!r}", lasting=True)
    else:
        _keep(work, job, keep)
    return True


def _answer(work: Work, job: Job) -> Keep:
    """Ask, and once more where the answer cannot be used. Raises whatever keeps it from being answered."""
    most = work.settings.model.max_characters
    question = question_of(work.saved, work.articles, _removed(work), job, most)
    reply = _ask(work, question, question.messages)
    try:
        return question.read(reply.text)
    except UnusableError as error:
        again = _ask(work, question, once_more(question.messages, str(error), question.form))
    try:
        return question.read(again.text)
    except UnusableError as error:
        raise UnusableError(f"the answer cannot be used, twice: {error}") from error


def _ask(work: Work, question: Question, messages: Sequence[Message]) -> Reply:
    """One request, counted before it is sent, and by what it took when that is known."""
    now, expected = datetime.now(UTC), estimate(messages, work.service)
    if not spend(work.saved, work.settings.model, expected, now):
        raise SpentError
    try:
        reply = ask(work.service, messages, question.schema)
    except AwayError:
        with writing(work.saved) as connection:
            spent(connection, expected, 0, now)
        raise
    with writing(work.saved) as connection:
        spent(connection, expected, reply.tokens, now)
        well(connection)
        is_spent = used(connection, now).is_spent(work.settings.model)
    if is_spent:
        event(logger, "model.spent", "the day's budget is used up; what is left is asked tomorrow")
    return reply


def _keep(work: Work, job: Job, keep: Keep) -> None:
    """Keep an answer and note that the question is done, both or neither."""
    with writing(work.saved) as connection:
        is_mine = finish(connection, job)
        if is_mine:
            keep(connection, datetime.now(UTC))
    if is_mine:
        event(logger, "model.answered", f"{job.kind}: answered by {work.service.model}", labels__kind=job.kind)


def _not_answered(work: Work, job: Job, reason: str, *, lasting: bool) -> None:
    is_over = not_answered(work.saved, job, reason, datetime.now(UTC), lasting=lasting)
    work.failed += is_over
    text = f"{job.kind}: {reason}: {'given up' if is_over else 'asked again later'}"
    action = "model.given_up" if is_over else "model.unanswered"
    event(logger, action, text, level=logging.WARNING, labels__kind=job.kind)


def _rest(work: Work, error: AwayError) -> None:
    now = datetime.now(UTC)
    until = failed(work.saved, str(error), error.rest, now)
    text = f"the model: {error}; nothing is lost, asked again in {(until - now).total_seconds():.0f} s"
    event(logger, "model.away", text, level=logging.WARNING)


def _removed(work: Work) -> Tombstones:
    """What was removed for good: the list is written before anything is taken away, so that nothing of it is read."""
    with ledger_database(work.settings, work.data) as ledger:
        if ledger is None:
            return Tombstones()
        with reading(ledger) as connection:
            return tombstones_after(connection, 0)
