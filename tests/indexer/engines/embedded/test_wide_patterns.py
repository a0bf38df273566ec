"""A phrase whose pattern matches very many words finds the same articles, taken apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.embedded.wide_patterns import narrowed
from indexer.engines.queries import Bool, Filter, PatternPhrase, Query, Request, Term
from tests.indexer.engines.corpus import document

WORDS = ["ber", "bera", "beras", "berat", "berita", "bersih", "besar"]


def words(_: str, start: str) -> list[str]:
    return [word for word in WORDS if word.startswith(start)]


def phrases(query: Query) -> list[str]:
    assert isinstance(query, Bool)
    return [" ".join(one.terms) for one in query.should if isinstance(one, PatternPhrase)]


def test_a_wide_pattern_is_made_longer_until_it_is_narrow() -> None:
    narrow = narrowed(PatternPhrase("exact", ("harga", "ber*")), words, 3)
    assert phrases(narrow) == ["harga ber", "harga bera*", "harga beri*", "harga bers*"]
    narrow = narrowed(PatternPhrase("exact", ("harga", "ber*s")), words, 3)
    assert phrases(narrow) == ["harga bers", "harga bera*s", "harga beri*s", "harga bers*s"]


def test_a_narrow_one_and_all_other_queries_stay() -> None:
    query = Bool(must=(Term("exact", "ber"), Filter(PatternPhrase("exact", ("harga", "bes*")))))
    assert narrowed(query, words, 3) == query


@pytest.mark.parametrize("pattern", ["kata*", "kata1*9", "k*"])
def test_more_words_than_the_engine_takes_are_found(tmp_path: Path, pattern: str) -> None:
    engine = EmbeddedEngine(tmp_path / "index", 50_000_000)
    engine.create("1", "test")
    engine.switch("1")
    documents = [
        document(number, body=" ".join(f"besar kata{number * 50 + place}" for place in range(50)))
        for number in range(500)
    ]
    engine.write("1", documents, [])
    query = PatternPhrase("exact", ("besar", pattern))
    start, _, end = pattern.partition("*")
    expected = sum(
        any(f"kata{n * 50 + p}".startswith(start) and f"kata{n * 50 + p}".endswith(end) for p in range(50))
        for n in range(500)
    )
    assert engine.count(query) == engine.search(Request(query)).total == expected
    engine.close()
