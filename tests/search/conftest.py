from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon, load_lexicon
from search.answer.answer import Answer, answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import NAMES, fill
from tests.search.client import Client, client_of

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)

Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(None)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Engine]:
    """An embedded engine with all articles; no test writes to it."""
    opened = EmbeddedEngine(tmp_path_factory.mktemp("search") / "index", 15_000_000)
    yield fill(opened, lexicon)
    opened.close()


@pytest.fixture
def ask(engine: Engine, lexicon: Lexicon) -> Ask:
    """Searches all articles with the options given."""

    def search_for(query: str, **options: Any) -> Answer:
        given = {"publishers": lambda: NAMES, "now": NOW}
        context = Context(engine, lexicon, **{name: options.pop(name, value) for name, value in given.items()})
        return answer(context, SearchRequest(**{"query": query, "top": 50, "fold": False, **options}))

    return search_for


@pytest.fixture(scope="session")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """The web application over all articles; its publishers are those of the articles."""
    data = tmp_path_factory.mktemp("data")
    (data / "publishers").mkdir()
    for slug, name in NAMES.items():
        text = f'name = "{name}"\ndomains = ["{slug}.example"]\n'
        (data / "publishers" / f"{slug}.toml").write_text(text, encoding="utf-8")
    return client_of(data, lambda: engine)


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]
