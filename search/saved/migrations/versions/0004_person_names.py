"""Names that users have joined and parted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "person_names",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("office_key", sa.String, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
    )


def downgrade() -> None:
    """What was joined and parted would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
