"""Clipping folders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "collections",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("created", Instant, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "clips",
        sa.Column("collection", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text_hash", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("seen", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("added", Instant, nullable=False),
        sa.Column("added_by", sa.String, nullable=False, server_default=""),
        sa.Index("clips_order", "collection", "place"),
        sa.Index("clips_article", "article"),
    )
    op.create_table(
        "collection_searches",
        sa.Column("collection", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("search", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    )


def downgrade() -> None:
    """The folders would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
