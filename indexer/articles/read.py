"""The articles: opening their database and reading from it. `indexer.articles.write` writes."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, open_database, reading, writing
from base.urls import article_id, canonical_url
from config.settings import Settings
from indexer.articles.article import Article, Content, content_from_json
from indexer.articles.tables import aliases, articles, meta, relations, versions

MIGRATIONS = Path(__file__).parent / "migrations"
MAX_VERSIONS = 20
"""The newest versions of an article, which are searched and shown; all are kept."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article: when it was captured, and the archived page it is from. Versions count from 1."""

    number: int
    captured: datetime
    page: str
    content: Content


@dataclass(frozen=True, slots=True)
class Related:
    """An article that shares much text with another: `containment` is the share (0 to 1) of the shorter one's."""

    id: str
    containment: float


def open_articles(settings: Settings, data: Path) -> Engine:
    """Open the articles database and bring its tables up to date. Raises UnavailableError or ConfigError."""
    return open_database(settings.database.url, data, "articles", MIGRATIONS)


@contextmanager
def articles_database(settings: Settings, data: Path) -> Iterator[Engine]:
    """The articles database, closed at the end."""
    database = open_articles(settings, data)
    try:
        yield database
    finally:
        database.dispose()


def installation(settings: Settings, data: Path) -> str:
    """The id (12 hex digits) that tells this installation from others on the same cluster; made once, kept for good."""
    with articles_database(settings, data) as database:
        with reading(database) as connection:
            known = get_meta(connection, "installation")
        if known is None:
            with writing(database) as connection:
                insert_or_ignore(connection, meta, [{"key": "installation", "value": secrets.token_hex(6)}])
                known = get_meta(connection, "installation")
    assert known is not None  # noqa: S101 - the row was just made, and nobody takes it away
    return known


def get_meta(connection: Connection, key: str) -> str | None:
    """A value of the table `meta`; None where it has none."""
    value: str | None = connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar()
    return value


def count_articles(connection: Connection) -> int:
    """How many articles there are."""
    return connection.execute(sa.select(sa.func.count()).select_from(articles)).scalar_one()


def count_doubtful(connection: Connection) -> int:
    """How many articles may be none; read from their own index."""
    # Without the column's type, for which SQLAlchemy says `doubtful = 1` to SQLite: the index is `WHERE doubtful`
    query = sa.select(sa.func.count()).select_from(articles).where(sa.column("doubtful"))
    return connection.execute(query).scalar_one()


def articles_by_id(connection: Connection, ids: Iterable[str], *, lock: bool = False) -> list[Article]:
    """The current articles of these ids, in the database's order; unknown ids are left out. `lock`: see below."""
    return select_articles(connection, articles.c.id.in_(list(ids)), lock=lock)


def select_articles(
    connection: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None, lock: bool = False
) -> list[Article]:
    """The articles that meet conditions on the table, in the database's order.

    With `lock`, no other connection to PostgreSQL can change them until this transaction ends.
    """
    query = sa.select(articles).where(*conditions).order_by(articles.c.sequence).limit(limit)
    rows = connection.execute(query.with_for_update(read=True) if lock else query).all()
    shared = _shared_groups(connection, {row.group_id for row in rows})
    return _with_earlier(connection, [_to_article(row, row.group_id in shared) for row in rows])


def _shared_groups(connection: Connection, groups: set[str]) -> set[str]:
    """Those of the groups that have several members."""
    query = sa.select(articles.c.group_id).where(articles.c.group_id.in_(groups)).group_by(articles.c.group_id)
    return set(connection.execute(query.having(sa.func.count() > 1)).scalars())


def _with_earlier(connection: Connection, found: Sequence[Article]) -> list[Article]:
    """The articles, those that have changed with what only their earlier versions say."""
    changed = [article.id for article in found if article.version > 1]
    texts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for article, content in _earlier(connection, changed) if changed else ():
        texts[article] |= dict.fromkeys((content.title, *content.body))
    return [_beyond(article, texts[article.id]) if article.id in texts else article for article in found]


