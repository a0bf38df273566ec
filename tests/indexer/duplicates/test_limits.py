"""The numbers that decide which texts are copies: one less, the number itself, one more."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from indexer.duplicates.sketch import MIN_COPY, MIN_SHINGLES, containment, is_copy, sketch
from indexer.duplicates.template_guard import contradict, facts_by_context


def words(first: int, number: int) -> str:
    return " ".join(f"kata{n}" for n in range(first, first + number))


def sentence(first: int, number: int) -> str:
    return words(first, number) + "."


@pytest.mark.parametrize(
    ("triples", "is_enough"), [(MIN_SHINGLES - 1, False), (MIN_SHINGLES, True), (MIN_SHINGLES + 1, True)]
)
def test_a_text_of_thirty_triples_can_be_a_copy(triples: int, is_enough: bool) -> None:
    one = sketch([sentence(0, triples + 2)])
    assert len(one.shingles) == triples
    assert bool(one.bands) is is_enough
    assert is_copy(one, sketch([sentence(0, triples + 2)])) is is_enough


@pytest.mark.parametrize(("same", "is_found"), [(89, False), (90, True), (91, True)])
def test_nine_tenths_of_the_shorter_text_make_a_copy(same: int, is_found: bool) -> None:
    one = sketch([sentence(0, 102)])
    other = sketch([f"{words(0, same + 2)} {sentence(1000, 100 - same)}"])
    assert (len(one.shingles), len(other.shingles)) == (100, 100)
    assert containment(one, other) == pytest.approx(same / 100)
    assert (containment(one, other) >= MIN_COPY, is_copy(one, other)) == (is_found, is_found)


def headline(number: int) -> list[str]:
    return [sentence(0, 60), words(500, number)]


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        (headline(15), False),
        (headline(16), True),
        (headline(17), True),
        ([sentence(0, 60), sentence(500, 3)], True),  # ends a sentence
    ],
)
def test_a_line_of_few_words_that_ends_no_sentence_is_not_compared(body: Sequence[str], is_told: bool) -> None:
    assert (len(sketch(body).shingles) > len(sketch(body[:1]).shingles)) is is_told


@pytest.mark.parametrize(("number", "is_promotion"), [(39, True), (40, True), (41, False)])
def test_a_long_paragraph_that_begins_like_a_promotion_is_compared(number: int, is_promotion: bool) -> None:
    body = [sentence(0, 60), f"Baca juga {sentence(500, number - 2)}"]
    assert (len(sketch(body).shingles) == len(sketch(body[:1]).shingles)) is is_promotion


@pytest.mark.parametrize(
    ("one", "other", "is_another"),
    [
        ("Ali", "Adi", True),  # three letters must be the same
        ("Budi", "Rudi", False),
        ("Budi", "Rudo", True),
        ("Santosa", "Santoso", False),
        ("Santosa", "Sentoso", True),
        ("Hartanti", "Hertanto", False),  # eight letters may be two apart
        ("Hartanti", "Hertonto", True),
    ],
)
def test_a_name_may_be_spelt_in_another_way_by_its_length(one: str, other: str, is_another: bool) -> None:
    first, second = (
        facts_by_context((f"Para warga memilih kepala dusun {name} sebagai ketua kelompok tani.",))
        for name in (one, other)
    )
    assert contradict(first, second) is is_another


def test_names_of_thousands_of_letters_are_not_compared_letter_by_letter() -> None:
    one, other = (
        facts_by_context((f"Di sana hadir pula bersama {'S' + 'a' * 20_000 + end} yang baru saja datang tadi.",))
        for end in ("b", "c")
    )
    spent = time.process_time()
    assert contradict(one, other)
    assert time.process_time() - spent < 5
