"""The index stage from the archive to the engine."""

from __future__ import annotations

from pathlib import Path

from crawler.database import reading
from indexer.articles import articles_database, find_id
from indexer.engine import Request, Term
from indexer.engines import open_engine
from indexer.follow import IndexReport, follow
from tests.indexing import HARBOUR, PUBLISHERS, SETTINGS, archive, html, page


def run(data: Path) -> IndexReport:
    return follow(SETTINGS, data, PUBLISHERS, once=True)


def found(data: Path, word: str) -> list[str]:
    engine = open_engine(SETTINGS, data)
    try:
        return [hit.id for hit in engine.search(Request(Term("stem", word))).hits]
    finally:
        engine.close()


def test_an_archived_page_becomes_searchable(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    report = run(tmp_path)
    assert (report.extracted, report.indexed) == ({"ok": 1}, {"indexed": 1})
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        wanted = find_id(connection, "https://m.kabar.id/baca/1?utm_source=x")
    assert found(tmp_path, "dermaga") == [wanted]
