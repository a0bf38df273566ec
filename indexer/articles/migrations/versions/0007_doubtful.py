"""Articles know whether they may be none, so that status counts those without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the mark, and set it where the content has it."""
    op.add_column("articles", sa.Column("doubtful", sa.Boolean, nullable=False, server_default=sa.false()))
    articles = sa.table("articles", sa.column("doubtful", sa.Boolean), sa.column("content", sa.Text))
    is_marked = articles.c.content.like('%"doubtful":true%')
    op.get_bind().execute(sa.update(articles).where(is_marked).values(doubtful=True))
    column = sa.column("doubtful", sa.Boolean)
    op.create_index("articles_doubtful", "articles", ["doubtful"], sqlite_where=column, postgresql_where=column)


def downgrade() -> None:
    """The mark stands in the content too."""
    op.drop_index("articles_doubtful")
    op.drop_column("articles", "doubtful")
