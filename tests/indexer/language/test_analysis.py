"""Folding, tokens and their places in the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.analysis import Lexicon, analyze, fingerprint, fold, indexed_forms, load_lexicon, terms
from indexer.language.lexicon import MAX_CACHED_LETTERS, MAX_TERM


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(None)


def exact(text: str, lexicon: Lexicon) -> list[str]:
    return [token.exact for token in analyze(text, lexicon)]


def stems(text: str, lexicon: Lexicon, language: str = "id") -> list[str]:
    return [token.stem for token in analyze(text, lexicon, language)]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Jum’at", "jum'at"),
        ("ﬁlm Ｋａｂａｒ", "film kabar"),
        ("Ødegård café İzmir", "odegard cafe izmir"),
        ("kata\u00adkan", "katakan"),
        ("non‑aktif", "non-aktif"),
    ],
)
def test_fold_leaves_small_plain_letters(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("written", ["Obama's", "OBAMA’S", "Obama`s"])
def test_the_english_possessive_is_no_part_of_a_name(written: str, lexicon: Lexicon) -> None:
    assert stems(written, lexicon) == stems("Obama", lexicon)
    assert stems("jum'at", lexicon) == stems("jumat", lexicon)


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("1.000 orang", ["1000", "orang"]),
        ("Rp1.250.000,50", ["rp", "1250000,50"]),
        ("Rp 500", ["rp", "500"]),
        ("Rp15.000,00, 1,000,000.00", ["rp", "15000", "1000000"]),
        ("US$5 juta, US$ 5, USD5, USDT", ["usd", "5", "juta", "usd", "5", "usd", "5", "usdt"]),
        ("naik 16,5 persen", ["naik", "16,5", "persen"]),
        ("16.5 dan 1,000,000", ["16,5", "dan", "1000000"]),
        ("27.11.2024", ["27", "11", "2024"]),
        ("skor 2-2", ["skor", "2", "2"]),
        ("pukul 10:30", ["pukul", "10,30"]),
        ("pukul 10.30", ["pukul", "10,30"]),
        ("rasio 50:50, 2:1", ["rasio", "50", "50", "2", "1"]),
        ("5%, 5 %, 5,5 persen", ["5", "persen", "5", "persen", "5,5", "persen"]),
        ("100% %", ["100", "persen"]),
    ],
)
def test_numbers_have_one_form(written: str, forms: list[str], lexicon: Lexicon) -> None:
    assert exact(written, lexicon) == forms


def test_an_apostrophe_tells_no_words_apart(lexicon: Lexicon) -> None:
    for form in ("Jum'at", "Jum’at", "jum`at"):
        assert analyze(form, lexicon)[0][:2] == ("jumat", "jumat")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("P.T.", "pt"),
        ("S.H", "sh"),
        ("D.P.R.", "dpr"),
        ("H. M.", "hm"),
        ("(K.H.),", "kh"),
        ("C++", "c++"),
        ("“C#”", "c#"),
    ],
)
def test_initials_and_words_with_a_sign_of_their_own_are_one_word(written: str, form: str, lexicon: Lexicon) -> None:
    assert exact(f"Kata {written} Said", lexicon) == ["kata", form, "said"]
    assert terms(f"Kata {written} Said", lexicon)[0] == f"kata {form} said"


@pytest.mark.parametrize("text", ["A. Yani", "Jalan A.Yani", "vitamin C. Warga", "www.a.b.com", "C+ dan #1"])
def test_a_single_letter_stays_by_itself(text: str, lexicon: Lexicon) -> None:
    assert any(len(form) == 1 for form in exact(text, lexicon))


def test_degrees_are_found_without_their_dots_too(lexicon: Lexicon) -> None:
    assert {"s", "pd", "spd"} <= set(terms("Siti, S.Pd., guru", lexicon)[2].split())


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("BIN membantah, kata AS.", ["BIN", "AS"]),
        ("Gerakan KAMI berkumpul", ["KAMI"]),
        ("bin Salman, as roda, Bin", []),
        ("KPK di SOLO dan JAKARTA", []),
        ("Isu SARA, kata Sara dari AMAN: aman", ["SARA", "AMAN"]),
        ("#bersih oleh @bola, #zzyzx", ["#bersih", "@bola"]),
        ("Kata B.I.N.", ["BIN"]),
    ],
)
def test_capitals_and_signs_mark_words_that_are_others_too(text: str, marks: list[str], lexicon: Lexicon) -> None:
    assert [token.mark for token in analyze(text, lexicon) if token.mark] == marks
    assert set(marks) <= set(terms(text, lexicon)[2].split())


def test_capitals_mark_nothing_in_a_headline_in_capitals(lexicon: Lexicon) -> None:
    assert "AS" not in terms("AS RODA PATAH", lexicon)[2].split()


def test_hyphenated_words_are_split(lexicon: Lexicon) -> None:
    assert exact("al-Qur'an Covid-19 se-Indonesia", lexicon) == ["al", "quran", "covid", "19", "se", "indonesia"]


@pytest.mark.parametrize(
    ("written", "root"),
    [
        ("orang-orang", "orang"),
        ("anak-anaknya", "anak"),
        ("bertahun-tahun", "tahun"),
        ("tolong-menolong", "tolong"),
        ("memukul-mukul", "pukul"),
        ("Kota–kota", "kota"),
    ],
)
def test_reduplication_is_one_token(written: str, root: str, lexicon: Lexicon) -> None:
    (token,) = analyze(written, lexicon)
    assert (token.stem, token.start, token.end) == (root, 0, len(written))


@pytest.mark.parametrize("written", ["kota-kota's", "kota’s-kota"])
def test_an_english_possessive_doubles_nothing(written: str, lexicon: Lexicon) -> None:
    for form in exact(written, lexicon):
        assert exact(form, lexicon) == [form]


def test_tokens_say_where_they_stand_in_the_text_given(lexicon: Lexicon) -> None:
    text = "“Harga Ｂｅｒａｓ\u00ad naik” — kata Rini, Rp14.500/kg"
    found = [text[token.start : token.end] for token in analyze(text, lexicon)]
    assert found == ["Harga", "Ｂｅｒａｓ\u00ad", "naik", "kata", "Rini", "Rp", "14.500", "kg"]


def test_other_languages_keep_their_exact_forms(lexicon: Lexicon) -> None:
    assert stems("Memakan berita", lexicon, "en") == ["memakan", "berita"]
    assert stems("mengambil", lexicon, "ms-MY") == ["ambil"]
    assert stems("mengambil", lexicon, "") == ["ambil"]


def test_an_endless_word_is_cut(lexicon: Lexicon) -> None:
    assert [len(term) for term in exact("x" * 100_000, lexicon)] == [MAX_TERM]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("word", ["bertemu", "Katanya", "PAN", "Rp", "S", "bridges"])
@pytest.mark.parametrize("written", ["{},", "({})", "“{}.”", '"{}?', "{}:", "...{}!)"])
def test_signs_around_a_word_change_none_of_its_terms(lexicon: Lexicon, written: str, word: str, language: str) -> None:
    said, piece = analyze(f"kata {written.format(word)}", lexicon, language)
    expected = [" ".join(filter(None, both)) for both in zip(said[:4], piece[:4], strict=True)]
    expected[2:] = [" ".join(filter(None, (said.word, said.mark, piece.word, piece.mark)))]
    assert list(terms(f"kata {written.format(word)}", lexicon, language)) == expected
    assert terms(f"kata {word}", lexicon, language) == tuple(expected)


@given(st.text())
def test_any_text_gives_ordered_places_and_bounded_terms(text: str) -> None:
    last = 0
    for token in analyze(text, load_shared()):
        assert last <= token.start < token.end <= len(text)
        last = token.start
        assert 0 < len(token.exact) <= MAX_TERM
        assert 0 < len(token.stem) <= MAX_TERM
        assert not any(blank in token.exact + token.stem for blank in " \t\n\u00a0")


@given(st.text(alphabet=st.sampled_from("aeiknmgrstyAS -'’.,:%#12\u00ad\u0301"), max_size=40))
def test_terms_are_those_of_the_tokens(text: str) -> None:
    tokens = analyze(text, load_shared())
    exact, stems, words = terms(text, load_shared())
    assert exact == " ".join(indexed_forms(tokens))
    assert stems == " ".join(token.stem for token in tokens)
    assert {token.word for token in tokens} <= set(words.split())


@given(st.text(max_size=20))
def test_analysing_an_exact_form_again_changes_nothing(text: str) -> None:
    for token in analyze(text, load_shared(), "en"):
        assert fold(token.exact) == token.exact


def test_the_memory_of_known_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.language.lexicon.MAX_RUNS", 10)
    monkeypatch.setattr("indexer.language.lexicon.MAX_WORDS", 10)
    lexicon = load_lexicon(None)
    text = " ".join(f"kata{'x' * number}" for number in range(100))
    assert stems(text, lexicon) == terms(text, lexicon)[1].split()
    for cache in (lexicon.root_cache, lexicon.word_cache, lexicon.piece_cache["id"], lexicon.term_cache["id"]):
        assert 0 < len(cache.keys() | cache._older.keys()) <= 10


def test_known_words_take_some_megabytes_however_many_there_were() -> None:
    """Some 300 bytes a run with its words."""
    lexicon = load_lexicon(None)
    caches = (lexicon.root_cache, lexicon.word_cache, lexicon.piece_cache["id"], lexicon.term_cache["id"])
    for number in range(70_000):
        for cache in caches:
            cache.keep(str(number), ())  # type: ignore[arg-type] - of any kind
    assert sum(len(cache.keys() | cache._older.keys()) for cache in caches) <= 200_000


@pytest.mark.parametrize("part", ["x" * 2_000, "a-b-c-d-e-f-g", "1.b.c.d.e.f"])
def test_words_that_take_much_room_are_not_remembered(part: str) -> None:
    lexicon = load_lexicon(None)
    for number in range(3):
        text = f"{number}{part}"
        assert stems(text, lexicon) == terms(text, lexicon)[1].split()
    assert not lexicon.piece_cache["id"]
    assert all(len(word) <= MAX_CACHED_LETTERS for word in (*lexicon.term_cache["id"], *lexicon.root_cache))


def test_the_fingerprint_names_the_users_lists(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("data")
    (data / "words").mkdir()
    (data / "words" / "exceptions.txt").write_text("petahana tahan\n", encoding="utf-8")
    assert fingerprint(load_lexicon(data)) != fingerprint(load_lexicon(None)) == fingerprint(load_lexicon(data.parent))


_shared: list[Lexicon] = []


def load_shared() -> Lexicon:
    """One lexicon for the property tests, which cannot take fixtures of a function."""
    if not _shared:
        _shared.append(load_lexicon(None))
    return _shared[0]


@pytest.mark.parametrize(
    "run",
    [
        "1" + ".000" * 16_000 + ".1",
        "1" + ",000" * 16_000 + ",1",
        "-" + "a" * 32_000,
        "-" + "a'" * 16_000,
        "x's," + "a" * 64_000,
    ],
    ids=["thousands", "english", "hyphen", "apostrophes", "possessive"],
)
def test_a_run_of_many_letters_is_not_read_anew_at_each(run: str) -> None:
    """Each took ten seconds or more, in the process that writes the index."""
    spent = time.process_time()
    assert terms(run, load_lexicon())
    assert time.process_time() - spent < 5
