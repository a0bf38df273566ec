"""The first tables of the articles database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from base.outcome_log import create_tally

revision = "0001"
down_revision = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables of articles, versions, duplicates, outbox and tally."""
    op.create_table(
        "meta",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "articles",
        sa.Column("sequence", SEQUENCE, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("publisher_name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("text_hash", sa.String, nullable=False),
        sa.Column("first_seen", Instant, nullable=False),
        sa.Column("captured", Instant, nullable=False),
        sa.Column("instant", Instant, nullable=False),
        sa.Column("dated", sa.Boolean, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("page", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_group_id", "articles", ["group_id"])
    op.create_index("ix_articles_publisher", "articles", ["publisher"])
    op.create_table(
        "versions",
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("captured", Instant, nullable=False),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "aliases",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("article", sa.String, nullable=False),
    )
    op.create_index("ix_aliases_article", "aliases", ["article"])
    op.create_table(
        "removals",
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("removed", Instant, nullable=False),
    )
    op.create_table(
        "bands",
        sa.Column("value", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "relations",
        sa.Column("article", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("other", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("containment", sa.Integer, nullable=False),
    )
    op.create_index("ix_relations_other", "relations", ["other"])
    op.create_table(
        "parts",
        sa.Column("page", sa.String, primary_key=True),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("file", sa.String, primary_key=True),
        sa.Column("place", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("number", SEQUENCE, primary_key=True),
        sa.Column("generation", sa.String, nullable=False),
        sa.Column("article", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("run", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_article", "outbox", ["article", "generation"])
    op.create_index("outbox_order", "outbox", ["generation", "number"])
    op.create_table(
        "indexed",
        sa.Column("number", SEQUENCE, primary_key=True),
        sa.Column("article", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.UniqueConstraint("article", "version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dead_letters",
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    create_tally(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first tables."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
