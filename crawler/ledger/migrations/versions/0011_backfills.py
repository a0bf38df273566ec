"""Backfills: what was asked for, and the lists of past articles that are still to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "backfill",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("begun", Instant, nullable=False),
        sa.Column("running", sa.Boolean, nullable=False),
        sa.Column("planned", sa.Integer),
    )
    op.create_table(
        "backfill_list",
        sa.Column("backfill", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("sampled", sa.Boolean, nullable=False),
        sa.Column("due", Instant),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("kept", sa.JSON, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
    )
    op.create_index("link_source", "link", ["source"])


def downgrade() -> None:
    """What is left to be fetched would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
