"""The tables of watched searches and their spikes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table

from base.database import Instant, String
from indexer.articles.tables import sequence_type
from search.saved.tables import metadata

watches = Table(
    "spike_watches",
    metadata,
    Column("search", BigInteger, primary_key=True, autoincrement=False),
    Column("spike", BigInteger),
    Column("calm_until", String, nullable=False, server_default=""),
    Column("state", String, nullable=False, server_default="new"),
    Column("looked", Instant),
    Column("texts", Integer, nullable=False, server_default="0"),
    Column("low", Integer, nullable=False, server_default="0"),
    Column("high", Integer, nullable=False, server_default="0"),
    Column("bound", Integer, nullable=False, server_default="0"),
    Column("days", Integer, nullable=False, server_default="0"),
)
"""Searches of which it is told when they find more in a day than usual. `spike` is the one that goes on, and
`calm_until` the last whole day at which it was looked whether it does. The rest is what was seen last: `state` is
`new`, `learning` (of `days` days), `usual` or `above`; `texts` so far that day, the usual range `low` to `high`, and
from which number on it would be a spike."""

spikes = Table(
    "spikes",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("search", BigInteger, nullable=False, index=True),
    Column("told", Instant, nullable=False),
    Column("ended", Instant),
    Column("articles", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("offices", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("bound", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Each spike as it was told: how many articles, texts and newsrooms there were then, and what was usual."""
