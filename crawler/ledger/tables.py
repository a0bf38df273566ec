"""The ledger's tables, as its migrations leave them (a test compares the two)."""

from __future__ import annotations

import sqlalchemy as sa

from base.database import Instant, Text
from base.outcome_log import sum_tables, tally_table

METADATA = sa.MetaData()

SOURCE = sa.Table(
    "source",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("publisher", Text, nullable=False),
    sa.Column("url", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("etag", Text, nullable=False),
    sa.Column("last_modified", Text, nullable=False),
    sa.Column("body_hash", Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("outcome", Text, nullable=False),
    sa.Column("last_visit", Instant),
    sa.Column("next_due", Instant, nullable=False),
    sa.Column("not_before", Instant),
    sa.Column("schedule", Text, nullable=False, server_default=""),
    sa.Column("listed_at", Instant),
    sa.Column("profile", Text, nullable=False, server_default=""),
    sa.Column("why", Text, nullable=False, server_default=""),
    sa.UniqueConstraint("publisher", "url", name="source_of_publisher"),
)
"""What is known of each source; a source that left the catalogue stays, not active. `schedule` is the one by which
`next_due` was set. `listed_at` is when its links were last read: those of its links with `last_listed` since then are
still in it. `profile` is what its visits have taught (`schedule/profile.py`), `why` says why it is due then."""

DOCUMENT = sa.Table(
    "document",
    METADATA,
    sa.Column("publisher", Text, primary_key=True),
    sa.Column("source", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("etag", Text, nullable=False),
    sa.Column("last_modified", Text, nullable=False),
    sa.Column("body_hash", Text, nullable=False),
    sa.Column("lastmod", Text, nullable=False),
    sa.Column("asked", Instant),
    sa.Column("answered", Instant),
    sa.Column("news", Instant),
    sa.Column("distrusted", sa.Boolean, nullable=False),
)
"""Each sitemap of an index, and each source's own document as far as its validators are trusted (`documents`)."""

LINK = sa.Table(
    "link",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("key", Text, nullable=False, unique=True),
    sa.Column("url", Text, nullable=False),
    sa.Column("publisher", Text, nullable=False),
    sa.Column("source", Text, nullable=False),
    sa.Column("title", Text, nullable=False),
    sa.Column("published", Text, nullable=False),
    sa.Column("summary", Text, nullable=False),
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("due", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("page", Text, nullable=False),
    sa.Column("outcome", Text, nullable=False),
    sa.Column("host", Text, nullable=False, server_default=""),
    sa.Column("last_listed", Instant),
    sa.Column("rechecks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("fetched", Instant),
    sa.Column("withdrawn", Instant),
    sa.Column("seen", Text, nullable=False, server_default=""),
    sa.Index(
        "link_due",
        "publisher",
        "host",
        "due",
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    ),
    sa.Index("link_source", "source"),
)
"""Every article address ever seen, once. `due` is empty when nothing is left to do; the index has only the others.
`last_listed`: when a source last named it (kept for links that wait). `rechecks`: how often it was asked again because
it was not there or empty. `fetched`: when its page was last had. `withdrawn`: since when a page that was had is gone
(404 or 410). `seen`: since when a source that is visited regularly lists it, empty where that is not known."""

YOUNG = sa.Table(
    "young",
    METADATA,
    sa.Column("key", Text, primary_key=True),
    sa.Column("url", Text, nullable=False),
    sa.Column("publisher", Text, nullable=False),
    sa.Column("source", Text, nullable=False),
    sa.Column("host", Text, nullable=False),
    sa.Column("asked", Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("etag", Text, nullable=False),
    sa.Column("last_modified", Text, nullable=False),
    sa.Column("fingerprint", Text, nullable=False),
    sa.Index("young_due", "due"),
)
"""Articles that are looked at again until a day after they were fetched (`since`); `due` is the next look."""

RUN = sa.Table(
    "run",
    METADATA,
    sa.Column("id", Text, primary_key=True),
    sa.Column("source", Text, nullable=False),
    sa.Column("publisher", Text, nullable=False),
    sa.Column("started", Instant, nullable=False),
    sa.Column("ended", Instant),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Index("run_started", "publisher", "started"),
)

HOST = sa.Table(
    "host",
    METADATA,
    sa.Column("host", Text, primary_key=True),
    sa.Column("not_before", Instant),
    sa.Column("delay", sa.Float),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("away_until", Instant),
    sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
    sa.Column("refused_until", Instant),
    sa.Column("worker", Text, nullable=False, server_default=""),
    sa.Column("claimed_until", Instant),
    sa.Column("next_turn", Instant),
    sa.Column("wanted_until", Instant),
)
"""What politeness remembers over a restart: what the host asked for, then how often in a row it could not be reached
and until when it rests for that, then the same for articles that it refused. Behind that what several workers share
(`claims`): who holds it and until when, from when on it may be asked, and until when it is left to one that waits."""

WORKER = sa.Table(
    "worker",
    METADATA,
    sa.Column("id", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("role", Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("heartbeat", Instant, nullable=False),
)
"""The processes that share a ledger in PostgreSQL; in SQLite there is one, which needs no row."""

ROBOTS = sa.Table(
    "robots",
    METADATA,
    sa.Column("site", Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("fetched", Instant, nullable=False),
)
"""The last good robots.txt of each site."""

REQUESTS = sa.Table(
    "requests",
    METADATA,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("visits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
)
"""Requests of each day: visits of sources, second looks at young articles, and in `number` all others."""

HEALTH = sa.Table(
    "health",
    METADATA,
    sa.Column("source", sa.Integer, primary_key=True),
    sa.Column("history", Text, nullable=False),
)
"""What the visits of each source have shown (`crawler.health.history`)."""

CONDITION = sa.Table(
    "condition",
    METADATA,
    sa.Column("subject", Text, primary_key=True),
    sa.Column("state", Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("evidence", Text, nullable=False),
)
"""What is wrong with more than one source: the network here, or a publisher's pages. Well is who has no row."""

TOLD = sa.Table(
    "told",
    METADATA,
    sa.Column("subject", Text, primary_key=True),
    sa.Column("state", Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("times", sa.Float, nullable=False),
)
"""What people were last told of a source or of the network; `times` of late, fading."""

NOTICE = sa.Table(
    "notice",
    METADATA,
    sa.Column("id", Text, primary_key=True),
    sa.Column("channel", Text, nullable=False),
    sa.Column("body", Text, nullable=False),
    sa.Column("created", Instant, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
)
"""What people are yet to be told, by mail or webhook."""

BACKFILL = sa.Table(
    "backfill",
    METADATA,
    sa.Column("id", Text, primary_key=True),
    sa.Column("publisher", Text, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("begun", Instant, nullable=False),
    sa.Column("running", sa.Boolean, nullable=False),
    sa.Column("planned", sa.Integer),
)
"""Ranges of days whose articles were asked for. Not `running`: only a plan is made, of the lists that are `sampled`.
`planned` is the number of requests that it was expected to take."""

BACKFILL_LIST = sa.Table(
    "backfill_list",
    METADATA,
    sa.Column("backfill", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("series", Text, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("sampled", sa.Boolean, nullable=False),
    sa.Column("due", Instant),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("outcome", Text, nullable=False),
    sa.Column("listed", sa.Integer, nullable=False),
    sa.Column("wanted", sa.Integer, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("kept", sa.JSON, nullable=False),
    sa.Column("mark", Text, nullable=False),
)
"""The lists of a backfill, each read once; `due` is empty when it is done. `series` is the pattern of a dated list, or
"" for a sitemap; `page` the number of the page in it, or the level of a sitemap. `kept` are the links of a list that
was read for a plan, until the backfill runs; `mark` tells a page that shows the same articles as another."""

REMOVAL = sa.Table(
    "removal",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("value", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
)
"""What users had removed for good, and how many articles that were then (`removals`)."""

TOMBSTONE = sa.Table(
    "tombstone",
    METADATA,
    sa.Column("kind", Text, primary_key=True),
    sa.Column("value", Text, primary_key=True),
    sa.Column("removal", sa.BigInteger, nullable=False, index=True),
)
"""What must not come back: `article` ids, which for an address is that of its key, and `publisher` slugs."""

CURSOR = sa.Table(
    "archive_cursor",
    METADATA,
    sa.Column("file", Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
"""How far each archive file is known to the ledger."""

TALLY = tally_table(METADATA)
HOURS, TOTALS = sum_tables(METADATA)
