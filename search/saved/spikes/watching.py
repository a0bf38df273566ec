"""Which saved searches are watched for spikes, what was seen of them last, and the spikes that were told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, reading, writing
from indexer.fields import Language
from search.i18n import label
from search.saved.searches import changing, find_search
from search.saved.spikes.tables import spikes, watches
from search.saved.spikes.usual import MIN_DAYS
from search.saved.tables import searches

State = Literal["new", "learning", "usual", "above"]
MAX_SHOWN = 50


class Watch(NamedTuple):
    """What was seen of a search when it was looked at last (None: not yet). `spike` is the number of the one that goes
    on; `bound` is the number of texts from which on it would be one."""

    search: int
    spike: int | None
    calm_until: str
    state: State
    looked: datetime | None
    texts: int
    low: int
    high: int
    bound: int
    days: int

    def to_json(self) -> dict[str, Any]:
        """As `alert show --json` has it."""
        return {
            "state": self.state,
            "looked": self.looked.isoformat(timespec="seconds") if self.looked else None,
            "texts": self.texts,
            "usual": [self.low, self.high] if self.state in ("usual", "above") else None,
            "from": self.bound or None,
            "days": self.days,
            "goes_on": self.spike is not None,
        }

    def said(self, language: Language = "en") -> str:
        """How it stands, in a sentence."""
        counts = (str(self.texts), said_range(self.low, self.high, language), str(self.bound))
        arguments = (str(self.days), str(MIN_DAYS)) if self.state == "learning" else counts
        return label(f"watch_{self.state}", language, *arguments)


class Spike(NamedTuple):
    """A spike as it was told; `ended` is None while it goes on."""

    number: int
    search: int
    told: datetime
    ended: datetime | None
    articles: int
    texts: int
    offices: int
    low: int
    high: int
    bound: int

    def to_json(self) -> dict[str, Any]:
        """As `alert show --json` has it."""
        return {
            "told": self.told.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds") if self.ended else None,
            "texts": self.texts,
            "articles": self.articles,
            "newsrooms": self.offices,
            "usual": [self.low, self.high],
            "from": self.bound,
        }

    def said(self, language: Language = "en") -> str:
        """How much it was, in a line."""
        usual = said_range(self.low, self.high, language)
        return label("spike_much", language, str(self.texts), str(self.offices), usual)


def said_range(low: int, high: int, language: Language) -> str:
    """The usual number of texts, or from which to which."""
    return str(low) if low == high else label("usual_range", language, str(low), str(high))


def watch_search(database: Engine, name: str, *, is_on: bool) -> None:
    """Tell of a search's spikes from now on, or no more. Raises ConfigError where there is no such search."""
    search = find_search(database, name).id
    with writing(database) as connection:
        changing(connection)
        if not is_on:
            connection.execute(sa.delete(watches).where(watches.c.search == search))
        elif connection.execute(sa.select(searches.c.id).where(searches.c.id == search)).first():
            insert_or_ignore(connection, watches, [{"search": search}])


def watched(connection: Connection) -> dict[int, Watch]:
    """Those that are watched, by the search's id."""
    rows = connection.execute(sa.select(watches).order_by(watches.c.search))
    return {row.search: Watch(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name


def spikes_of(connection: Connection, search: int, most: int = MAX_SHOWN) -> list[Spike]:
    """The spikes of a search that were told, the newest first."""
    query = sa.select(spikes).where(spikes.c.search == search).order_by(spikes.c.number.desc()).limit(most)
    return [Spike(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001


class Standing(NamedTuple):
    """How the watch of a search stands, None where it is not watched, and its latest spikes."""

    watch: Watch | None
    spikes: list[Spike]


def standing(database: Engine, search: int, most: int = 5) -> Standing:
    """That of a search, with so many spikes."""
    with reading(database) as connection:
        return Standing(watched(connection).get(search), spikes_of(connection, search, most))


def note_seen(database: Engine, search: int, **seen: Any) -> None:
    """Note what was seen of a search."""
    with writing(database) as connection:
        connection.execute(sa.update(watches).where(watches.c.search == search).values(seen))


def end_spike(database: Engine, watch: Watch, day: str, now: datetime, *, is_over: bool) -> None:
    """Note that a whole day was looked at, and whether the spike is over by it."""
    with writing(database) as connection:
        here = sa.update(watches).where(watches.c.search == watch.search, watches.c.spike == watch.spike)
        connection.execute(here.values(calm_until=day, **({"spike": None} if is_over else {})))
        if is_over:
            connection.execute(sa.update(spikes).where(spikes.c.number == watch.spike).values(ended=now))
