"""Each sitemap of an index has validators of its own, and validators are trusted for hours only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "document",
        sa.Column("publisher", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("lastmod", sa.Text, nullable=False),
        sa.Column("asked", Instant),
        sa.Column("answered", Instant),
        sa.Column("news", Instant),
        sa.Column("distrusted", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """What is known of the documents would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
