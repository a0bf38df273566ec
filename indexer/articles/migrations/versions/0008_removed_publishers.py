"""Publishers whose articles must not come back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table("removed_publishers", sa.Column("publisher", sa.String, primary_key=True))


def downgrade() -> None:
    """The ledger has them too."""
    op.drop_table("removed_publishers")
