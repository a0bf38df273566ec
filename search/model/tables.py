"""The tables of what a model is asked and what it said, in the database of what users keep."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from base.database import Instant, String, Text
from indexer.articles.tables import sequence_type
from search.saved.tables import metadata

model_jobs = Table(
    "model_jobs",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("about", BigInteger, nullable=False, index=True),
    Column("article", String, nullable=False, index=True),
    Column("publisher", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("asked", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("claimed", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("model_jobs_due", "state", "due"),
    sqlite_autoincrement=True,
)
"""What the model is to be asked: `kind` is `labels` (of the set `about`, for an `article`) or `summary` (of the folder
`about`, or of a day); `subject` the rest, as JSON. `state` is `asked`, `done` or `failed` (with a `reason`). `claimed`:
until when a process that asks keeps it to itself. `key` tells whether the same was asked before."""

model_proposals = Table(
    "model_proposals",
    metadata,
    Column("article", String, primary_key=True),
    Column("label", BigInteger, primary_key=True, autoincrement=False),
    Column("label_set", BigInteger, nullable=False),
    Column("publisher", String, nullable=False),
    Column("model", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sentences", Text, nullable=False),
    Column("decision", String, nullable=False, server_default=""),
    Column("who", String, nullable=False, server_default=""),
    Column("decided", Instant),
    Index("model_proposals_open", "label_set", "decision"),
)
"""Labels that a model proposed for an article in one `version`, with the sentences that it named, as a JSON list.
`decision`: `accepted` or `declined` by `who`, "" while nobody has looked."""

model_summaries = Table(
    "model_summaries",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("about", BigInteger, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("day", String, nullable=False),
    Column("model", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("found", Integer, nullable=False),
    Column("dropped_sentences", Integer, nullable=False),
    Column("dropped_statements", Integer, nullable=False),
    Column("statements", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The newest summary of a folder (`about`; 0 for that of a `day` of a search, its `request` as JSON). `found`: how many
articles there were to read. `statements` are a JSON list of `{"text", "sentences": [{"article", "version", "text"}]}`;
the others of what the model wrote were dropped, and so many sentences that stand in no article."""

model_summary_articles = Table(
    "model_summary_articles",
    metadata,
    Column("summary", BigInteger, primary_key=True, autoincrement=False),
    Column("article", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("publisher", String, nullable=False),
    Index("model_summary_articles_article", "article"),
)
"""What a summary was written from."""

model_days = Table(
    "model_days",
    metadata,
    Column("day", String, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
)
"""What was used of each day's budget (Jakarta)."""

model_rest = Table(
    "model_rest",
    metadata,
    Column("name", String, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)
"""One row while the server fails: how often in a row, why, and until when it is left alone."""
