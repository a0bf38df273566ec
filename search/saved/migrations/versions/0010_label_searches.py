"""Saved searches that give labels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "label_searches",
        sa.Column("label", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("search", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    )


def downgrade() -> None:
    """Which search gives which label would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
