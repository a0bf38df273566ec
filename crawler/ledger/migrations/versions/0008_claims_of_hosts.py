"""Workers claim hosts instead of single sources and links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the columns of a host's claim and the table of workers; the leases of single rows go."""
    op.add_column("host", sa.Column("worker", sa.Text, nullable=False, server_default=""))
    for name in ("claimed_until", "next_turn", "wanted_until"):
        op.add_column("host", sa.Column(name, Instant))
    op.create_table(
        "worker",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("heartbeat", Instant, nullable=False),
    )
    for table in ("source", "link"):
        for name in ("worker", "leased_until"):
            op.drop_column(table, name)


def downgrade() -> None:
    """An older release claims single sources and links."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
