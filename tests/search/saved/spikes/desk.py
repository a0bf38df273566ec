"""Weeks of news before the day of the desk, a little of it about floods."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from base.database import reading
from crawler.archive.archive import Page
from search.saved.messages import claim, taken
from search.saved.spikes.looking import Watcher
from search.saved.spikes.watching import Spike, Watch, spikes_of, watched
from tests.search.saved.desk import START, Desk, news

PLACES = ("Demak", "Kudus", "Jepara", "Rembang", "Blora", "Pati", "Tegal", "Brebes", "Cilacap", "Kebumen", "Sragen")
WEEKS = 4


def at(name: str, when: datetime, text: str, house: int, **more: object) -> Page:
    page = news(name, text, publisher=f"Koran {house}", published=when.isoformat(), **more)
    return replace(page, publisher=f"k{house}")


def weeks_before(now: datetime = START) -> list[Page]:
    """Of each day three articles, one of them about a flood, an hour before it is so late as now."""
    made = []
    for back in range(1, 7 * WEEKS + 1):
        when = now - timedelta(days=back, hours=1)
        made += [
            at(f"lama{back}-{house}", when, f"Kabar {house} hari ke-{back}.", house)
            for house in (back % 2, 2 + back % 2)
        ]
        made.append(at(f"banjir{back}", when, f"Banjir surut hari ke-{back}.", back % 4))
    return made


def flood(now: datetime, count: int = 8, houses: int = 4, mark: str = "") -> list[Page]:
    """So many texts about a flood, from some newsrooms, in the hour before."""
    return [
        at(f"baru{mark}{one}", now - timedelta(minutes=30 - one), told(one, mark), one % houses) for one in range(count)
    ]


def told(number: int, mark: str = "") -> str:
    place = PLACES[number % len(PLACES)]
    return f"Banjir {mark} di {place} merendam {number + 3} desa, warga {place} mengungsi ke balai {place}."


def look(desk: Desk, watcher: Watcher | None = None) -> None:
    """Look at all that is watched."""
    watcher = watcher or Watcher(desk.saved, dict)
    while watcher.is_due(desk.now):
        watcher.look(replace(desk.context, now=desk.now))


def sent(desk: Desk) -> list[dict[str, Any]]:
    """The messages that are due, which are taken."""
    bodies = []
    while delivery := claim(desk.saved, (), desk.now):
        bodies.append(json.loads(delivery.body))
        desk.sent.append(delivery)
        taken(desk.saved, delivery)
    return bodies


def watch_of(desk: Desk, search: int = 1) -> Watch:
    with reading(desk.saved) as connection:
        return watched(connection)[search]


def spikes(desk: Desk, search: int = 1) -> Sequence[Spike]:
    with reading(desk.saved) as connection:
        return spikes_of(connection, search)
