"""Links are given up by age, hosts that are away or refuse rest over a restart, the last good robots.txt is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from base.database import Instant

revision = "0004"
down_revision = "0003"

GIVE_UP = timedelta(days=30)


def upgrade() -> None:
    """Add what is to be remembered, and ask again for what was given up after five tries of late."""
    added: dict[str, list[sa.Column[Any]]] = {
        "source": [sa.Column("listed_at", Instant)],
        "link": [
            sa.Column("last_listed", Instant),
            sa.Column("rechecks", sa.Integer, nullable=False, server_default="0"),
            sa.Column("fetched", Instant),
            sa.Column("withdrawn", Instant),
        ],
        "host": [
            sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
            sa.Column("away_until", Instant),
            sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
            sa.Column("refused_until", Instant),
        ],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "robots",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("fetched", Instant, nullable=False),
    )
    _fill(op.get_bind(), datetime.now(UTC))


def _fill(connection: sa.Connection, now: datetime) -> None:
    columns = [sa.column("first_seen", Instant), sa.column("due", Instant), sa.column("fetched", Instant)]
    link = sa.table("link", *columns, sa.column("outcome"), sa.column("source"))
    had = link.c.outcome.in_(["fetched", "link_only"])
    connection.execute(sa.update(link).where(had).values(fetched=link.c.first_seen))
    given_up = link.c.due.is_(None) & link.c.outcome.in_(["http_error", "network_error", "timed_out", "disk_full"])
    recent = (link.c.source != "") & (link.c.first_seen > now - GIVE_UP)
    connection.execute(sa.update(link).where(given_up & recent).values(due=now))


def downgrade() -> None:
    """What was remembered would be lost."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
