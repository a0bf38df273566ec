"""The tables of what users keep: `saved.sqlite`, or beside the others in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, false

from base.database import Instant, String, Text
from indexer.articles.tables import sequence_type

metadata = MetaData()

searches = Table(
    "saved_searches",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("request", Text, nullable=False),
    Column("every", String, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("created", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""`request` is a search request as JSON. What had become searchable up to the number `start` (`indexed` among the
articles) was there before. `every`: when it is told (`now`, `hour`, `day`)."""

receivers = Table(
    "alert_receivers",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("search", BigInteger, nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Instant),
    Column("error", Text, nullable=False, server_default=""),
    Column("given_up", Instant),
    sqlite_autoincrement=True,
)
"""Who is told (`mail` or `webhook`), how often that failed in a row and why, and when a message was last given up."""

matches = Table(
    "alert_matches",
    metadata,
    Column("search", BigInteger, primary_key=True, autoincrement=False),
    Column("article", String, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""What a search was told of, so that no article comes twice."""

waiting = Table(
    "alert_waiting",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("receiver", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("alert_waiting_order", "receiver", "number"),
    sqlite_autoincrement=True,
)
"""Articles, as JSON, that a receiver is to be told of and that are in no message yet."""

deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("receiver", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claimed", Instant),
    Column("file", BigInteger),
    sqlite_autoincrement=True,
)
"""Messages that are not taken yet; written before they are sent, and each time sent under the same id. `claimed`: until
when a process that sends one keeps it to itself. `file`: the number of the report that a mail brings."""

position = Table(
    "alert_position",
    metadata,
    Column("name", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("article", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("captured", Instant),
    Column("known_until", Instant),
)
"""Up to which row `indexed` was read, the newest page among them, and (where `indexed` was made anew since) up to when
a page must have been captured to be known."""

counts = Table(
    "alert_counts",
    metadata,
    Column("channel", String, primary_key=True),
    Column("outcome", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
"""Messages since the beginning: `delivered`, `failed` (tries), `given_up`."""

keys = Table(
    "api_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("scope", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("created", Instant, nullable=False),
    Column("used", Instant),
)
"""`scope` is `read` or `admin`; `digest` the SHA-256 of the key, which itself is kept nowhere."""

collections = Table(
    "collections",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("created", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""Clipping folders. `revision` grows whenever another set of articles is in one."""

clips = Table(
    "clips",
    metadata,
    Column("collection", BigInteger, primary_key=True, autoincrement=False),
    Column("article", String, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("publisher", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("seen", Boolean, nullable=False, server_default=false()),
    Column("hidden", Boolean, nullable=False, server_default=false()),
    Column("added", Instant, nullable=False),
    Column("added_by", String, nullable=False, server_default=""),
    Index("clips_order", "collection", "place"),
    Index("clips_article", "article"),
)
"""What lies in a folder, by `place`: an article as it was in one `version`, whose text is told by its hash where the
articles are made anew and their versions numbered otherwise. `seen`: somebody read it. `added_by`: the saved search
that put it in, "" for a hand."""

collection_searches = Table(
    "collection_searches",
    metadata,
    Column("collection", BigInteger, primary_key=True, autoincrement=False),
    Column("search", BigInteger, primary_key=True, autoincrement=False, index=True),
)
"""Which saved searches fill a folder with what they find from then on."""
person_names = Table(
    "person_names",
    metadata,
    Column("key", String, primary_key=True),
    Column("office_key", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("created", Instant, nullable=False),
)
"""A name in articles (`key` is what its spellings have in common) is a person's; where an `office` is given, only of
those whom articles give an office that has its words."""

label_sets = Table(
    "label_sets",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("several", Boolean, nullable=False),
    Column("created", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Sets of labels (tone, topic, stance); of one that does not take `several`, an article has one label at most."""

labels = Table(
    "labels",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("label_set", BigInteger, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    Column("place", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""The labels of a set in their order; `key` gives one on the page of an article."""

labels_given = Table(
    "labels_given",
    metadata,
    Column("article", String, primary_key=True),
    Column("label", BigInteger, primary_key=True, autoincrement=False),
    Column("sample", BigInteger, primary_key=True, autoincrement=False),
    Column("coder", String, primary_key=True),
    Index("labels_given_label", "sample", "label"),
)
"""What articles are labelled with now: for all (`sample` 0, no `coder`), and by each coder of a sample."""

label_changes = Table(
    "label_changes",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("article", String, nullable=False, index=True),
    Column("publisher", String, nullable=False),
    Column("label", BigInteger, nullable=False),
    Column("sample", BigInteger, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Each label that was `given` or taken, by whom, when and why. Rows are added alone; only a removal takes any away."""

label_searches = Table(
    "label_searches",
    metadata,
    Column("label", BigInteger, primary_key=True, autoincrement=False),
    Column("search", BigInteger, primary_key=True, autoincrement=False, index=True),
)
"""Which saved searches give a label to what they find from then on."""

label_samples = Table(
    "label_samples",
    metadata,
    Column("id", sequence_type, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("label_set", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("drawn_from", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Random samples that several people label, each for themselves; `drawn_from` is how many articles the search found."""

label_sample_articles = Table(
    "label_sample_articles",
    metadata,
    Column("sample", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("article", String, nullable=False),
)
"""The articles of a sample in the order in which they were drawn."""

region_changes = Table(
    "region_changes",
    metadata,
    Column("number", sequence_type, primary_key=True),
    Column("article", String, nullable=False, index=True),
    Column("publisher", String, nullable=False),
    Column("region", String, nullable=False),
    Column("is_about", Boolean),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was said of an article and a region, by whom, when and why: that it is about it (`is_about`), or not; NULL: that
what is read off its text holds again. What holds now follows from all of them in their order. Rows are added alone;
only a removal takes any away."""