def _beyond(article: Article, texts: Iterable[str]) -> Article:
    current = {article.content.title, *article.content.body}
    return replace(article, earlier=tuple(text for text in texts if text not in current))


def as_of(connection: Connection, article: Article, version: int) -> Article:
    """An article as it was when it had that version, with what only the ones before said."""
    texts = [one for one in versions_of(connection, article.id) if one.number <= version]
    if not texts or version >= article.version:
        return article
    older = dict.fromkeys(text for one in texts[-MAX_VERSIONS:-1] for text in (one.content.title, *one.content.body))
    then = texts[-1]
    return _beyond(replace(article, content=then.content, captured=then.captured, version=then.number), older)


def _earlier(connection: Connection, changed: Iterable[str]) -> Iterator[tuple[str, Content]]:
    """The last earlier versions of articles, newest first."""
    query = (
        sa.select(versions.c.article, versions.c.content)
        .join(articles, articles.c.id == versions.c.article)
        .where(versions.c.article.in_(list(changed)), versions.c.version > articles.c.version - MAX_VERSIONS)
        .order_by(versions.c.version.desc())
    )
    return ((row.article, content_from_json(row.content)) for row in connection.execute(query))


def find_id(connection: Connection, url: str) -> str | None:
    """The id of the article known under an address (or its alias); None where there is none."""
    key = canonical_url(url)
    alias: str | None = connection.execute(sa.select(aliases.c.article).where(aliases.c.key == key)).scalar()
    wanted = alias or article_id(key)
    known: str | None = connection.execute(sa.select(articles.c.id).where(articles.c.id == wanted)).scalar()
    return known


def versions_of(
    connection: Connection,
    id: str,  # noqa: A002 - the article's id
    limit: int | None = None,
) -> list[Version]:
    """The newest texts of an article, `limit` at most, oldest first; the last one is the current. Empty for an unknown
    id."""
    old = sa.select(versions.c.version, versions.c.captured, versions.c.page, versions.c.content)
    now = sa.select(articles.c.version, articles.c.captured, articles.c.page, articles.c.content)
    rows = sa.union_all(old.where(versions.c.article == id), now.where(articles.c.id == id)).subquery()
    newest = connection.execute(sa.select(rows).order_by(rows.c.version.desc()).limit(limit)).all()
    return [Version(row.version, row.captured, row.page, content_from_json(row.content)) for row in reversed(newest)]


def related_to(connection: Connection, id: str, limit: int = 10) -> list[Related]:  # noqa: A002 - the article's id
    """Articles that share much text with one and are not in its group, the most similar first."""
    mine = sa.select(articles.c.sequence).where(articles.c.id == id).scalar_subquery()
    pairs = sa.union_all(
        sa.select(relations.c.other.label("sequence"), relations.c.containment).where(relations.c.article == mine),
        sa.select(relations.c.article.label("sequence"), relations.c.containment).where(relations.c.other == mine),
    ).subquery()
    group = sa.select(articles.c.group_id).where(articles.c.id == id).scalar_subquery()
    query = (
        sa.select(articles.c.id, pairs.c.containment)
        .join(pairs, pairs.c.sequence == articles.c.sequence)
        .where(articles.c.group_id != group)
        .order_by(pairs.c.containment.desc(), articles.c.sequence)
        .limit(limit)
    )
    return [Related(row.id, row.containment / 100) for row in connection.execute(query)]


def _to_article(row: sa.Row[Any], has_copies: bool) -> Article:
    return Article(
        id=row.id,
        sequence=row.sequence,
        url=row.url,
        publisher=row.publisher,
        publisher_name=row.publisher_name,
        content=content_from_json(row.content),
        first_seen=row.first_seen,
        captured=row.captured,
        instant=row.instant,
        dated_by=row.dated_by,
        year=row.year,
        version=row.version,
        group=row.group_id,
        kind=row.kind,
        withdrawn=row.withdrawn,
        has_copies=has_copies,
    )
