"""What people were told of the health of sources, and what they are yet to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "told",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("times", sa.Float, nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    )


def downgrade() -> None:
    """What was told would be told again."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
