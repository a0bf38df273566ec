from __future__ import annotations

from search.article_history import Change
from search.web.pages.differences import MAX_WORDS, shown, word_changes


def test_the_words_that_changed_are_told_from_those_that_stayed() -> None:
    assert word_changes("Gelombang empat meter datang.", "Gelombang enam meter datang.") == [
        ("same", "Gelombang "), ("removed", "empat"), ("added", "enam"), ("same", " meter datang."),
    ]  # fmt: skip


def test_a_rewritten_paragraph_is_one_and_a_strange_one_is_new() -> None:
    changes = [
        Change("body", "removed", "Warga desa mengungsi ke balai kota pada Senin malam."),
        Change("body", "removed", "Paragraf ini hilang sama sekali."),
        Change("body", "added", "Warga desa mengungsi ke balai kota pada Selasa malam."),
        Change("body", "added", "Kalimat baru tentang bantuan beras dari provinsi."),
    ]
    kinds = [[kind for kind, _ in one["pieces"]] for one in shown(changes, "id")]
    assert kinds == [["same", "removed", "added", "same"], ["added"], ["removed"]]


def test_every_word_of_both_versions_is_shown_once() -> None:
    old = ["satu dua tiga empat", "lima enam", "tujuh delapan sembilan"]
    new = ["satu dua tiga lima", "sepuluh", "tujuh delapan sembilan belas"]
    changes = [*(Change("body", "removed", one) for one in old), *(Change("body", "added", one) for one in new)]
    pieces = [piece for one in shown(changes, "id") for piece in one["pieces"]]
    for kind, texts in (("removed", old), ("added", new)):
        held = "".join(text for other, text in pieces if other in (kind, "same"))
        assert sorted(held.replace(" ", "")) == sorted("".join(texts).replace(" ", ""))


def test_long_unchanged_stretches_are_counted() -> None:
    changes = [*(Change("body", "same", f"Paragraf {number}") for number in range(5)), Change("body", "added", "Baru")]
    skipped, added = shown(changes, "id")
    assert skipped["skipped"] == "… 5 paragraf tidak berubah …"
    assert added["pieces"] == [("added", "Baru")]


def test_very_long_paragraphs_are_not_compared_word_by_word() -> None:
    long = "kata " * (MAX_WORDS // 2)
    changes = [Change("body", "removed", long + "lama"), Change("body", "added", long + "baru")]
    assert [[kind for kind, _ in one["pieces"]] for one in shown(changes, "id")] == [["added"], ["removed"]]
