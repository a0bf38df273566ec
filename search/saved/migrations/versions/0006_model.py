"""What the user's own model is asked and what it said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "model_jobs",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.BigInteger, nullable=False, index=True),
        sa.Column("article", sa.String, nullable=False, index=True),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("asked", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("claimed", Instant),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Index("model_jobs_due", "state", "due"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_proposals",
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("label", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("label_set", sa.BigInteger, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sentences", sa.Text, nullable=False),
        sa.Column("decision", sa.String, nullable=False, server_default=""),
        sa.Column("who", sa.String, nullable=False, server_default=""),
        sa.Column("decided", Instant),
        sa.Index("model_proposals_open", "label_set", "decision"),
    )
    op.create_table(
        "model_summaries",
        sa.Column("id", sequence_type, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("about", sa.BigInteger, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("dropped_sentences", sa.Integer, nullable=False),
        sa.Column("dropped_statements", sa.Integer, nullable=False),
        sa.Column("statements", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_summary_articles",
        sa.Column("summary", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Index("model_summary_articles_article", "article"),
    )
    op.create_table(
        "model_days",
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("requests", sa.BigInteger, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "model_rest",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("until", Instant, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """What the model said would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
