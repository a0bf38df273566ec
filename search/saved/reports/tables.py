"""The tables of reports that come by mail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, false

from base.database import Instant, String, Text
from indexer.articles.tables import sequence_type
from search.saved.tables import metadata

report_schedules = Table(
    "report_schedules",
    metadata,
    Column("search", BigInteger, primary_key=True, autoincrement=False),
    Column("every", String, nullable=False),
    Column("form", String, nullable=False),
    Column("language", String, nullable=False),
    Column("last", String, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Instant),
    Column("error", Text, nullable=False, server_default=""),
)
"""Searches of which a report comes by mail, each `day` or `week`. `last` is the last day that one told of."""

report_files = Table(
    "report_files",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("search", BigInteger, nullable=False, index=True),
    Column("first", String, nullable=False),
    Column("last", String, nullable=False),
    Column("every", String, nullable=False),
    Column("form", String, nullable=False),
    Column("language", String, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("is_stale", Boolean, nullable=False, server_default=false()),
    Column("content", LargeBinary),
    sqlite_autoincrement=True,
)
"""Reports until their mails are taken; without `content` where there is nothing in one, it is too large for a mail, or
(`is_stale`) it is to be made anew since something was removed for good."""
