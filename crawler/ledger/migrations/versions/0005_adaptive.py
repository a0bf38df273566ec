"""What visits teach of a source, why it is due, and a count of visits apart from that of other requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the columns."""
    for name in ("profile", "why"):
        op.add_column("source", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("visits", "looks"):
        op.add_column("requests", sa.Column(name, sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """What was learnt would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
