from __future__ import annotations

import pytest

from search.query.limits import LONG
from search.query.parser import parse
from tests.search.client import Client
from tests.search.conftest import NOW, Ask
from tests.search.hostile import COUNT, hostile_queries

BATCHES = 20


@pytest.mark.parametrize("batch", range(BATCHES))
def test_hostile_queries_are_answered(ask: Ask, batch: int) -> None:
    queries = hostile_queries()[batch::BATCHES]
    assert len(queries) == COUNT // BATCHES
    for query in queries:
        answer = ask(query)
        assert answer.total >= 0
        if len(query) > LONG.most:
            assert "cut_off" in [note.code for note in answer.notes]


@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/api/v1/count", "/api/v1/suggest"])
def test_hostile_queries_get_a_page_or_a_refusal(client: Client, path: str) -> None:
    for query in hostile_queries()[::9]:
        response = client.get(path, params={"q": query[:20_000].encode("utf-8", "replace")})
        assert response.status_code in (200, 400, 414), query


def test_hostile_queries_keep_to_the_caps() -> None:
    for query in hostile_queries():
        parsed = parse(query, NOW)
        assert repr(parsed.tree).count("text=") + repr(parsed.tree).count("pattern=") <= 64
