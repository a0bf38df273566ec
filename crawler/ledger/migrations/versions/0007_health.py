"""What visits have shown of each source, and what is wrong with more than one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; the next visit of each source begins its history."""
    op.create_table(
        "health",
        sa.Column("source", sa.Integer, primary_key=True),
        sa.Column("history", sa.Text, nullable=False),
    )
    op.create_table(
        "condition",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """What was learnt would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
