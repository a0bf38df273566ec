"""English words and their stems, which stand in English articles alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.analysis import analyze, load_lexicon, terms
from indexer.language.english import english_form
from indexer.language.lexicon import MAX_TERM

LEXICON = load_lexicon(None)


@pytest.mark.parametrize(
    "forms",
    [
        "bridge bridges bridged bridging",
        "city cities city's",
        "protest protests protested protesting",
        "quick quickly",
        "negotiate negotiates negotiated negotiating negotiation negotiations",
    ],
)
def test_inflections_have_one_form(forms: str) -> None:
    found = {token.mark for token in analyze(forms, LEXICON, "en")}
    assert len(found) == 1
    assert found.pop().startswith("~")


@pytest.mark.parametrize("text", ["19", "on", "covid19", "новости", "café2", "c++", "naïve-1"])
def test_what_is_no_english_word_has_none(text: str) -> None:
    assert english_form(text) == ""


def test_other_words_and_names_stay_apart() -> None:
    words = ("port", "portal", "flood", "blood", "minister", "ministry", "makassar", "bali")
    assert len(set(map(english_form, words))) == len(words)


def test_the_index_holds_it_beside_the_word_in_english_texts_alone() -> None:
    assert terms("Bridges closed", LEXICON, "en") == (
        "bridges closed",
        "bridges closed",
        "bridges ~bridg closed ~close",
    )
    assert terms("Bridges closed", LEXICON, "en-GB") == terms("Bridges closed", LEXICON, "eng")
    for language in ("id", "", "ms", "nl", "und"):
        assert "~" not in "".join(terms("Bridges closed", LEXICON, language))


def test_a_word_in_capitals_keeps_its_own_mark() -> None:
    assert [token.mark for token in analyze("The BIN office", LEXICON, "en")] == ["~the", "BIN", "~offic"]


@given(st.text(max_size=100))
def test_no_word_of_any_language_looks_like_one(text: str) -> None:
    for language in ("id", "en", "nl"):
        assert "~" not in "".join(terms(text, LEXICON, language)[:2])
    assert "~" not in terms(text, LEXICON, "id")[2]


@given(st.text(alphabet="aeinsty'", max_size=2 * MAX_TERM))
def test_it_is_a_term(word: str) -> None:
    form = english_form(word)
    assert len(form) <= MAX_TERM
    assert not form or len(form) > 1
