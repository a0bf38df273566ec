"""A search as code: each of the three runs as it is shown, and finds what the search finds."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.port import Engine
from kliping.main import run
from search.as_code import as_code
from search.request import DAYS, DayRange, SearchRequest, make_filters
from tests.search.web.test_export import serving

AWKWARD = [
    SearchRequest(query="aleppo"),
    SearchRequest(),
    SearchRequest(query="-aleppo warga", sort="newest", fold=False),
    SearchRequest(query='"pasukan pemberontak"', match="any", forms="root", recency=True, top=3),
    SearchRequest(query="it's $HOME `ls` \\ \"dua\"\n!! ; rm -rf x", explain=True),
    SearchRequest(query="--json", ui="en"),
    SearchRequest(query="é 字 🌊 & = + % # ?"),
    SearchRequest(
        query="warga",
        filters=make_filters({
            "publisher": ("antara", "it's & 'dua'"), "author": ("Budi Santoso",), DAYS: DayRange(date(2020, 1, 1), None)
        }),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Any:
    class Shared:
        """The tests' engine, which the server does not close."""

        def __getattr__(self, name: str) -> object:
            return getattr(engine, name)

        def close(self) -> None: ...

    with serving(Shared(), tmp_path_factory.mktemp("code")) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def commands(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose engine is that of the tests."""
    monkeypatch.setattr("indexer.engines.open_engine", lambda *_: Closeless(engine))
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path))
    return tmp_path


class Closeless:
    """An engine that a command does not close."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def close(self) -> None:
        """It is the tests'."""


def in_shell(text: str) -> list[str]:
    """The words that a shell makes of a command."""
    script = f'set -f; show() {{ for one in "$@"; do printf \'%s\\0\' "$one"; done; }}; show {text}'
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def found(found: dict[str, Any]) -> tuple[int, list[str]]:
    return found["total"], [hit["id"] for hit in found["hits"]]


@pytest.mark.parametrize("request_", AWKWARD)
def test_each_finds_what_the_search_finds(address: str, commands: Path, client: Any, request_: SearchRequest) -> None:
    wanted = found(client.get(f"/api/v1/search?{request_.to_query()}").json())
    code = as_code(request_, address)
    program, *words = in_shell(code.command)
    assert program == "kliping"
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert run(words) == 0
    assert found(json.loads(printed.getvalue())) == wanted
    assert len(code.curl.split("\n")) == 1
    if shutil.which("curl"):
        done = subprocess.run(["sh", "-c", code.curl], capture_output=True, check=True)
        assert found(json.loads(done.stdout)) == wanted
    else:
        assert in_shell(code.curl)[-1] == f"{address}/api/v1/search?{request_.change(explain=False).to_query()}"
    done = subprocess.run([sys.executable, "-c", code.python], capture_output=True, check=True, encoding="utf-8")
    first, *lines = done.stdout.splitlines()
    assert first == f"{wanted[0]} articles"
    assert len(lines) == len(wanted[1])


def test_code_begins_at_the_first_page() -> None:
    code = as_code(SearchRequest(query="a", after="xyz"), "http://127.0.0.1:8055")
    assert "xyz" not in "".join(code)
