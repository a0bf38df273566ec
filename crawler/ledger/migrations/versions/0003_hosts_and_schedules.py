"""The host of each link, and the schedule by which each source is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crawler.ledger.links import host_of

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the columns; links that wait get their hosts, the others need none."""
    op.add_column("source", sa.Column("schedule", sa.Text, nullable=False, server_default=""))
    op.add_column("link", sa.Column("host", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    link = sa.table("link", *map(sa.column, ("id", "url", "host", "due")))
    waiting = connection.execute(sa.select(link.c.id, link.c.url).where(link.c.due.is_not(None))).all()
    if waiting:
        change = sa.update(link).where(link.c.id == sa.bindparam("link")).values(host=sa.bindparam("name"))
        connection.execute(change, [{"link": row.id, "name": host_of(row.url)} for row in waiting])
    due = sa.text("due IS NOT NULL")
    op.drop_index("link_due", "link")
    op.create_index("link_due", "link", ["publisher", "host", "due"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    """An older release cannot tell which schedule a due time came from."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
