"""A schedule that the user has changed counts at once, not only after the time for which the old one had put off."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import writing
from config.catalogue import Publisher
from crawler.ledger.tables import SOURCE
from crawler.schedule.policy import next_due, schedule_text


def apply_changes(engine: Engine, publishers: Iterable[Publisher]) -> int:
    """Count the due times of sources whose schedule is another than before from their last visits; returns how many.

    Sources that were never visited stay due, and the time for which a host asked not to come is kept.
    """
    given = {(one.slug, source.url): source for one in publishers for source in one.sources}
    changed = 0
    with writing(engine) as connection:
        for row in connection.execute(sa.select(SOURCE)).mappings().all():
            source = given.get((row["publisher"], row["url"]))
            if source is None or row["schedule"] == schedule_text(source.schedule):
                continue
            values: dict[str, object] = {"schedule": schedule_text(source.schedule)}
            if row["last_visit"]:
                values["next_due"] = next_due(source.schedule, row["last_visit"], row["failures"], source.url)
                values["why"] = "its schedule was changed: counted from the last visit on"
                changed += 1
            connection.execute(sa.update(SOURCE).where(SOURCE.c.id == row["id"]).values(**values))
    return changed
