"""A small index of any texts, to be searched."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.lexicon import Lexicon
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article

FindTexts = Callable[[Mapping[str, str], str], set[str]]


@pytest.fixture
def find_texts(tmp_path: Path, lexicon: Lexicon) -> FindTexts:
    """Gives the names of the texts that a query finds, each the title of an article; none where they are only near."""
    numbers = itertools.count()

    def find(texts: Mapping[str, str], query: str) -> set[str]:
        engine = EmbeddedEngine(tmp_path / str(next(numbers)), memory_bytes=15_000_000)
        engine.create("1", "-")
        made = [
            article(n, name, "antara", "2025-01-02T03:00:00", "", (), (), name, text, ("Isi berita.",))
            for n, (text, name) in enumerate(texts.items())
        ]
        engine.write("1", [to_document(one, lexicon) for one in made], [])
        engine.switch("1")
        found = answer(Context(engine, lexicon), SearchRequest(query=query, fold=False, top=100))
        engine.close()
        return {hit.id for hit in found.hits} if found.matched == "all" else set()

    return find
