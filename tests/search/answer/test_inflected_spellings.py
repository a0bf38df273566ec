"""An inflected word is found in the other spellings of its root, where articles have them."""

from __future__ import annotations

import pytest

from tests.search.answer.conftest import FindTexts
from tests.search.conftest import Ask

TEXTS = {
    "Kantor perizinan tutup": "standard",
    "Kantor perijinan buka": "other spelling",
    "Polisi mengijinkan konser": "verb",
    "Antrean panjang": "queue",
    "Antrian mengular": "queue in another spelling",
    "Petani berhutang": "debt",
    "Hal lain": "nothing",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("perizinan", {"standard", "other spelling"}),
        ("mengizinkan", {"verb"}),
        ("antreannya", {"queue", "queue in another spelling"}),
        ("berutang", {"debt"}),
        ("=perizinan", {"standard"}),
        ("perizinan -berutang", {"standard", "other spelling"}),
        ("kantor -perizinan", set()),
    ],
)
def test_an_inflected_word_is_found_in_the_other_spellings_of_its_root(
    find_texts: FindTexts, query: str, found: set[str]
) -> None:
    assert find_texts(TEXTS, query) == found


def test_a_spelling_that_no_article_has_is_not_named(ask: Ask) -> None:
    assert not [note for note in ask("perizinan").notes if note.code == "variants"]
