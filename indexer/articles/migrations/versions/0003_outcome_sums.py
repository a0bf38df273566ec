"""Outcomes summed by hour and in all, from what the tally holds."""

from __future__ import annotations

from alembic import op

from base.outcome_log import create_sums

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of sums and fill them from the tally."""
    create_sums(op.get_bind(), ["extract", "index"])


def downgrade() -> None:
    """The tally, once pruned, cannot count for itself again."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
