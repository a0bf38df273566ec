"""Articles that are looked at again while they are young."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    texts = ("url", "publisher", "source", "host", "asked", "etag", "last_modified", "fingerprint")
    op.create_table(
        "young",
        sa.Column("key", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("since", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False),
    )
    op.create_index("young_due", "young", ["due"])


def downgrade() -> None:
    """Nothing is lost but looks."""
    op.drop_table("young")
