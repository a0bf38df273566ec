"""What happens right at a threshold: one less, the number itself, one more."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Bucket, Engine, EngineHit, Page
from indexer.engines.queries import Query, Request, Term
from indexer.language.analysis import Lexicon
from search.answer import collapse, cursor
from search.answer.answer import answer
from search.answer.cursor import CursorError, Position, decode, encode
from search.answer.interpretation import interpret
from search.answer.query_hints import RARE, TIMES, correction
from search.context import Context
from search.query.field_values import resolver
from search.query.parser import parse
from search.query.tree import Value
from search.request import SearchRequest
from tests.search.articles import article
from tests.search.conftest import NOW, Ask


def test_a_site_takes_in_the_hosts_below_it_and_no_other_that_ends_so(lexicon: Lexicon) -> None:
    class Held:
        def facet(self, *_: object) -> list[Bucket]:
            return [Bucket(host, 1) for host in ("x.id", "berita.x.id", "otherx.id", "x.id.example")]

    context = Context(cast("Engine", Held()), lexicon)
    assert resolver(context, [])(Value("site", "x.id")) == ("x.id", "berita.x.id")


def test_the_engine_is_asked_once_for_the_values_of_a_field(
    engine: Engine, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, facet = list[str](), EmbeddedEngine.facet

    def note(self: EmbeddedEngine, query: Query, field: str, limit: int) -> list[Bucket]:
        asked.append(field)
        return facet(self, query, field, limit)

    monkeypatch.setattr(EmbeddedEngine, "facet", note)
    interpret(SearchRequest(query="penulis:budi santoso sumber:antara penulis:sari"), Context(engine, lexicon, now=NOW))
    assert asked == ["author", "publisher"]


class Spelling:
    """An engine in which `hizbulah` has few articles and `hizbullah` others."""

    def __init__(self, better: int, corrected: int) -> None:
        self.better, self.corrected = better, corrected

    def counts(self, queries: Sequence[Term]) -> list[int]:
        return [self.better if query.text == "hizbullah" else 1 for query in queries]

    def count(self, _: object) -> int:
        return self.corrected

    def search(self, _: Request) -> Page:
        stored = json.dumps({"title": "Hizbullah mundur", "body": [], "language": "id"}).encode()
        return Page(1, (EngineHit("a", 0.0, 1, "", stored),))


@pytest.mark.parametrize(
    ("total", "better", "corrected", "found"),
    [
        (1, TIMES, TIMES, True),
        (1, TIMES - 1, TIMES, False),
        (1, TIMES, TIMES - 1, False),
        (2, 100, 2 * TIMES, True),
        (2, 100, 2 * TIMES - 1, False),
        (0, 100, 1, True),
        (0, 100, 0, False),
        (RARE - 1, 1_000, 1_000, True),
        (RARE, 1_000, 1_000, False),
    ],
)
def test_another_spelling_is_proposed_where_it_finds_ten_times_more(
    lexicon: Lexicon, total: int, better: int, corrected: int, found: bool
) -> None:
    context = Context(cast("Engine", Spelling(better, corrected)), lexicon)
    given = correction(context, SearchRequest(query="hizbulah"), parse("hizbulah", NOW).tree, total)
    assert given == ("hizbullah" if found else None)


def test_newer_first_counts_days_from_midnight_so_that_pages_fit_together(ask: Ask) -> None:
    midnight = datetime(2025, 1, 6, 17, tzinfo=UTC)  # of 7 January in Jakarta; a07 is of the 6th, at 06:30
    moments = (midnight, midnight + timedelta(hours=12), midnight + timedelta(hours=23, minutes=59))
    first, *others = (
        [(hit.id, hit.score) for hit in ask("akar:banjir", now=now, recency=True).hits] for now in moments
    )
    assert others == [first, first]
    next_day = [(hit.id, hit.score) for hit in ask("akar:banjir", now=midnight + timedelta(days=1), recency=True).hits]
    assert next_day != first


@pytest.fixture
def copied(tmp_path: Path, lexicon: Lexicon) -> Engine:
    """A story in sixty copies, older than another one."""
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    engine.create("1", "test")
    rows = [(f"c{number}", f"2025-02-01T00:{number:02}:00", "g1") for number in range(60)]
    documents = [
        to_document(
            article(
                number, name, "antara", when, "", (), (), group, "Banjir", ("Banjir besar.",), has_copies=number > 0
            ),
            lexicon,
        )
        for number, (name, when, group) in enumerate([("other", "2025-01-01T00:00:00", "g2"), *rows])
    ]
    engine.write("1", documents, [])
    engine.switch("1")
    return engine


def test_a_page_that_ends_in_a_row_of_copies_says_that_more_follows(
    copied: Engine, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collapse, "_MAX_READ", 20)
    context, request = Context(copied, lexicon, now=NOW), SearchRequest(query="banjir", sort="newest", top=5)
    found = answer(context, request)
    shown = [hit.id for hit in found.hits]
    assert found.next is not None
    while found.next is not None:
        found = answer(context, replace(request, after=found.next))
        shown += [hit.id for hit in found.hits]
    assert shown == ["c59", "other"]


def test_a_view_is_let_go_when_its_last_page_was_shown(copied: Engine, lexicon: Lexicon) -> None:
    held, released = set[str](), set[str]()

    class Watched:
        def search(self, request: Request) -> Page:
            page = copied.search(request)
            held.update({page.view} - {""})
            return page

        def release(self, view: str) -> None:
            released.add(view)
            copied.release(view)

        def __getattr__(self, name: str) -> Any:
            return getattr(copied, name)

    context = Context(cast("Engine", Watched()), lexicon, now=NOW)
    found = answer(context, SearchRequest(query="banjir", top=1))
    assert held
    assert not released
    while found.next is not None:
        found = answer(context, SearchRequest(query="banjir", top=1, after=found.next))
    assert released == held


@pytest.mark.parametrize("length", range(1, 2 * cursor.SEEN + 1))
def test_groups_in_a_cursor_are_whole(length: int) -> None:
    place = Position(1, 1, 1.0, 1, "v")
    written = encode(place, "q")
    content = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))[: -cursor._CHECK] + b"x" * length
    made = base64.urlsafe_b64encode(content + cursor._checksum(content)).rstrip(b"=").decode()
    if length % cursor.SEEN:
        with pytest.raises(CursorError, match="damaged"):
            decode(made, "q")
    else:
        assert len(decode(made, "q").seen) == length // cursor.SEEN
