"""Saved searches, whom they tell, and of what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _searches()
    _messages()


def _searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("every", sa.String, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_receivers",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("search", sa.BigInteger, nullable=False, index=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_since", Instant),
        sa.Column("error", sa.Text, nullable=False, server_default=""),
        sa.Column("given_up", Instant),
        sqlite_autoincrement=True,
    )


def _messages() -> None:
    op.create_table(
        "alert_matches",
        sa.Column("search", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "alert_waiting",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("receiver", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Index("alert_waiting_order", "receiver", "number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_deliveries",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("receiver", sa.BigInteger, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claimed", Instant),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_position",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("article", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("captured", Instant),
        sa.Column("known_until", Instant),
    )
    op.create_table(
        "alert_counts",
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("outcome", sa.String, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """What users keep would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
