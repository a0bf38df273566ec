"""What the ledger says of the archive: how far each file was written, and which pages it does not know."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crawler.ledger.tables import CURSOR, LINK


def recorded_places(connection: Connection) -> dict[str, int]:
    """How many bytes of each archive file the ledger knows to be written."""
    return {row.file: row.position for row in connection.execute(sa.select(CURSOR))}


def unknown_keys(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of the keys, at most some hundreds, that no link has."""
    return set(keys) - set(connection.execute(sa.select(LINK.c.key).where(LINK.c.key.in_(list(keys)))).scalars())


def lost_files(places: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Files that have fewer bytes (0: are gone) than they were known to have, each with both numbers."""
    return {name: (sizes.get(name, 0), place) for name, place in places.items() if sizes.get(name, 0) < place}
