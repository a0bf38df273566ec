"""Where English articles stand among Indonesian ones: by what they say, not by being few."""

from __future__ import annotations

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import Lexicon
from search.answer.answer import Answer, answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article, fill
from tests.search.conftest import NOW

INSTANT = "2025-01-01T00:00:00"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Context:
    """Thirty Indonesian articles on Prabowo and the bank, one English one, two on floods and one that names them."""
    same = ("Prabowo bank satu dua tiga.",)
    rows = [(f"id{number}", same, "id") for number in range(30)]
    rows.append(("en", same, "en"))
    rows.append(("flood", ("Flood hits Semarang, and the flood will stay.",), "en"))
    rows.append(("floods", ("Floods hit Semarang, and the floods will stay.",), "en"))
    rows.append(("named", (f"{'Semarang memutar film lama. ' * 20} Judulnya Floods.",), "id"))
    made = (
        article(number, name, "antara", INSTANT, "", (), (), name, "Berita", body, language)
        for number, (name, body, language) in enumerate(rows, 1)
    )
    engine = fill(EmbeddedEngine(tmp_path_factory.mktemp("mixed"), 15_000_000), lexicon, made)
    return Context(engine, lexicon, now=NOW)


def ask(context: Context, query: str, match: str = "all") -> Answer:
    return answer(context, SearchRequest(query=query, top=50, fold=False, match=match))  # type: ignore[arg-type]


@pytest.mark.parametrize("match", ["all", "any"])
@pytest.mark.parametrize("word", ["prabowo", "bank"])
def test_the_same_words_score_alike_in_both_languages(mixed: Context, word: str, match: str) -> None:
    scores = {hit.id: hit.score for hit in ask(mixed, word, match).hits}
    assert 0.75 < scores["en"] / scores["id1"] < 1.1  # its words and their English stems make it seem longer


@pytest.mark.parametrize("match", ["all", "any"])
def test_an_article_on_floods_ranks_above_one_that_names_them(mixed: Context, match: str) -> None:
    *first, last = (hit.id for hit in ask(mixed, "semarang floods", match).hits)
    assert sorted(first) == ["flood", "floods"]
    assert last == "named"
