"""Saved searches that tell when they find more in a day than usual."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "spike_watches",
        sa.Column("search", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("spike", sa.BigInteger),
        sa.Column("calm_until", sa.String, nullable=False, server_default=""),
        sa.Column("state", sa.String, nullable=False, server_default="new"),
        sa.Column("looked", Instant),
        sa.Column("texts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("low", sa.Integer, nullable=False, server_default="0"),
        sa.Column("high", sa.Integer, nullable=False, server_default="0"),
        sa.Column("bound", sa.Integer, nullable=False, server_default="0"),
        sa.Column("days", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "spikes",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("search", sa.BigInteger, nullable=False, index=True),
        sa.Column("told", Instant, nullable=False),
        sa.Column("ended", Instant),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("offices", sa.Integer, nullable=False),
        sa.Column("low", sa.Integer, nullable=False),
        sa.Column("high", sa.Integer, nullable=False),
        sa.Column("bound", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """What users keep would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
