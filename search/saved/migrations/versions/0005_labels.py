"""Labels that people give to articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "label_sets",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("several", sa.Boolean, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "labels",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("label_set", sa.BigInteger, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "labels_given",
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("label", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sample", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("coder", sa.String, primary_key=True),
        sa.Index("labels_given_label", "sample", "label"),
    )
    op.create_table(
        "label_changes",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("article", sa.String, nullable=False, index=True),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("label", sa.BigInteger, nullable=False),
        sa.Column("sample", sa.BigInteger, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label_samples",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("label_set", sa.BigInteger, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("drawn_from", sa.Integer, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label_sample_articles",
        sa.Column("sample", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String, nullable=False),
    )


def downgrade() -> None:
    """The labels would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
