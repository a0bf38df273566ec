"""Articles know what told when they were published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from base.database import String

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Articles that had a date count as dated by their pages: which of them a source had dated was not kept."""
    op.add_column("articles", sa.Column("dated_by", String, nullable=False, server_default=""))
    articles = sa.table("articles", sa.column("dated", sa.Boolean), sa.column("dated_by", String))
    op.get_bind().execute(sa.update(articles).where(articles.c.dated).values(dated_by="page"))
    op.drop_column("articles", "dated")


def downgrade() -> None:
    """What told the dates would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
