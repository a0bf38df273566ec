"""The bulk loop against a server that fails in every way: nothing lost, nothing doubled, refusals named."""

from __future__ import annotations

import random

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from base.errors import UnavailableError
from indexer.engines.elastic import bulk
from indexer.engines.elastic.bulk import Write, send
from tests.indexer.engines.fake_elasticsearch import FAULTS, FakeElasticsearch, fake_elasticsearch


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(bulk, "_MAX_PAUSE", 0.01)


def writes(count: int) -> list[Write]:
    return [Write("berita", f"d{n}", {"title": f"judul {n}"}) for n in range(count)]


def deliver(server: FakeElasticsearch, *batch: Write, seconds: float = 10, timeout: float = 5) -> list[str]:
    """Send the writes; gives the ids refused."""
    with Elasticsearch(server.url, max_retries=0, request_timeout=timeout) as client:
        return [each.id for each in send(client, batch, seconds)]


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_loses_and_refuses_nothing(fault):
    with fake_elasticsearch(fault) as server:
        assert deliver(server, *writes(20), timeout=0.2 if fault == "slow" else 5) == []
        assert server.documents == {f"d{n}": {"title": f"judul {n}"} for n in range(20)}


@pytest.mark.parametrize("seed", range(25))
def test_a_run_of_faults_loses_nothing(seed):
    chance = random.Random(seed)
    faults = chance.choices([fault for fault in FAULTS if fault != "slow"], k=12)
    with fake_elasticsearch(*faults) as server:
        server.documents = {"gone": {}}
        batch = [*writes(30), Write("berita", "gone"), Write("berita", "never"), Write("berita", "bad", {"bad": True})]
        assert deliver(server, *batch) == ["bad"]
        assert server.documents == {f"d{n}": {"title": f"judul {n}"} for n in range(30)}


def test_batch_that_is_too_large_is_halved_until_it_fits():
    with fake_elasticsearch(most_items=3) as server:
        assert deliver(server, *writes(20)) == []
        assert len(server.documents) == 20


def test_document_that_is_too_large_alone_is_refused():
    with fake_elasticsearch(most_items=0) as server:
        large = [Write("berita", f"d{n}", {"title": "x" * 70_000}) for n in range(3)]
        assert sorted(deliver(server, *large)) == ["d0", "d1", "d2"]


def test_small_document_is_never_too_large():
    with fake_elasticsearch(*["too large"] * 4) as server:
        assert deliver(server, *writes(2)) == []
        assert len(server.documents) == 2
    with fake_elasticsearch(most_items=0) as server, pytest.raises(UnavailableError, match="in time"):
        deliver(server, *writes(3), seconds=0.2)


def test_large_batches_are_cut_by_their_bytes():
    with fake_elasticsearch() as server:
        batch = [Write("berita", f"d{n}", {"title": "x" * 3_000_000}) for n in range(5)]
        deliver(server, *batch)
        assert server.requests == 3


def test_two_writes_of_one_document_keep_their_order():
    with fake_elasticsearch("items failed", "items failed") as server:
        deliver(server, Write("berita", "d1", {"title": "lama"}), Write("berita", "d1", {"title": "baru"}))
        assert server.documents == {"d1": {"title": "baru"}}
        deliver(server, Write("berita", "d1", {"title": "lagi"}), Write("berita", "d1"))
        assert server.documents == {}


@pytest.mark.parametrize("fault", ["unavailable", "items overloaded", "reset before", "no json", "html", "nothing"])
def test_patience_has_an_end(fault):
    with fake_elasticsearch(*[fault] * 10_000) as server:
        server.chance.random = lambda: 0.0
        with pytest.raises(UnavailableError, match="sent again"):
            deliver(server, *writes(3), seconds=0.1)


def test_what_waiting_does_not_mend_is_raised_at_once():
    with fake_elasticsearch("forbidden") as server, pytest.raises(AuthorizationException):
        deliver(server, *writes(3))
    assert server.requests == 1


@pytest.mark.parametrize("error", ["rejected", {"type": "busy", "reason": "later", "caused_by": None}, None])
def test_an_error_of_any_shape_gives_a_reason(error):
    assert bulk._reason({"status": 503, "error": error})
