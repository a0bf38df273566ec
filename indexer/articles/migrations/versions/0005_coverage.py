"""How often title, body, date and author are found on each publisher's pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; counting begins with the next page."""
    op.create_table(
        "coverage",
        sa.Column("publisher", sa.Text, primary_key=True),
        sa.Column("counts", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """What was counted would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
