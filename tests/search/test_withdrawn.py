"""Articles that their publisher has withdrawn: how queries find them, and how each way of asking shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from kliping.commands.search import show
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import NAMES, articles, fill
from tests.search.client import Client, client_of
from tests.search.conftest import Ask

SINCE = datetime(2026, 11, 12, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Engine]:
    opened = EmbeddedEngine(tmp_path_factory.mktemp("withdrawn") / "index", 15_000_000)
    made = [replace(one, withdrawn=SINCE) if one.id in ("a04", "a05") else one for one in articles()]
    yield fill(opened, lexicon, made)
    opened.close()


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return client_of(tmp_path_factory.mktemp("data"), lambda: engine)


def found(client: Client, **parameters: str) -> list[str]:
    answered = client.get("/api/v1/search", {"fold": "0", "top": "100", **parameters}).json()
    return sorted(hit["id"] for hit in answered["hits"])


@pytest.mark.parametrize(
    "query", ["status:ditarik", "status:withdrawn", "STATUS:Ditarik", "status:dit*", "status:with*"]
)
def test_a_query_finds_them_by_either_name(client: Client, query: str) -> None:
    assert found(client, q=query) == ["a04", "a05"]
    assert found(client, q=f"{query} bulog") == ["a05"]


def test_the_others_are_found_without_them(client: Client) -> None:
    others = found(client, q="-status:ditarik")
    assert len(others) == 19
    assert not {"a04", "a05"} & {*others}


@pytest.mark.parametrize("value", ["ditarik", "withdrawn"])
def test_a_filter_finds_them(client: Client, value: str) -> None:
    assert found(client, status=value) == ["a04", "a05"]


def test_a_value_that_there_is_not_is_noted(client: Client) -> None:
    answered = client.get("/api/v1/search", {"q": "status:dicabut"}).json()
    assert (answered["total"], answered["notes"]) == (0, ["Tidak ada artikel dengan status “dicabut”."])


def test_they_are_counted(client: Client) -> None:
    withdrawn, others = client.get("/api/v1/count", {"by": "status"}).json()["rows"]
    assert withdrawn == {"value": "withdrawn", "count": 2, "share": 1.0}
    assert (others["value"], others["share"]) == ("", 1.0)


def test_the_api_says_since_when(client: Client) -> None:
    hits = client.get("/api/v1/search", {"q": "beras OR rupiah", "fold": "0"}).json()["hits"]
    since = {hit["id"]: hit["withdrawn"] for hit in hits}
    assert since == {"a04": "2026-11-12T02:15:00+00:00", "a05": "2026-11-12T02:15:00+00:00", "a14": None, "a15": None}
    assert client.get("/api/v1/articles/a04").json()["withdrawn"] == "2026-11-12T02:15:00+00:00"


@pytest.mark.parametrize(
    ("ui", "text"), [("id", "ditarik sejak 12 Nov 2026, 09.15 WIB"), ("en", "withdrawn since 12 Nov 2026, 09:15 WIB")]
)
def test_pages_say_since_when(client: Client, ui: str, text: str) -> None:
    assert client.get("/", {"q": "beras", "ui": ui}).text.count(text) == 2
    assert client.get("/artikel/a04", {"ui": ui}).text.count(text) == 1
    assert text not in client.get("/artikel/a14", {"ui": ui}).text


def test_a_chip_names_them_in_the_readers_language(client: Client) -> None:
    assert "hapus saringan ditarik" in client.get("/", {"status": "withdrawn"}).text


def test_the_command_says_since_when(engine: Engine, lexicon: Lexicon, capsys: pytest.CaptureFixture[str]) -> None:
    context = Context(engine, lexicon, publishers=lambda: NAMES)
    show(answer(context, SearchRequest(query="bulog")))
    assert "withdrawn since 12 Nov 2026, 09:15 WIB" in capsys.readouterr().out


def test_being_withdrawn_changes_no_score(engine: Engine, lexicon: Lexicon, ask: Ask) -> None:
    asked = SearchRequest(query="harga beras pasar", fold=False)
    with_state = answer(Context(engine, lexicon, publishers=lambda: NAMES), asked)
    without = ask("harga beras pasar")
    assert [(one.id, one.score) for one in with_state.hits] == [(one.id, one.score) for one in without.hits[:10]]
