"""Reports of saved searches by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables, and let a message bring a report."""
    op.create_table(
        "report_schedules",
        sa.Column("search", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("every", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("last", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_since", Instant),
        sa.Column("error", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "report_files",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("search", sa.BigInteger, nullable=False, index=True),
        sa.Column("first", sa.String, nullable=False),
        sa.Column("last", sa.String, nullable=False),
        sa.Column("every", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("is_stale", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("content", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    op.add_column("alert_deliveries", sa.Column("file", sa.BigInteger))


def downgrade() -> None:
    """What users keep would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
