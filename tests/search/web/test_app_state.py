from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from base.errors import UnavailableError
from config.settings import Settings
from indexer.engines.port import Bucket, Overview, Page
from indexer.language.analysis import Lexicon
from search.query.word_lists import word_lists
from search.web.app import create_app
from search.web.app_state import Site


class Counted:
    """An engine that only counts how often it is opened and closed."""

    opened = closed = 0

    def __init__(self) -> None:
        Counted.opened += 1

    def close(self) -> None:
        Counted.closed += 1


def site_of(lexicon: Lexicon, opened: Any = Counted) -> Site:
    return Site(opened, lexicon, word_lists, {}, 60.0)


def test_the_engine_is_opened_once_and_closed_at_the_end(lexicon: Lexicon) -> None:
    site = site_of(lexicon)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: enter(site), range(20)))
    assert Counted.opened == 1
    site.close()
    site.close()
    assert Counted.closed == 1


class Late(Counted):
    """An engine that is away when it is first asked."""

    def __init__(self) -> None:
        super().__init__()
        if Counted.opened == 1:
            raise UnavailableError("the engine is not there yet")

    def search(self, _request: object) -> Page:
        return Page(0, ())

    def overview(self, _query: object, fields: Mapping[str, int]) -> Overview:
        return Overview({name: [] for name in fields}, {})

    def facet(self, _query: object, _field: str, _limit: int) -> list[Bucket]:
        return []

    def count(self, _query: object) -> int:
        return 7

    def counts(self, queries: Sequence[object]) -> list[int]:
        return [7 for _ in queries]


@pytest.mark.parametrize("asked_first", [False, True])
def test_the_engine_is_opened_as_the_server_starts_and_may_be_away_then(tmp_path: Path, asked_first: bool) -> None:
    Counted.opened = 1 if asked_first else 0
    app = create_app(Settings(), tmp_path, lambda *_: Late())  # type: ignore[arg-type,return-value]

    async def run() -> list[int]:
        async with app.router.lifespan_context(app):
            opened = Counted.opened
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return [opened, (await client.get("/readyz")).status_code, Counted.opened]

    assert asyncio.run(run()) == ([2, 200, 2] if asked_first else [1, 200, 2])


def enter(site: Site) -> None:
    with site.context():
        pass
