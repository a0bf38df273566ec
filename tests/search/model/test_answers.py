"""Answers of a model: read strictly, and never for more than what was there to be chosen."""

from __future__ import annotations

import json

import pytest

from search.model.answers import UnusableError, read_labels, read_sentences, read_statements
from search.model.material import MAX_CHOSEN, Material, material
from tests.search.articles import article

NAMES = ["Positif", "Negatif"]
BODY = ("Banjir merendam  jalan. Warga mengeluh.", "Pompa \u202emati.")


def read(*bodies: tuple[str, ...], most: int = 12_000) -> Material:
    """What the model reads of articles with these bodies."""
    found = [
        article(
            number, f"n{number}", "antara", "2026-11-28T03:00:00", "", (), (), f"n{number}", f"Kabar {number}", body
        )
        for number, body in enumerate(bodies, 1)
    ]
    return material(found, most)


def answer(**given: object) -> str:
    return json.dumps(given)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Menurut saya negatif.", "it is no JSON"),
        ('```json\n{"labels": []}\n```', "it is no JSON"),
        ('["Negatif"]', "it is no JSON object"),
        ('{"labels": NaN}', "it is no JSON"),
        ("[" * 50_000, "it is no JSON"),
        (answer(labels=["Sangat negatif"]), "no label of the set"),
        (answer(labels=["Negatif", "Positif"]), "more than 1"),
        (answer(labels="Negatif"), "no list"),
        (answer(labels=[["Negatif"]]), "no list"),
        (answer(label="Negatif"), "no list"),
        (answer(labels=["a" * 70_000]), "more than 65,536 characters"),
    ],
)
def test_what_is_no_choice_of_labels(text: str, reason: str) -> None:
    with pytest.raises(UnusableError, match=reason):
        read_labels(text, NAMES, 1)


def test_labels_are_chosen_as_they_are_written_here() -> None:
    assert read_labels(answer(labels=[" negatif "]), NAMES, 1) == ["Negatif"]
    assert read_labels(answer(labels=[]), NAMES, 1) == []
    assert read_labels(answer(labels=["Positif", "POSITIF", "Negatif"]), NAMES, 2) == NAMES


def test_sentences_are_numbered_headline_first_and_without_what_nobody_sees() -> None:
    found = read(BODY, ("Satu.",))
    assert {number: one.text for number, one in found.sentences.items()} == {
        "1.0": "Kabar 1", "1.1": "Banjir merendam jalan.", "1.2": "Warga mengeluh.", "1.3": "Pompa mati.",
        "2.0": "Kabar 2", "2.1": "Satu.",
    }  # fmt: skip
    assert found.text("m").splitlines()[:2] == ["BEGIN m", "[1.0] Kabar 1"]


def test_each_article_has_its_share_and_what_has_no_room_is_left_out() -> None:
    long = tuple(f"Kalimat nomor {number} berita itu." for number in range(200))
    found = read(*[long] * 5, most=1_200)
    assert [one.id for one in found.articles] == ["n1", "n2", "n3"]
    assert all(sum(len(one.text) for one in found.sentences.values() if one.article == name) <= 400
               for name in ("n1", "n2", "n3"))  # fmt: skip
    assert len(read(("a" * 5_000,), most=1_000).sentences["1.1"].text) == 600


def test_what_is_named_by_number_or_word_for_word_is_the_articles_own_text() -> None:
    found = read(BODY, ("Satu.",))
    given = answer(sentences=["1.2", "[2.1]", "Banjir merendam jalan.", "Banjir merendam kota.", "7.7", 3, None, "1.2"])
    assert [one.text for one in read_sentences(given, found)] == ["Warga mengeluh.", "Satu.", "Banjir merendam jalan."]
    everything = answer(sentences=list(read(tuple(f"Nomor {n}." for n in range(20))).sentences))
    assert len(read_sentences(everything, read(tuple(f"Nomor {n}." for n in range(20))))) == MAX_CHOSEN


def test_a_statement_without_a_sentence_is_dropped_and_both_are_counted() -> None:
    given = answer(
        statements=[
            {"text": " Jalan\u0000 terendam. ", "sentences": ["1.1", "9.9", "Pompa dicuri."]},
            {"text": "Menteri dipecat.", "sentences": ["9.9"]},
            {"text": "Tanpa dasar.", "sentences": []},
            {"text": "", "sentences": ["1.1"]},
            {"text": 7, "sentences": "1.1"},
        ]
    )
    kept, sentences, statements = read_statements(given, read(BODY))
    assert [(text, [one.text for one in some]) for text, some in kept] == [
        ("Jalan terendam.", ["Banjir merendam jalan."])
    ]
    assert (sentences, statements) == (3, 4)


@pytest.mark.parametrize("given", [{"statements": []}, {"statements": [{"text": "a", "sentences": ["9.9"]}]},
                                   {"statements": ["a"]}, {"statements": {}}, {}])  # fmt: skip
def test_a_summary_of_which_nothing_is_left_is_none(given: dict[str, object]) -> None:
    with pytest.raises(UnusableError):
        read_statements(json.dumps(given), read(BODY))
