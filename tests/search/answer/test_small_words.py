"""Small words rank and need not be there; operators and phrases keep them."""

from __future__ import annotations

import pytest

from tests.search.answer.conftest import FindTexts
from tests.search.conftest import Ask


@pytest.mark.parametrize("query", ["harga di beras", "harga untuk beras", "beras bagi harga", "(harga dan beras)"])
def test_small_words_need_not_be_there(ask: Ask, query: str) -> None:
    plain, found = ask("harga beras"), ask(query)
    assert sorted(hit.id for hit in found.hits) == sorted(hit.id for hit in plain.hits)
    assert found.matched == "all"


def test_what_need_not_be_there_is_said(ask: Ask) -> None:
    assert [note.arguments for note in ask("harga di beras").notes if note.code == "small_words"] == [("di",)]
    assert not [note for note in ask("harga beras").notes if note.code == "small_words"]


def test_a_query_of_small_words_alone_is_searched_for_them(ask: Ask) -> None:
    assert ask("di").total < ask("").total
    assert not [note for note in ask("di").notes if note.code == "small_words"]


def test_what_an_operator_asks_for_is_needed(ask: Ask) -> None:
    assert ask("beras AND terhadap").total < ask("beras terhadap").total


def test_a_query_and_its_opposite_are_all_articles(ask: Ask) -> None:
    assert ask("harga di beras").total + ask("NOT (harga di beras)").total == ask("").total


def test_a_capital_letter_is_no_small_word(find_texts: FindTexts) -> None:
    texts = {"Laga Serie A dimulai": "first", "Laga Serie B dimulai": "second"}
    assert find_texts(texts, "Serie A") == {"first"}
    assert find_texts(texts, "a serie") == {"first", "second"}


@pytest.mark.parametrize(
    "query", ["harga dgn beras", "yg harga beras", "nggak harga beras", "harga or beras", "harga beras OR"]
)
def test_small_words_need_not_be_there_in_their_short_and_spoken_forms_either(ask: Ask, query: str) -> None:
    assert sorted(hit.id for hit in ask(query).hits) == sorted(hit.id for hit in ask("harga beras").hits)
    assert ask(query).matched == "all"
