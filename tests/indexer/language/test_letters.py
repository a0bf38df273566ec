from __future__ import annotations

import itertools

import pytest

from indexer.language.analysis import analyze, load_lexicon
from indexer.language.letters import english_letters, has_other_letters, letters, shapes

LEXICON = load_lexicon(None)
PREFIXES = (
    "",
    "me",
    "di",
    "ber",
    "ter",
    "ke",
    "pe",
    "se",
    "meng",
    "men",
    "mem",
    "meny",
    "peng",
    "pen",
    "pem",
    "peny",
    "menge",
    "diper",
    "ku",
    "ketidak",
)
SUFFIXES = ("", "kan", "an", "i", "nya", "lah", "kanlah", "2an", "2nya")
NASALS = ("meng", "men", "mem", "meny", "peng", "pen", "pem", "peny")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ma’ruf, S.H.", "marufsh"),
        ("1.000 Kafé", "1000kafe"),
        ("naik 5 % (lima%)", "naik5persenlima"),
        ("anti-\nko\u00adrupsi", "antikorupsi"),
        ("“Ya” – кот", "ya"),
        ("", ""),
    ],
)
def test_letters(text: str, expected: str) -> None:
    assert letters(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("“Ya” – 5 €…", False), ("kafé", True), ("кот", True), ("", False)])
def test_other_letters(text: str, expected: bool) -> None:
    assert has_other_letters(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "menyerang",
            "memukul-mukul",
            "diorganisir",
            "besar2an",
            "belajarlah",
            "Sayur-mayur",
            "mengetahui",
            "covid-19",
        ),
        *(
            "D.P.R",
            "H. M. Said",
            "1,000,000",
            "16:30",
            "#bersih BIN",
            "jum´at",
            "anak-anaknya",
            "laba-laba",
            "50 %",
            "US$5",
        ),
    ],
)
def test_a_text_has_the_letters_of_its_words(text: str) -> None:
    assert_has_letters(text)


def test_every_form_has_letters_of_its_root_and_of_its_word() -> None:
    roots = [root for number, root in enumerate(LEXICON.roots) if number % 150 == 0 or root.endswith("asi")]
    for number, root in enumerate(roots):
        prefix, suffix = PREFIXES[number % len(PREFIXES)], SUFFIXES[number % len(SUFFIXES)]
        assert_has_letters(f"{prefix}{root[1:] if prefix in NASALS and root[0] in 'kstp' else root}{suffix}")
        assert_has_letters(f"{prefix}{root.removesuffix('asi')}ir")
    for form, prefix, suffix in itertools.product(LEXICON.exceptions, ("", "me", "di"), SUFFIXES):
        assert_has_letters(prefix + form + suffix)


def assert_has_letters(text: str) -> None:
    has = letters(text)
    for token in analyze(text, LEXICON):
        for key in (token.stem, token.word):
            assert any(one in has for one in shapes(key, LEXICON)), (text, token)
        assert letters(token.exact) in has
        assert letters(token.mark) in has


@pytest.mark.parametrize(
    "text",
    [
        "floods",
        "flooding",
        "dying",
        "lies",
        "skies",
        "happily",
        "sensibility",
        "nobility",
        "relational",
        "abilities",
        "hoping",
        "agreed",
        "only",
    ],
)
def test_an_english_word_has_letters_of_its_stem(text: str) -> None:
    (token,) = analyze(text, LEXICON, "en")
    assert english_letters(token.mark) in letters(text)


def test_an_irregular_form_has_other_letters_than_its_root() -> None:
    assert "erti" in shapes("arti", LEXICON)
