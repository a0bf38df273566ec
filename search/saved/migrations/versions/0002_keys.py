"""API keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "api_keys",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("created", Instant, nullable=False),
        sa.Column("used", Instant),
    )


def downgrade() -> None:
    """The keys would be gone."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
