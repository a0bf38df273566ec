"""What the model is to be asked, as rows that are asked, done or failed: whatever is killed when, each is done once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, reading, writing
from base.parts import in_parts
from search.model.tables import model_jobs

Kind = Literal["labels", "summary"]
State = Literal["asked", "done", "failed"]
AGAIN = (timedelta(minutes=1), timedelta(minutes=10))
"""Until a question is put again that was not answered, and is given up then."""
MAX_AHEAD = timedelta(days=1)
"""Beyond an answer's time a question is closed to others for less: what says more was noted by a clock then ahead."""


@dataclass(frozen=True, slots=True)
class Job:
    """A question that is to be put."""

    id: int
    kind: Kind
    about: int
    article: str
    subject: Mapping[str, Any]
    tries: int
    claimed: datetime


class NewJob(NamedTuple):
    """The same before it has a row; `key` tells whether it was asked before."""

    key: str
    kind: Kind
    about: int
    subject: Mapping[str, Any]
    article: str = ""
    publisher: str = ""


class Failure(NamedTuple):
    """A question that was given up."""

    kind: str
    article: str
    subject: Mapping[str, Any]
    reason: str
    at: datetime


def add_jobs(connection: Connection, new: Sequence[NewJob], now: datetime, *, anew: bool = False) -> int:
    """Ask for what was not asked, has failed, or is another question by now (with `anew`: for all); returns how many
    that are. What is asked for already is left as it is."""
    advisory_lock(connection, "model jobs")
    added = 0
    for some in in_parts(new):
        query = sa.select(model_jobs).where(model_jobs.c.key.in_([one.key for one in some]))
        known = {row.key: row for row in connection.execute(query)}
        rows = [(known.get(one.key), _row(one, now)) for one in some]
        fresh = [row for old, row in rows if old is None]
        again = [{**row, "number": old.id} for old, row in rows if old is not None and _is_due(old, row, anew=anew)]
        if fresh:
            connection.execute(sa.insert(model_jobs), fresh)
        if again:
            changed: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in again[0] if name != "number"}
            statement = sa.update(model_jobs).where(model_jobs.c.id == sa.bindparam("number")).values(changed)
            given = [{name if name == "number" else f"new_{name}": row[name] for name in row} for row in again]
            connection.execute(statement, given)
        added += len(fresh) + len(again)
    return added


def _row(new: NewJob, now: datetime) -> dict[str, Any]:
    subject = json.dumps(new.subject, ensure_ascii=False, sort_keys=True)
    begun = {"state": "asked", "reason": "", "asked": now, "due": now, "claimed": None, "tries": 0}
    return {**new._asdict(), "subject": subject, **begun}


def _is_due(old: sa.Row[Any], row: Mapping[str, Any], *, anew: bool) -> bool:
    return bool(old.state == "failed" or (old.state == "done" and (anew or old.subject != row["subject"])))


def claim(database: Engine, now: datetime, seconds: float) -> Job | None:
    """The oldest question that is due, closed to others for so long; None where there is none."""
    until = now + timedelta(seconds=seconds)
    claimed = model_jobs.c.claimed
    is_free = sa.or_(claimed.is_(None), claimed <= now, claimed > until + MAX_AHEAD)
    # the clock may be set back: a question that is due later than any is put off is of the time before
    is_due = sa.or_(model_jobs.c.due <= now, model_jobs.c.due > now + AGAIN[-1])
    due = sa.select(model_jobs.c.id).where(model_jobs.c.state == "asked", is_due, is_free)
    with reading(database) as connection:
        if connection.execute(due.limit(1)).first() is None:
            return None
    oldest = due.order_by(model_jobs.c.due, model_jobs.c.id).limit(1).with_for_update(skip_locked=True)
    mine = sa.update(model_jobs).where(model_jobs.c.id.in_(oldest)).values(claimed=until).returning(model_jobs)
    with writing(database) as connection:
        row = connection.execute(mine).first()
    return Job(row.id, row.kind, row.about, row.article, json.loads(row.subject), row.tries, until) if row else None


def release(database: Engine, job: Job | None = None) -> None:
    """Let go of a question, or of all that a process had claimed; for whoever knows that no other runs."""
    statement = sa.update(model_jobs).values(claimed=None)
    with writing(database) as connection:
        connection.execute(statement if job is None else statement.where(model_jobs.c.id == job.id))


def put_behind(database: Engine, job: Job, now: datetime) -> None:
    """Let go of a question that costs no try, behind all others that are due: were it itself what the server cannot
    bear, it would else be the only one that is ever put."""
    with writing(database) as connection:
        here = (model_jobs.c.id == job.id) & (model_jobs.c.claimed == job.claimed)
        connection.execute(sa.update(model_jobs).where(here).values(claimed=None, due=now))


def finish(connection: Connection, job: Job) -> bool:
    """Note that a question is done, within the transaction that keeps its answer; False where it is not this process's
    any more, so that nothing is to be kept: what it is about was removed, or another one has taken it over."""
    here = (model_jobs.c.id == job.id) & (model_jobs.c.claimed == job.claimed)
    return bool(connection.execute(sa.update(model_jobs).where(here).values(state="done", claimed=None)).rowcount)


def not_answered(database: Engine, job: Job, reason: str, now: datetime, *, lasting: bool) -> bool:
    """Put a question again later, unless that was done often enough or would be in vain; returns whether it is given
    up."""
    is_over = lasting or job.tries >= len(AGAIN)
    values: dict[str, Any] = {"claimed": None, "tries": job.tries + 1, "reason": reason}
    values |= {"state": "failed", "due": now} if is_over else {"due": now + AGAIN[job.tries]}
    here = (model_jobs.c.id == job.id) & (model_jobs.c.claimed == job.claimed)
    with writing(database) as connection:
        connection.execute(sa.update(model_jobs).where(here).values(values))
    return is_over


def numbers(connection: Connection) -> Mapping[str, int]:
    """How many questions are in which state."""
    query = sa.select(model_jobs.c.state, sa.func.count()).group_by(model_jobs.c.state)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def failures(connection: Connection, limit: int, *conditions: sa.ColumnElement[bool]) -> list[Failure]:
    """The questions that were given up last, of those that meet conditions on the table."""
    query = sa.select(model_jobs).where(model_jobs.c.state == "failed", *conditions).order_by(model_jobs.c.due.desc())
    rows = connection.execute(query.limit(limit))
    return [Failure(row.kind, row.article, json.loads(row.subject), row.reason, row.due) for row in rows]
