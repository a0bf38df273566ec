"""Looks at the searches that are watched, one after the other, and tells of a spike once while it goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.clock import day_start, jakarta_day
from base.database import reading, writing
from base.events import event
from config.catalogue import Publisher
from indexer.engines.queries import Bool, Filter, Query
from indexer.halving import FAILURES, reason
from search.answer.interpretation import interpret
from search.answer.undated import without_days
from search.context import Context
from search.saved.messages import add_deliveries
from search.saved.searches import SavedSearch, changing, saved_searches
from search.saved.spikes.counting import NONE, Ground, Hours, between, days_until, part_of_day, texts_of
from search.saved.spikes.tables import spikes, watches
from search.saved.spikes.telling import Found, body_of_spike, read_day
from search.saved.spikes.usual import DAYS, MIN_OFFICES, Day, Learning, Usual, usual
from search.saved.spikes.watching import Watch, end_spike, note_seen, watched
from search.saved.tables import receivers

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
"""How often all are looked at."""
KEPT = timedelta(hours=3)
"""How long it is remembered what came on days before, where pages still come in late."""


@dataclass(slots=True)
class Watcher:
    """Looks at all watched searches every few minutes, one at a call, so that nothing else has to wait for long."""

    saved: Engine
    publishers: Callable[[], Mapping[str, Publisher]]
    _next: datetime | None = None
    _line: list[SavedSearch] = field(default_factory=list)
    _ground: Ground | None = None
    _past: dict[int, Hours] = field(default_factory=dict)

    def is_due(self, now: datetime) -> bool:
        """Whether there is one to look at; reads anew which there are when their time has come."""
        if not self._line and (self._next is None or not self._next - EVERY <= now < self._next):  # set back, too
            self._next = now + EVERY
            with reading(self.saved) as connection:
                known = watched(connection)
                self._line = [one for one in saved_searches(connection) if one.id in known] if known else []
        return bool(self._line)

    def look(self, context: Context) -> None:
        """Look at the next one. Raises UnavailableError."""
        search = self._line.pop(0)
        with reading(self.saved) as connection:
            watch = watched(connection).get(search.id)
        if watch is None:
            return
        try:
            self._look(context, search, watch, context.now)
        except FAILURES as error:  # the others go on
            text = f"alert {search.name!r}: its spikes cannot be seen: {reason(error)}"
            event(logger, "alert.bug", text, level=logging.ERROR, error=error)

    def _look(self, context: Context, search: SavedSearch, watch: Watch, now: datetime) -> None:
        ground = self._ground_of(context, now)
        question = interpret(search.request, context)
        query = ground.without_new(without_days(question.plan.asked(search.request.match)))
        past = self._past_of(context, search, query, ground.day)
        if watch.spike is not None:
            watch = self._judge(watch, past, ground, now)
        within = ground.so_far(now)
        texts = sum(texts_of(context.engine, query, within).get(ground.day, NONE))
        days = days_until(ground.day, past, ground.past, part_of_day(now))
        known = usual(Day(ground.day, texts, ground.today), days)
        self._note(watch, known, texts, now)
        if isinstance(known, Usual) and watch.spike is None and known.is_above(texts):
            found = read_day(context, search, question, Bool(must=(Filter(query), within)), self.publishers())
            if found.offices >= MIN_OFFICES:
                self._tell(search, found, known, texts, now)

    def _ground_of(self, context: Context, now: datetime) -> Ground:
        """What came of everything; with it, what each search found on days before is read anew."""
        if self._ground is None or self._ground.day != jakarta_day(now) or abs(now - self._ground.read) > KEPT:
            self._ground = Ground.of(context.engine, now)
            self._past.clear()
        self._ground.renew(now)
        return self._ground

    def _past_of(self, context: Context, search: SavedSearch, query: Query, today: date) -> Hours:
        if search.id not in self._past:
            within = between(today - timedelta(days=DAYS), day_start(today))
            self._past[search.id] = texts_of(context.engine, query, within)
        return self._past[search.id]

    def _judge(self, watch: Watch, past: Hours, ground: Ground, now: datetime) -> Watch:
        """Look by the last whole day whether the spike is over: what a day's first hours hold says nothing."""
        yesterday = ground.day - timedelta(days=1)
        if yesterday.isoformat() <= watch.calm_until <= ground.day.isoformat():  # later: by a clock that was wrong
            return watch
        texts, of_all = (sum(hours.get(yesterday, NONE)) for hours in (past, ground.past))
        known = usual(Day(yesterday, texts, of_all), days_until(yesterday, past, ground.past, 1.0))
        is_over = isinstance(known, Learning) or known.is_calm(texts)
        end_spike(self.saved, watch, yesterday.isoformat(), now, is_over=is_over)
        return watch._replace(spike=None) if is_over else watch

    def _note(self, watch: Watch, known: Usual | Learning, texts: int, now: datetime) -> None:
        """Note what was seen, for those who ask how it stands."""
        if isinstance(known, Learning):
            seen = {"state": "learning", "low": 0, "high": 0, "bound": 0}
        else:
            state = "above" if known.is_above(texts) else "usual"
            seen = {"state": state, "low": known.low, "high": known.high, "bound": known.least}
        note_seen(self.saved, watch.search, **seen, days=known.days, texts=texts, looked=now)

    def _tell(self, search: SavedSearch, found: Found, known: Usual, texts: int, now: datetime) -> None:
        """Note the spike and the messages that tell of it, all at once: whoever comes second finds it told."""
        body = body_of_spike(search, found, known, texts, now)
        before = (jakarta_day(now) - timedelta(days=1)).isoformat()  # the days of the spike itself are judged
        with writing(self.saved) as connection:
            changing(connection)
            here = watches.c.search == search.id
            row = connection.execute(sa.select(watches.c.spike).where(here)).first()
            if row is None or row.spike is not None:
                return
            values = {"search": search.id, "told": now, "articles": found.articles, "texts": texts}
            values |= {"offices": found.offices, "low": known.low, "high": known.high, "bound": known.least}
            number = connection.execute(sa.insert(spikes).values(values).returning(spikes.c.number)).scalar_one()
            connection.execute(sa.update(watches).where(here).values(spike=number, calm_until=before))
            told = sa.select(receivers.c.id).where(receivers.c.search == search.id).order_by(receivers.c.id)
            add_deliveries(connection, connection.execute(told).scalars(), body, now)
        text = f"alert {search.name!r}: {texts} texts today, {known.low} to {known.high} are usual"
        event(logger, "alert.spike", text, labels__alert=search.name, labels__count=texts)
