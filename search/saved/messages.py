"""Messages to those who want to be told: made of what waits for them, and kept until they are taken or given up."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.clock import JAKARTA
from base.database import add_counts, reading, writing
from search.saved.reports.tables import report_files
from search.saved.searches import Channel, Every
from search.saved.tables import counts, deliveries, receivers, searches, waiting

ARTICLES = 100
"""In one message at most; what is more comes in the next."""
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)
)
"""Between the attempts at one message, which is given up after a day."""
GATHER = timedelta(hours=1)
"""While a receiver fails, what is new for it is gathered for so long, instead of one more message that fails."""
CLAIM = timedelta(minutes=1)
"""So long a message is nobody else's; one attempt is over by then."""
CLAIM_OF_REPORT = timedelta(minutes=4)
"""A mail of ten million bytes takes longer on a slow line."""
MAX_REASON = 500
"""Characters of a server's own words that are kept: one that means harm sends as many as are read."""
MAX_AHEAD = timedelta(days=1)
"""No try is put off for so long, so that what is to wait for longer was noted by a clock that was wrong: its time has
come."""
DAY_HOUR = 7
"""When the digest of a day comes, in Jakarta: before work."""


class ReportFile(NamedTuple):
    """A report that a mail brings: its articles and bytes; no `content` where it holds none or is too large."""

    number: int
    articles: int
    size: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver. `body` is the JSON that a webhook gets, and that a mail is written from."""

    id: str
    receiver: int
    channel: Channel
    address: str
    secret: str
    body: str
    created: datetime
    attempts: int
    search: int
    name: str
    language: str
    report: ReportFile | None = None


def body_of(name: str, query: str, articles: Sequence[Mapping[str, Any]], now: datetime, **more: object) -> str:
    """A message as a webhook gets it."""
    data = {"alert": name, "query": query, "articles": articles, **more}
    stamp = now.isoformat(timespec="seconds")
    return json.dumps({"type": "articles.matched", "timestamp": stamp, "data": data}, ensure_ascii=False)


def new_id() -> str:
    """An id for a message."""
    return f"msg_{uuid.uuid4().hex}"


def add_deliveries(
    connection: Connection, told: Iterable[int], body: str, now: datetime, *, file: int | None = None
) -> int:
    """Write a message for each of some receivers, due now; `file` is the report that it brings. Returns how many."""
    rows = [{"id": new_id(), "receiver": one, "body": body, "created": now, "due": now, "file": file} for one in told]
    if rows:
        connection.execute(sa.insert(deliveries), rows)
    return len(rows)


def boundary(every: Every, now: datetime) -> datetime:
    """What was found before this instant is told now: at once, at each full hour, or each morning."""
    local = now.astimezone(JAKARTA)
    if every in ("now", "never"):  # nothing waits for one who is told of no article
        return now
    hour = local.replace(minute=0, second=0, microsecond=0)
    if every == "hour":
        return hour
    morning = hour.replace(hour=DAY_HOUR)
    return morning if morning <= local else morning - timedelta(days=1)


def compose(database: Engine, now: datetime) -> int:
    """Make messages of what waits and is to be told by now; returns how many."""
    with reading(database) as connection:
        query = sa.select(waiting.c.receiver).distinct().order_by(waiting.c.receiver)
        due = connection.execute(query).scalars().all()
    return sum(_compose(database, receiver, now) for receiver in due)


def _compose(database: Engine, receiver: int, now: datetime) -> int:
    """The messages for one receiver, in one transaction with what they are made of."""
    made = 0
    with writing(database) as connection:
        told = _told(connection, receiver)
        if told is None or (told.failures and _is_gathering(connection, receiver, now)):
            return 0
        until = boundary(told.every, now)
        while rows := _take(connection, receiver, until, now):
            articles = [json.loads(row.content) for row in rows]
            body = body_of(told.name, json.loads(told.request).get("q", ""), articles, now)
            add_deliveries(connection, [receiver], body, now)
            made += 1
    return made


def _told(connection: Connection, receiver: int) -> sa.Row[*tuple[Any, ...]] | None:
    query = sa.select(receivers.c.failures, searches.c.every, searches.c.name, searches.c.request)
    joined = query.join(searches, searches.c.id == receivers.c.search).where(receivers.c.id == receiver)
    return connection.execute(joined.with_for_update(of=receivers)).one_or_none()


def _is_gathering(connection: Connection, receiver: int, now: datetime) -> bool:
    """Whether a receiver that fails has a message that is tried again, and what is new for it can wait."""
    message = sa.select(deliveries.c.id).where(deliveries.c.receiver == receiver).limit(1)
    oldest = sa.select(waiting.c.at).where(waiting.c.receiver == receiver).order_by(waiting.c.number).limit(1)
    since: datetime | None = connection.execute(oldest).scalar()
    return connection.execute(message).first() is not None and since is not None and abs(now - since) < GATHER


def _take(connection: Connection, receiver: int, until: datetime, now: datetime) -> Sequence[sa.Row[Any]]:
    """Take the next articles out of the line: those found until then, or by a clock that was wrong."""
    is_found = sa.or_(waiting.c.at <= until, waiting.c.at > now + MAX_AHEAD)
    query = sa.select(waiting.c.number).where(waiting.c.receiver == receiver, is_found)
    next_ones = query.order_by(waiting.c.number).limit(ARTICLES)
    taking = sa.delete(waiting).where(waiting.c.number.in_(next_ones)).returning(waiting)
    return sorted(connection.execute(taking), key=lambda row: row.number)  # not what a removal takes out meanwhile


def claim(database: Engine, busy: Collection[int], now: datetime) -> Delivery | None:
    """The oldest message that is due to a receiver that is not `busy`, closed to others for a while."""
    wrong = now + MAX_AHEAD
    is_free = sa.or_(deliveries.c.claimed.is_(None), deliveries.c.claimed <= now, deliveries.c.claimed > wrong)
    stale = sa.select(report_files.c.number).where(report_files.c.is_stale)
    is_made = sa.or_(deliveries.c.file.is_(None), deliveries.c.file.not_in(stale))
    can_go = sa.and_(sa.or_(deliveries.c.due <= now, deliveries.c.due > wrong), is_free, is_made)
    oldest = sa.select(deliveries.c.id).where(can_go, deliveries.c.receiver.not_in(busy))
    with reading(database) as connection:
        if connection.execute(oldest.limit(1)).first() is None:
            return None
    oldest = oldest.order_by(deliveries.c.number).limit(1).with_for_update(skip_locked=True)
    until = sa.case((deliveries.c.file.is_(None), now + CLAIM), else_=now + CLAIM_OF_REPORT)
    mine = sa.update(deliveries).where(deliveries.c.id.in_(oldest)).values(claimed=until).returning(deliveries)
    with writing(database) as connection:
        row = connection.execute(mine).first()
        if row is None:
            return None
        query = sa.select(receivers, searches.c.name, searches.c.request)
        joined = query.join(searches, searches.c.id == receivers.c.search).where(receivers.c.id == row.receiver)
        to = connection.execute(joined).one_or_none()
        if to is None:  # its search is gone
            there_are = sa.select(receivers.c.id).join(searches, searches.c.id == receivers.c.search)
            connection.execute(sa.delete(deliveries).where(deliveries.c.receiver.not_in(there_are)))
        report = _report(connection, row.file)
    if to is None:
        return claim(database, busy, now)
    language = json.loads(to.request).get("ui", "id")
    return Delivery(
        row.id,
        to.id,
        to.channel,
        to.address,
        to.secret,
        row.body,
        row.created,
        row.attempts,
        to.search,
        to.name,
        language,
        report,
    )


def _report(connection: Connection, file: int | None) -> ReportFile | None:
    if file is None:
        return None
    wanted = (report_files.c[name] for name in ReportFile._fields)
    row = connection.execute(sa.select(*wanted).where(report_files.c.number == file)).one_or_none()
    return ReportFile(*row) if row else None


def _forget(connection: Connection, delivery: Delivery) -> None:
    """A message is done with, and its report too where no other brings it."""
    if delivery.report is not None:  # of two mails that are taken at once, the second sees that it is the last
        mine = sa.select(report_files.c.number).where(report_files.c.number == delivery.report.number)
        connection.execute(mine.with_for_update())
    connection.execute(sa.delete(deliveries).where(deliveries.c.id == delivery.id))
    if delivery.report is not None:
        number = delivery.report.number
        waits = sa.exists().where(deliveries.c.file == number)
        connection.execute(sa.delete(report_files).where(report_files.c.number == number, ~waits))


def release(database: Engine) -> None:
    """Let go of what a process that was killed had claimed; for whoever knows that no other runs."""
    with writing(database) as connection:
        connection.execute(sa.update(deliveries).values(claimed=None))


def taken(database: Engine, delivery: Delivery) -> None:
    """A message was taken: it is forgotten, and its receiver is well."""
    with writing(database) as connection:
        _forget(connection, delivery)
        well = {"failures": 0, "failing_since": None, "error": ""}
        connection.execute(sa.update(receivers).where(receivers.c.id == delivery.receiver).values(well))
        _count(connection, delivery, "delivered")


def refused(database: Engine, delivery: Delivery, reason: str, now: datetime, *, lasting: bool) -> datetime | None:
    """A message was not taken: it is tried again, unless that has gone on for a day; returns when (None: given up)."""
    is_over = lasting or delivery.attempts >= len(PAUSES)
    due = None if is_over else now + PAUSES[delivery.attempts]
    ill = {
        "failures": receivers.c.failures + 1,
        "failing_since": sa.func.coalesce(receivers.c.failing_since, now),
        "error": reason[:MAX_REASON],
    }
    with writing(database) as connection:
        if is_over:
            ill["given_up"] = now
            _forget(connection, delivery)
        else:
            again = sa.update(deliveries).where(deliveries.c.id == delivery.id)
            connection.execute(again.values(attempts=delivery.attempts + 1, due=due, claimed=None))
        connection.execute(sa.update(receivers).where(receivers.c.id == delivery.receiver).values(ill))
        _count(connection, delivery, "given_up" if is_over else "failed")
    return due


def _count(connection: Connection, delivery: Delivery, outcome: str) -> None:
    add_counts(connection, counts, [{"channel": delivery.channel, "outcome": outcome, "number": 1}])
