from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.language.analysis import Lexicon, analyze, load_lexicon
from search.answer.highlight import Form, Marker, markers
from search.answer.marking import Marking, apart
from search.answer.places import find_marks
from search.answer.snippets import MAX_LENGTH, Marked, mark_hit, mark_title, sentences, snippet
from search.answer.sought import LookedUp
from search.planning.words import Forms
from search.query.parser import parse
from search.query.word_lists import word_lists
from tests.search.conftest import NOW

LEXICON = load_lexicon(None)
FORMS: tuple[Forms, ...] = get_args(Forms)


def shown(query: str, *body: str, lexicon: Lexicon = LEXICON) -> Marked:
    tree = parse(query, NOW).tree
    return snippet(body, Marking(markers(tree, lexicon, word_lists().variants), lexicon))


def marking(query: str, forms: Forms = "word") -> Marking:
    return Marking(markers(parse(query, NOW).tree, LEXICON, word_lists().variants, forms), LEXICON)


def marked(text: Marked) -> list[str]:
    return [piece for piece, on in text.pieces() if on]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("serang", "Mereka menyerang, diserang, dan penyerangan itu gagal.", ["menyerang", "diserang", "penyerangan"]),
        ("=serang", "Mereka menyerang kota Serang.", ["Serang"]),
        ('"kota serang"', "Kota Serang dan kota lain di Serang.", ["Kota Serang"]),
        ('"kota serang"~3', "Kota tua di Serang.", ["Kota", "Serang"]),
        ('"kota serang"~1', "Kota tua yang ada di Serang.", []),
        ("ser*", "Serang, serdadu, dan pasir.", ["Serang", "serdadu"]),
        ("hizbulah~", "Hizbullah mundur.", ["Hizbullah"]),
        ("anak", "Anak-anak bermain.", ["Anak-anak"]),
        ("covid-19", "Kasus Covid-19 naik, 19 orang.", ["Covid-19"]),
        ("covid-19", "Setelah covid, ada 19 orang.", []),
        ("Rusia-Ukraina", "Rusia menyerang Ukraina.", ["Rusia", "Ukraina"]),
        ("Rusia-Ukraina", "Perang Rusia-Ukraina, kata Rusia.", ["Rusia-Ukraina", "Rusia"]),
        ("tenun.id", "Kabar tenun.id, tenun lama, .id.", ["tenun.id"]),
        ("di-PHK", "PHK massal: 50 orang di-PHK.", ["PHK", "PHK"]),
        ("judul:kota", "Kota itu sepi.", []),
        ("isi:kota", "Kota itu sepi.", ["Kota"]),
        ("kota -sepi", "Kota itu sepi.", ["Kota"]),
        ("a OR kota", "Kota itu sepi.", ["Kota"]),
        ("suriah", "Perang di Syria usai.", ["Syria"]),
        ("kpk", "Komisi Pemberantasan Korupsi bekerja.", ["Komisi Pemberantasan Korupsi"]),
        ("jum'at", "Hari Jum’at libur.", ["Jum’at"]),
        ("kafe", "Ke kafé lama.", ["kafé"]),
        ('"anak muda"', "Kelompok anak-anak muda.", ["anak-anak", "muda"]),
        ('"anak-anak muda"', "Kelompok anak-anak muda.", ["anak-anak muda"]),
        ('"kelompok anak"', "Kelompok anak-anak muda.", ["Kelompok", "anak-anak"]),
        ("=laba", "Laba-laba itu memberi laba.", ["laba"]),
        ("covid-19", "Kasus Covid19 naik.", ["Covid19"]),
        ("covid19", "Kasus Covid-19 naik.", ["Covid-19"]),
        ("antikorupsi", "Gerakan anti-korupsi dan anti korupsi.", ["anti-korupsi", "anti korupsi"]),
        ("mata BIN", "Kepala BIN bin Salman di mata warga.", ["BIN", "mata"]),
        ("bin", "Kepala BIN bin Salman.", ["BIN", "bin"]),
        ('"ketua pt"', "Ketua P.T. itu.", ["Ketua P.T"]),
        ('"hemat biaya ban"', "Tujuannya hemat biaya. Ban bekas dipakai.", ["hemat biaya.", "Ban"]),
        ('"kota serang"~2', "Kota-kota Serang.", ["Kota-kota", "Serang"]),
        ('"kota serang"', "Kota – Serang, kota itu. Serang!", ["Kota – Serang"]),
        ('"kota ser*" desa', "Di desa dan kota serdadu berjaga.", ["desa", "kota serdadu"]),
        ("antikorupsi", "Gerakan anti\u00a0korupsi, anti  korupsi.", ["anti\u00a0korupsi", "anti  korupsi"]),
        ("antikorupsi", "Gerakan an\u00adti ko’rupsi.", ["an\u00adti ko’rupsi"]),
        ("aa", "Nilai a%a.", ["a%a"]),
        ("10.000", "Rp10.000 dan 10000, bukan 10.0001.", ["10.000", "10000"]),
        ("m", "H. M. Said dan M. Said.", ["M"]),
        ("persen", "Naik 5 % dan 3%.", ["%", "%"]),
        ("USD 5", "Utang US$5 juta.", ["US$", "5"]),
        ("15.000", "Harga Rp15.000,00.", ["15.000,00"]),
        ("besaran", "Untung besar2an.", ["besar2an"]),
        ("gunu?g*", "Pegunungan, gunung-gunung.", ["gunung-gunung"]),
        ("кот", "Ini кот.", ["кот"]),
        ("serang", "Kata\tserang\nserang lagi.", ["serang", "serang"]),
    ],
)
def test_what_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert marked(shown(query, text)) == expected


