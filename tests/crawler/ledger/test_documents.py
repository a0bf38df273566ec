"""What is kept of the documents of a source, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.ledger.documents import Document, keep_documents, known_documents
from crawler.ledger.ledger import open_ledger
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
RSS = "https://kabar.id/rss"


@pytest.mark.parametrize("url", ["sqlite:", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_documents_are_kept_by_publisher_source_and_address(
    url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = url if url == "sqlite:" else request.getfixturevalue("postgres_url")
    one, two = Document(f"{RSS}/1", etag='"a"', asked=NOW, news=NOW), Document(f"{RSS}/2")
    with open_ledger(database, tmp_path) as ledger:
        keep_documents(ledger.engine, "kabar", RSS, [one, two])
        again = Document(f"{RSS}/1", etag='"b"', asked=NOW, answered=NOW, distrusted=True)
        keep_documents(ledger.engine, "kabar", RSS, [again])
        keep_documents(ledger.engine, "warta", RSS, [two])
        assert known_documents(ledger.engine, "kabar", RSS) == {again.url: again, two.url: two}
        assert known_documents(ledger.engine, "kabar", "https://kabar.id/") == {}
