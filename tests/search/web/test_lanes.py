"""Costly requests wait among themselves: plain ones are answered beside them, whatever they do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from base.deadline import TooSlowError, check_deadline, deadline
from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from indexer.engines.port import Engine, Page
from indexer.engines.queries import Query, Request
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest
from search.web import lanes
from search.web.lanes import BusyError, Lane, is_costly
from tests.search.client import Client, client_of

COSTLY = "/api/v1/search?q=" + "+".join(f"kat{letter}*" for letter in "abcdefgh")
DEADLINE = 30


class Stuck:
    """An engine whose searches for prefixes hang until `go` is set; all else is another engine's."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.entered, self.go = engine, threading.Semaphore(0), threading.Event()

    def search(self, request: Request) -> Page:
        if "Pattern" in repr(request.query):
            self.entered.release()
            assert self.go.wait(DEADLINE)
        return self.engine.search(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@pytest.fixture
def stuck(engine: Engine) -> Iterator[Stuck]:
    made = Stuck(engine)
    yield made
    made.go.set()


@pytest.fixture
def client(stuck: Stuck, tmp_path: Path) -> Client:
    (tmp_path / "kliping.toml").write_text("")
    return client_of(tmp_path, lambda: cast("Engine", stuck), Settings())


def test_plain_searches_are_answered_beside_fifty_costly_ones(
    stuck: Stuck, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "WAIT_SECONDS", DEADLINE)
    with ThreadPoolExecutor(50) as threads:
        asked = [threads.submit(client.get, COSTLY) for _ in range(50)]
        assert stuck.entered.acquire(timeout=DEADLINE)
        for path in ("/livez", "/readyz", "/api/v1/search?q=aleppo", "/?q=beras", "/api/v1/publishers"):
            assert client.get(path).status_code == 200, path
        stuck.go.set()
        answers = [one.result(DEADLINE) for one in asked]
    refused = [one for one in answers if one.status_code != 200]
    assert {one.status_code for one in refused} <= {503}
    assert len(answers) - len(refused) <= 50
    assert all("retry-after" in one.headers for one in refused)
    assert client.get(COSTLY).status_code == 200


@pytest.mark.parametrize("path", ["/sumber", "/bantuan", "/susun", "/tersimpan", "/api/v1/status"])
def test_what_asks_no_engine_waits_for_no_search(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def refuse(_lane: Lane, _work: object) -> None:
        raise BusyError

    with open_ledger("sqlite:", tmp_path):
        client = client_of(tmp_path, lambda: engine)
    monkeypatch.setattr(Lane, "run", refuse)
    assert client.get("/?q=beras").status_code == 503
    assert client.get(path).status_code == 200


def test_a_full_line_refuses_and_is_free_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "REFUSAL_SECONDS", 0.0)

    async def story() -> None:
        lane = Lane("test", 1, 1, DEADLINE)
        go = threading.Event()
        waiting = [asyncio.create_task(lane.run(lambda: go.wait(DEADLINE))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await lane.run(lambda: True)
        go.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await lane.run(lambda: True)
        lane.close()

    asyncio.run(story())


def test_who_waits_too_long_is_refused_and_never_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "WAIT_SECONDS", 0.05)
    ran = list[int]()

    async def story() -> None:
        lane = Lane("test", 1, 5, DEADLINE)
        go = threading.Event()
        first = asyncio.create_task(lane.run(lambda: go.wait(DEADLINE)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await lane.run(lambda: ran.append(1))
        go.set()
        assert await first
        lane.close()

    asyncio.run(story())
    assert not ran


def test_a_call_that_does_not_end_is_given_up_and_its_thread_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "GRACE_SECONDS", 0.0)

    async def story() -> None:
        lane = Lane("test", 1, 5, 0.05)
        go, ended = threading.Event(), threading.Event()
        with pytest.raises(TooSlowError):
            await lane.run(lambda: (go.wait(DEADLINE), ended.set()))
        go.set()
        assert await asyncio.to_thread(ended.wait, DEADLINE)
        monkeypatch.setattr(lanes, "GRACE_SECONDS", DEADLINE)
        assert await lane.run(lambda: "free")
        lane.close()

    asyncio.run(story())


def test_an_endless_search_is_answered_with_a_problem(
    stuck: Stuck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "GRACE_SECONDS", -1.9)
    response = client_of(tmp_path, lambda: cast("Engine", stuck), Settings()).get(COSTLY)
    assert response.status_code == 503
    assert response.json()["type"] == "urn:kliping:problem:too-slow"
    assert response.headers["retry-after"] == "10"


@pytest.mark.parametrize(
    ("parameters", "costly"),
    [
        ([("q", "banjir jakarta utara")], False),
        ([("q", '"kaki tanah liat" ser* hizbulah~')], False),
        ([("q", "ada* ber* cal* dan*")], True),
        ([("q", "satu " * 17)], True),
        ([("q", "a-" * 17)], True),
        ([("q", "a NEAR/9 b " * 3)], True),
        ([("q", "a"), ("explain", "true")], True),
        ([("q", "a"), ("explain", "0")], False),
        ([("q", "a"), ("after", "w " * 100)], False),
        ([("author", "budi santoso")] * 20, True),
    ],
)
def test_what_is_costly(parameters: list[tuple[str, str]], costly: bool) -> None:
    assert is_costly(parameters) == costly


def test_without_time_nothing_is_asked_of_the_engine(engine: Engine, lexicon: Any) -> None:
    with deadline(0.0), pytest.raises(TooSlowError):
        answer(Context(engine, lexicon), SearchRequest(query="beras"))
    check_deadline()  # the block is left


def test_what_was_found_in_time_is_given_with_a_note(
    engine: Engine, lexicon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        """An engine whose time is over once it has searched: it tells neither reasons nor other spellings then."""

        searched = False

        def search(self, request: Request) -> Page:
            self.searched = True
            return engine.search(request)

        def counts(self, queries: Sequence[Query]) -> list[int]:
            if self.searched:
                raise TooSlowError
            return engine.counts(queries)

        def scores(self, *_: object) -> list[dict[str, float]]:
            raise TooSlowError

        def __getattr__(self, name: str) -> Any:
            return getattr(engine, name)

    context = Context(cast("Engine", Slow()), lexicon)
    found = answer(context, SearchRequest(query="beras murah", explain=True))
    assert found.hits
    assert "unfinished" in [note.code for note in found.notes]
    nothing = answer(Context(cast("Engine", Slow()), lexicon), SearchRequest(query="zzyzx"))
    assert [note.code for note in nothing.notes] == ["unfinished"]


@pytest.mark.parametrize("late", ["folding", "count"])
def test_what_was_found_is_given_where_copies_or_undated_articles_are_not_counted_in_time(
    engine: Engine, lexicon: Any, late: str
) -> None:
    class Slow:
        """An engine whose time is over when one thing is asked."""

        def __getattr__(self, name: str) -> Any:
            return self.late if name == late else getattr(engine, name)

        def late(self, *_: object) -> int:
            raise TooSlowError

    found = answer(Context(cast("Engine", Slow()), lexicon), SearchRequest(query="beras sejak:2000"))
    assert found.hits
    assert found.undated == (None if late == "count" else 0)
    assert "unfinished" in [note.code for note in found.notes]
