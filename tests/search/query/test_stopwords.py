"""Question phrases and function words that a query does without."""

from __future__ import annotations

import pytest

from search.query.stopwords import LONG, droppable, stop_words

SILENT = stop_words()


def kept(query: str) -> str:
    words = query.split()
    gone = droppable(words, SILENT)
    return " ".join(word for place, word in enumerate(words) if place not in gone)


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("siapa nama ketua koperasi itu", "ketua koperasi itu"),
        ("pada tahun berapa jembatan itu dibangun", "jembatan itu dibangun"),
        ("di mana letak danau terdalam", "letak danau terdalam"),
        ("apa yang dimaksud dengan inflasi", "inflasi"),
        ("jembatan itu dibangun kapan", "jembatan itu dibangun"),
        ("di provinsi mana", "di provinsi"),
    ],
)
def test_the_question_phrase_goes(query: str, rest: str) -> None:
    assert kept(query) == rest


def test_fillers_stay_where_nothing_is_asked() -> None:
    assert kept("nama jalan yang berubah") == "nama jalan yang berubah"


def test_a_query_is_never_emptied() -> None:
    assert kept("siapa yang") == "siapa yang"
    assert kept("") == ""


def test_what_is_no_plain_word_ends_the_phrase() -> None:
    assert droppable(["siapa", "", "nama"], SILENT) == {0}


def test_function_words_go_from_long_queries_alone() -> None:
    telling = [f"kata{number}" for number in range(LONG)]
    assert kept(" ".join([*telling, "dan", "yang"])) == " ".join(telling)
    assert kept(" ".join([*telling[1:], "dan", "yang"])) == " ".join([*telling[1:], "dan", "yang"])
