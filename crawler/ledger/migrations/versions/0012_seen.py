"""Links know since when a source that is visited regularly lists them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the instant, which is not known of any link yet."""
    op.add_column("link", sa.Column("seen", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """The dates of articles that nothing else dates would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