def test_titles_are_marked_by_what_is_asked_of_titles() -> None:
    assert marked(mark_title("Banjir di kota", marking("judul:banjir isi:kota"))) == ["Banjir"]


def test_the_pieces_of_a_word_are_marked_in_its_field_alone() -> None:
    assert marked(mark_title("Rusia menyerang Ukraina", marking("judul:Rusia-Ukraina"))) == ["Rusia", "Ukraina"]
    assert marked(shown("judul:Rusia-Ukraina", "Rusia menyerang Ukraina.")) == []


def test_two_passages_show_most_parts_in_the_order_of_the_text() -> None:
    text = shown(
        "banjir bekasi",
        "Pembuka yang panjang. Banjir datang dini hari. Warga mengungsi.",
        "Paragraf lain tentang banjir. Banjir di Bekasi paling parah. Penutup.",
    )
    assert text.text == "Banjir datang dini hari. … Banjir di Bekasi paling parah."


def test_neighbouring_passages_are_not_torn_apart() -> None:
    assert (
        shown("banjir bekasi", "Banjir datang. Bekasi tergenang. Hujan reda.").text
        == "Banjir datang. Bekasi tergenang."
    )


def test_without_a_mark_the_beginning_is_shown() -> None:
    assert shown("judul:banjir", "Satu dua. Tiga empat. Lima enam.").text == "Satu dua. Tiga empat."


def test_a_long_sentence_is_cut_between_words_around_its_marks() -> None:
    text = shown("sasaran", "kata " * 200 + "sasaran " + "lagi " * 200)
    assert text.text.startswith("…kata")
    assert text.text.endswith("lagi…")
    assert marked(text) == ["sasaran"]
    assert len(text.text) <= MAX_LENGTH + 2


def test_nothing_to_show() -> None:
    assert shown("kata") == Marked("")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Satu. Dua! Tiga? Empat", ["Satu.", "Dua!", "Tiga?", "Empat"]),
        ("Harga Rp. 10.000 di Jl. Merdeka No. 5 naik. Itu kata dr. Budi.", None),
        ("Presiden H. Muhammad tiba. Ia pergi.", ["Presiden H. Muhammad tiba.", "Ia pergi."]),
        ("“Saya pulang.” Ia pergi.", ["“Saya pulang.”", "Ia pergi."]),
        ("Pukul 10.30 WIB, 1.000 orang.", ["Pukul 10.30 WIB, 1.000 orang."]),
        ("Situs detik.com ramai. Ya.", ["Situs detik.com ramai.", "Ya."]),
        ("   ", []),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    found = [text[start:end] for start, end in sentences(text)]
    assert found == (
        expected if expected is not None else ["Harga Rp. 10.000 di Jl. Merdeka No. 5 naik.", "Itu kata dr. Budi."]
    )


@given(st.text(max_size=200))
def test_sentences_cover_a_text_in_order(text: str) -> None:
    found = sentences(text)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    covered = "".join("".join(text[start:end].split()) for start, end in found)
    assert covered == "".join(text.split())


@given(st.text(alphabet="ab .!?“”'-\n1é", max_size=300), st.text(alphabet='ab*~"= ', max_size=12))
def test_marks_lie_within_the_text_and_apart(text: str, query: str) -> None:
    made = shown(query, *text.split("\n"))
    assert "".join(piece for piece, _ in made.pieces()) == made.text
    assert all(0 <= start < end <= len(made.text) for start, end in made.marks)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(made.marks))


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs through: its cost, the same on every machine."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> Any:
        nonlocal counted
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("query", ['"{0}"~100', '"{0}"', "{0}"])
def test_marking_a_long_text_costs_no_more_a_word_than_marking_a_short_one(query: str) -> None:
    words = " ".join(f"di{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    short, long = (
        steps(lambda text=f"{words} " * times: marking(query.format(words)).marks(text, "body")) for times in (10, 100)
    )
    assert long < 15 * short


def test_a_word_given_many_times_is_looked_up_once() -> None:
    parts = markers(parse('"' + "di " * 32 + 'kota"~100', NOW).tree, LEXICON, word_lists().variants)
    assert [len(part.words) for part in parts] == [1]
    parts = markers(parse('"' + "di " * 30 + 'kota"~100', NOW).tree, LEXICON, word_lists().variants)
    assert [len(part.words) for part in parts] == [2]


