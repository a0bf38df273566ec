"""Acronyms seen in articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of acronyms; `kliping index --rebuild` fills it from the articles that are there already."""
    op.create_table(
        "acronyms",
        sa.Column("acronym", sa.String, primary_key=True),
        sa.Column("long_form", sa.String, primary_key=True),
        sa.Column("article", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_acronyms_article", "acronyms", ["article"])


def downgrade() -> None:
    """Drop the table; nothing else uses it."""
    op.drop_table("acronyms")
