"""The ledger's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from base.outcome_log import create_tally

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("last_visit", Instant),
        sa.Column("next_due", Instant, nullable=False),
        sa.Column("not_before", Instant),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("leased_until", Instant),
        sa.UniqueConstraint("publisher", "url", name="source_of_publisher"),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("published", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("first_seen", Instant, nullable=False),
        sa.Column("due", Instant),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("leased_until", Instant),
    )
    waiting = sa.text("due IS NOT NULL")
    op.create_index("link_due", "link", ["publisher", "due"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("started", Instant, nullable=False),
        sa.Column("ended", Instant),
        sa.Column("counts", sa.JSON, nullable=False),
    )
    op.create_index("run_started", "run", ["publisher", "started"])
    op.create_table(
        "host",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("not_before", Instant),
        sa.Column("delay", sa.Float),
    )
    op.create_table(
        "requests",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "archive_cursor",
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    create_tally(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first tables."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
