"""Young articles, which are looked at again an hour, six hours and a day after they were fetched: that is when most
corrections come. A row for each, which goes after its last look."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, upsert, writing
from crawler.ledger.links import Link, host_of
from crawler.ledger.removals import removed_keys
from crawler.ledger.tables import LINK, YOUNG

LOOKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
CLAIMED = timedelta(minutes=30)
"""So long a look that was begun is nobody else's; one that a crash or a rest of its host cut short is due then."""
MAX_LATE = timedelta(hours=1)
"""A look that is later makes way for the next one: where the budget is too small, some articles get fewer looks, and
those that they get are in time."""


@dataclass(frozen=True, slots=True)
class YoungArticle:
    """`asked` is the address that was fetched, `since` when; with the validators of the answer and a fingerprint of the
    article's text."""

    key: str
    url: str
    publisher: str
    source: str
    asked: str
    since: datetime
    etag: str
    last_modified: str
    fingerprint: str


_FIELDS = [field.name for field in dataclasses.fields(YoungArticle)]


def watch(connection: Connection, articles: Iterable[YoungArticle]) -> None:
    """Look at articles again, which were just fetched, but what was removed for good meanwhile; one that is watched
    already keeps its times."""
    found = list(articles)
    removed = removed_keys(connection, (one.key for one in found))
    for article in found:
        if article.key in removed:
            continue
        row = dataclasses.asdict(article) | {"host": host_of(article.asked), "due": article.since + LOOKS[0]}
        upsert(connection, YOUNG, row, keep=("since", "due"))


def due_hosts(engine: Engine, now: datetime, slugs: Collection[str]) -> set[tuple[str, str]]:
    """The publishers, of these, that have articles to be looked at now, each with every host on which they lie."""
    due = _is_due(now) & YOUNG.c.publisher.in_(list(slugs))
    with reading(engine) as connection:
        rows = connection.execute(sa.select(YOUNG.c.publisher, YOUNG.c.host).where(due).distinct())
        return {(row.publisher, row.host) for row in rows}


def claim(engine: Engine, publisher: str, host: str, now: datetime) -> YoungArticle | None:
    """The article of a host whose look is due latest, for this worker alone; None where there is none."""
    due = (YOUNG.c.publisher == publisher) & (YOUNG.c.host == host) & _is_due(now)
    first = sa.select(YOUNG.c.key).where(due).order_by(YOUNG.c.due.desc()).limit(1).with_for_update(skip_locked=True)
    change = sa.update(YOUNG).where(YOUNG.c.key.in_(first)).values(due=now + CLAIMED).returning(YOUNG)
    with writing(engine) as connection:
        row = connection.execute(change).mappings().first()
    return YoungArticle(**{name: row[name] for name in _FIELDS}) if row else None


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    """Whether an article is to be looked at: its time has come, and it is not asked for as a link that is missing."""
    waits = sa.exists().where((LINK.c.key == YOUNG.c.key) & LINK.c.due.is_not(None))
    return (YOUNG.c.due <= now) & ~waits


def link_of(engine: Engine, article: YoungArticle) -> Link:
    """Its link, with what the source said about it."""
    query = sa.select(*(LINK.c[field.name] for field in dataclasses.fields(Link))).where(LINK.c.key == article.key)
    with reading(engine) as connection:
        row = connection.execute(query).mappings().first()
    return Link(**row) if row else Link(article.url, article.key, source=article.source)


def end_look(engine: Engine, article: YoungArticle, now: datetime) -> None:
    """Keep what was seen of an article, and when it is looked at next; after the last look it is forgotten."""
    here = YOUNG.c.key == article.key
    due = _next_look(article.since, now)
    seen = {name: getattr(article, name) for name in ("etag", "last_modified", "fingerprint")}
    with writing(engine) as connection:
        connection.execute(
            sa.update(YOUNG).where(here).values(due=due, **seen) if due else sa.delete(YOUNG).where(here)
        )


def skip_late(engine: Engine, now: datetime) -> int:
    """Let looks that are too late make way for the next ones, and forget what a clock that was ahead has left; returns
    how many."""
    with writing(engine) as connection:
        is_late = (YOUNG.c.due < now - MAX_LATE) | (YOUNG.c.since > now + MAX_LATE)
        late = connection.execute(sa.select(YOUNG.c.key, YOUNG.c.since).where(is_late)).all()
        following = [{"article": row.key, "due": _next_look(row.since, now)} for row in late]
        here = YOUNG.c.key == sa.bindparam("article")
        if later := [row for row in following if row["due"]]:
            connection.execute(sa.update(YOUNG).where(here), later)
        if over := [{"article": row["article"]} for row in following if not row["due"]]:
            connection.execute(sa.delete(YOUNG).where(here), over)
    return len(late)


def looks_due(engine: Engine, until: datetime) -> int:
    """How many looks fall due until an instant."""
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.count()).where(YOUNG.c.due <= until)).scalar() or 0


def _next_look(since: datetime, now: datetime) -> datetime | None:
    """The first look that is still to come; one that lies ahead of all, as after a clock that was ahead, is none."""
    if since > now + MAX_LATE:
        return None
    return next((since + look for look in LOOKS if since + look > now), None)