@given(st.text("abc ", max_size=60), st.text("abc ", min_size=1, max_size=12), st.integers(1, 8))
def test_words_near_each_other_are_marked_where_every_other_one_is_near(text: str, query: str, slop: int) -> None:
    words = list(dict.fromkeys(query.split()))
    tokens = analyze(text, LEXICON)
    assume(not {one.exact + other.exact for one, other in itertools.pairwise(tokens)} & {*words})  # `aa` marks `a a`
    parts = [Marker(tuple(Form(word) for word in words), slop)] if len(words) > 1 else []
    found = {mark.start for mark in Marking(parts, LEXICON).marks(text, "body")}
    reach = slop + len(words) - 1
    places = {word: [place for place, token in enumerate(tokens) if token.exact == word] for word in words}
    naive = {
        tokens[place].start
        for mine in places.values()
        for place in mine
        if all(any(abs(place - other) <= reach for other in others) for others in places.values())
    }
    assert found == (naive if len(words) > 1 else set())


def test_a_word_deep_in_a_long_text_or_a_long_address_is_shown() -> None:
    assert marked(shown("tsunami", *["Kalimat biasa saja. " * 400] * 20, "Lalu tsunami datang.")) == ["tsunami"]
    address = "https://situs.example/" + "a-b-" * 60 + "tsunami/berita"
    assert marked(shown("tsunami", f"Selengkapnya di {address} dan {'kata ' * 60}.")) == ["tsunami"]


PIECES = [
    *("serang", "menyerang", "anti", "korupsi", "antikorupsi", "kota", "anak", "besar", "an", "2", "di", "nya", "a"),
    *" .,-%’\t\u00a0–",
]


@given(
    st.text("abAB -.#%1", max_size=80) | st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.text('abAB -*"#1', min_size=1, max_size=20) | st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.sampled_from(FORMS),
    st.sampled_from(("id", "en", "de")),
)
def test_what_is_passed_over_has_no_mark(text: str, query: str, forms: Forms, language: str) -> None:
    parts = markers(parse(query, NOW).tree, LEXICON, word_lists().variants, forms)
    found = Marking(parts, LEXICON).marks(text, "body", language)
    everywhere = find_marks(analyze(text, LEXICON, language), enumerate(parts))
    assert found == apart(sorted(everywhere, key=lambda mark: (mark.start, -mark.end, mark.part)))


@given(st.text("abAB -.%1", max_size=30), st.lists(st.text("abAB -.%1\n", max_size=30), max_size=5))
def test_a_hit_is_marked_as_its_title_and_its_body(title: str, body: list[str]) -> None:
    for query in ("a", "judul:a b", '"a b" 1'):
        asked = marking(query)
        assert mark_hit(title, body, asked) == (mark_title(title, asked), snippet(body, asked))


@given(
    st.lists(st.text("abAB -.%1\n", max_size=30), max_size=5),
    st.text('abAB -*"1', min_size=1, max_size=12),
    st.sampled_from(("id", "en")),
)
def test_paragraphs_together_are_marked_as_each_for_itself(body: list[str], query: str, language: str) -> None:
    parts = markers(parse(query, NOW).tree, LEXICON, word_lists().variants)
    together = Marking(parts, LEXICON).marks_of(body, "body", language)
    assert together == [Marking(parts, LEXICON).marks(text, "body", language) for text in body]


def test_a_paragraph_without_the_words_costs_little() -> None:
    asked = marking("banjir covid-19")
    without, with_one = (f"warga desa memanen padi pada hari {word} " * 20 for word in ("senin", "banjir"))
    assert asked.marks(with_one, "body")
    assert not asked.marks(without, "body")
    assert steps(lambda: asked.marks(without, "body")) < steps(lambda: asked.marks(with_one, "body")) / 5


def test_a_word_with_nothing_of_a_query_is_compared_with_none_of_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    judged, is_held = list[Any](), LookedUp.is_held
    monkeypatch.setattr(LookedUp, "is_held", lambda *given: judged.append(given) or is_held(*given))
    asked = marking("ekor OR kota OR desa")
    assert not asked.marks("Kopi torajé, tanté.", "body")  # either may end with the first half of `e kor`
    assert not judged
    assert asked.marks("Kopi désa.", "body")
    assert judged


def test_of_very_many_words_a_few_are_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.answer.marking.MAX_RUNS", 3)
    text = "satu banjir dua tiga empat banjir lima enam tujuh Banjir"
    assert [mark.start for mark in marking("banjir").marks(text, "body")] == [5, 27, 50]


def test_paragraphs_with_one_without_a_mark_between_them_are_no_neighbours() -> None:
    assert shown("banjir", "Banjir datang.", "Hujan reda.", "Banjir surut.").text == "Banjir datang. … Banjir surut."
    assert shown("banjir", "Hujan. Banjir datang.", "Banjir surut.").text == "Banjir datang. Banjir surut."
