from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from indexer.engine import Engine
from indexer.text import Lexicon
from search import site as site_module
from search.site import AT_ONCE, BusyError, Site
from search.words import word_lists
from tests.search.client import client_of


class Counted:
    """An engine that only counts how often it is opened and closed."""

    opened = closed = 0

    def __init__(self) -> None:
        Counted.opened += 1

    def close(self) -> None:
        Counted.closed += 1


def test_the_engine_is_opened_once_and_closed_at_the_end(lexicon: Lexicon) -> None:
    site = Site(cast("Any", Counted), lexicon, word_lists, {})
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda _: enter(site), range(20)))
    assert Counted.opened == 1
    site.close()
    site.close()
    assert Counted.closed == 1


def enter(site: Site) -> None:
    with site.context():
        pass


def test_more_at_once_than_may_run_are_refused_in_the_end(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_module, "WAIT_SECONDS", 0.05)
    entered, leave = threading.Semaphore(0), threading.Event()

    class Slow:
        def __getattr__(self, name: str) -> Any:
            entered.release()
            assert leave.wait(30)
            return getattr(engine, name)

    client = client_of(tmp_path, lambda: cast("Engine", Slow()))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        running = [threads.submit(client.get, "/readyz") for _ in range(AT_ONCE)]
        for _ in range(AT_ONCE):
            assert entered.acquire(timeout=30)
        refused = client.get("/api/v1/search?q=a")
        leave.set()
        assert {one.result(30).status_code for one in running} == {200}
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:kliping:problem:busy"
    assert refused.headers["retry-after"] == "1"
    assert client.get("/api/v1/search?q=a").status_code == 200


def test_a_place_is_given_back_after_an_error(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_module, "WAIT_SECONDS", 0.05)
    site = Site(cast("Any", Counted), lexicon, word_lists, {})
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError), site.context():
            raise ZeroDivisionError
    with pytest.raises(BusyError):
        hold(site, AT_ONCE + 1)


def hold(site: Site, times: int) -> None:
    if times:
        with site.context():
            hold(site, times - 1)
