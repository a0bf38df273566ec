"""Articles know since when their publisher has them no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the instant, which no article has yet."""
    op.add_column("articles", sa.Column("withdrawn", Instant))


def downgrade() -> None:
    """Which articles are withdrawn would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
