from __future__ import annotations

import time

from search.article_history import Change
from search.web.pages.differences import shown, word_changes


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
    long = "kata " * 1_500
    changes = [Change("body", "removed", long + "lama"), Change("body", "added", long + "baru")]
    assert [[kind for kind, _ in one["pieces"]] for one in shown(changes, "id")] == [["added"], ["removed"]]


def test_paragraphs_that_share_but_a_word_or_two_are_strange_to_each_other() -> None:
    old = "Pelabuhan tua di pesisir utara kembali ramai setelah perbaikan dermaga selesai pekan lalu."
    new = "Petugas membawa dua ratus judul baru setiap kunjungan dan menukarnya dua minggu kemudian."
    changes = [Change("body", "removed", old), Change("body", "added", new)]
    assert [[kind for kind, _ in one["pieces"]] for one in shown(changes, "id")] == [["added"], ["removed"]]


def test_a_long_paragraph_that_was_revised_takes_next_to_no_time() -> None:
    old = [f"kata{place * place % 1_009}" for place in range(740)]
    new = [f"lain{place}" if place % 4 == 0 else word for place, word in enumerate(old)]
    spent = time.process_time()
    (shown_once,) = shown([Change("body", "removed", " ".join(old)), Change("body", "added", " ".join(new))], "id")
    assert time.process_time() - spent < 2
    assert {kind for kind, _ in shown_once["pieces"]} == {"same", "added", "removed"}
