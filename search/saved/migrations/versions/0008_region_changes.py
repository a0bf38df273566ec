"""What users say of articles and regions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant
from indexer.articles.tables import sequence_type

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "region_changes",
        sa.Column("number", sequence_type, primary_key=True),
        sa.Column("article", sa.String, nullable=False, index=True),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.Column("is_about", sa.Boolean),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """The corrections would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
