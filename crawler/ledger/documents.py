"""What is known of the documents of a source: of its own, and of each sitemap that its index names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading, upsert, writing
from crawler.ledger.tables import DOCUMENT


@dataclass(frozen=True, slots=True)
class Document:
    """Validators and hash of the last answer, and what its index said last of a sitemap (`lastmod`).

    `asked` is when it was last asked for, `answered` when it last came whole (and not as "not modified"), `news` when
    it last had articles that were new, or came for the first time. `distrusted`: its validators were found wrong.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    lastmod: str = ""
    asked: datetime | None = None
    answered: datetime | None = None
    news: datetime | None = None
    distrusted: bool = False


_COLUMNS = [DOCUMENT.c[field.name] for field in dataclasses.fields(Document)]


def known_documents(engine: Engine, publisher: str, source: str) -> dict[str, Document]:
    """The documents of a source by their addresses."""
    here = (DOCUMENT.c.publisher == publisher) & (DOCUMENT.c.source == source)
    with reading(engine) as connection:
        rows = connection.execute(sa.select(*_COLUMNS).where(here)).mappings()
        return {row["url"]: Document(**row) for row in rows}


def keep_documents(engine: Engine, publisher: str, source: str, documents: Iterable[Document]) -> None:
    """Remember these documents of a source as they now are."""
    with writing(engine) as connection:
        for one in documents:
            upsert(connection, DOCUMENT, {"publisher": publisher, "source": source, **dataclasses.asdict(one)})
