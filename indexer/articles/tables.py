"""The tables of the articles database. Their text types keep foreign text whatever is in it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, UniqueConstraint, false

from base.database import Instant, String, Text
from base.outcome_log import sum_tables, tally_table

metadata = MetaData()

sequence_type = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type is exactly INTEGER."""

tally = tally_table(metadata)
hours, totals = sum_tables(metadata)

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""`installation`: names this installation for good. `generations`: see `indexer.engines.generations`."""

coverage = Table(
    "coverage",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("counts", Text, nullable=False),
)
"""How often title, body, date and author are found on each publisher's pages (`crawler.health.coverage`)."""

articles = Table(
    "articles",
    metadata,
    Column("sequence", sequence_type, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("publisher", String, nullable=False, index=True),
    Column("publisher_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("captured", Instant, nullable=False),
    Column("instant", Instant, nullable=False),
    Column("dated_by", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("group_id", String, nullable=False, index=True),
    Column("page", String, nullable=False),
    Column("withdrawn", Instant),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)
"""One row an article: its current text (`content`, see `indexer.articles.drafts`) and the archived page it is from.
`withdrawn`: since when its page is gone, empty while it is not. `doubtful` is in `content` too; here it is counted."""
Index("articles_doubtful", articles.c.doubtful, sqlite_where=articles.c.doubtful, postgresql_where=articles.c.doubtful)

versions = Table(
    "versions",
    metadata,
    Column("article", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("captured", Instant, nullable=False),
    Column("page", String, nullable=False),
    Column("content", Text, nullable=False),
)
"""Earlier texts of an article, each as it was before the next one came."""

aliases = Table(
    "aliases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("article", String, nullable=False, index=True),
)
"""Further URL keys under which an article is known."""

removals = Table(
    "removals",
    metadata,
    Column("article", String, primary_key=True),
    Column("removed", Instant, nullable=False),
)
"""Tombstones: articles that the user removed and that must not come back. The list is the ledger's; what is refused in
the transaction that would store it stands here."""

removed_publishers = Table("removed_publishers", metadata, Column("publisher", String, primary_key=True))
"""The same for publishers."""

bands = Table(
    "bands",
    metadata,
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""MinHash bands of each article, by its sequence: articles with a value in common may be copies."""

relations = Table(
    "relations",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("other", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("containment", Integer, nullable=False),
)
"""Articles (by sequence, the later first) that share half of the shorter text's word triples or more, in per cent."""

acronyms = Table(
    "acronyms",
    metadata,
    Column("acronym", String, primary_key=True),
    Column("long_form", String, primary_key=True),
    Column("article", BigInteger, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
"""Acronyms that articles (by sequence) explain, with what they say it stands for."""

parts = Table(
    "parts",
    metadata,
    Column("page", String, primary_key=True),
    Column("file", String, nullable=False),
    Column("place", BigInteger, nullable=False),
)
"""Where in the archive the further parts of articles lie until their main page comes."""

cursors = Table(
    "cursors",
    metadata,
    Column("file", String, primary_key=True),
    Column("place", BigInteger, nullable=False),
)
"""For each archive file the place up to which its records are articles."""

outbox = Table(
    "outbox",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("generation", String, nullable=False),
    Column("article", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("page", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", String, nullable=False),
    Column("run", String, nullable=False),
    Index("outbox_order", "generation", "number"),
    Index("outbox_article", "article", "generation"),
    sqlite_autoincrement=True,
)
"""What the engine has yet to be told, for each generation. An article that is gone by then is taken out.

`page` is the page to be tallied, "" where the article changed by another's doing.
"""

indexed = Table(
    "indexed",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("article", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("article", "version"),
    sqlite_autoincrement=True,
)
"""What has become searchable, in order: followers keep the number up to which they have read."""

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("article", String, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Articles that the engine refused, and its words why. An article leaves the list when it is taken."""
