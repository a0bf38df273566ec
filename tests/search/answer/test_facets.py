"""The values of filters and their counts."""

from __future__ import annotations

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.facets import VALUES, counted
from search.context import Context
from search.request import SearchRequest, make_filters
from tests.search.articles import article, fill
from tests.search.conftest import NOW


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Engine:
    """More sections than are listed, the first one with twenty articles and each other one with one less."""
    numbers = [section for section in range(VALUES + 3) for _ in range(20 - section)]
    made = [
        article(
            n, f"s{n}", "antara", "2025-03-04T03:00:00", f"Rubrik {section:02}", (), (), f"g{n}", "Banjir", ("Air.",)
        )
        for n, section in enumerate(numbers)
    ]
    return fill(EmbeddedEngine(tmp_path_factory.mktemp("sections"), 15_000_000), lexicon, made)


@pytest.mark.parametrize("chosen", [("Rubrik 12",), ("Rubrik 12", "Rubrik 00"), ("Rubrik 11", "Rubrik 12", "Tiada")])
def test_a_chosen_value_is_counted_however_rare_it_is(
    sections: Engine, lexicon: Lexicon, chosen: tuple[str, ...]
) -> None:
    context = Context(sections, lexicon, now=NOW)
    request = SearchRequest(query="banjir", filters=make_filters({"section": chosen}))
    found = answer(context, request)
    rows = {row.value: row.number for row in counted(context, request, found.question, found.step).facets["section"]}
    assert sum(rows[value] for value in chosen) == found.total > 0
    assert len(rows) == VALUES + sum(value > "Rubrik 09" for value in chosen)
