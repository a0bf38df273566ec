"""Outcomes summed by hour and in all, from what the tally holds."""

from __future__ import annotations

from alembic import op

from base.outcome_log import create_sums

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables and fill them."""
    create_sums(op.get_bind(), ["fetch"])


def downgrade() -> None:
    """The tally, once pruned, cannot count for itself again."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
