from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.notes import LANGUAGES, TEXTS, Note, render
from search.query.limits import IN_ADDRESS, MAX_PHRASE_WORDS
from search.query.parser import Parsed, parse
from search.query.tree import (
    EMPTY,
    All,
    And,
    Exact,
    Fuzzy,
    Near,
    Not,
    Often,
    Or,
    Phrase,
    Since,
    Tree,
    Until,
    Value,
    Wildcard,
    Word,
    to_text,
)

NOW = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)  # already 26 November in Jakarta


def read(text: str) -> Parsed:
    return parse(text, NOW)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("serangan udara", All((Word("serangan"), Word("udara")))),
        ('"kaki tanah liat"', Phrase("kaki tanah liat")),
        ("=serangan", Exact("serangan")),
        ('"serangan"', Exact("serangan")),
        ("a OR b", Or((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("a -b", All((Word("a"), Not(Word("b"))))),
        ("serang*", Wildcard("serang*")),
        ("hizbulah~", Fuzzy("hizbulah", 2)),
        ("gempa~", Fuzzy("gempa", 1)),
        ('"a b"~5', Phrase("a b", 5)),
        ("a NEAR/5 b", Near(Word("a"), Word("b"), 5)),
        ("hitung:3:banjir", Often("banjir", 3)),
        ("count:10:Jum'at", Often("Jum'at", 10)),
        ("hitung:1:banjir", Word("banjir")),
        ("judul:banjir", Word("banjir", "title")),
        ('isi:"air bah"', Phrase("air bah", 0, "body")),
        ("sumber:antara", Value("publisher", "antara")),
        ("sejak:2024-11-27", Since(date(2024, 11, 27))),
        ("sampai:2024-11-30", Until(date(2024, 11, 30))),
        ("", EMPTY),
    ],
)
def test_each_form_has_its_tree(text: str, tree: Tree) -> None:
    assert read(text) == Parsed(tree, ())


# The written form of a tree shows the tree (the round trip below holds that), so the table stays readable.
READINGS = {
    # words
    "serangan  udara": "serangan udara",
    "Harga beras naik!": "Harga beras naik",
    "siapa presiden Suriah?": "siapa presiden Suriah",
    "anggota D.P.R menolak": "anggota D.P.R menolak",
    "judul:akar:tani title:root:dagang": "judul:akar:tani judul:akar:dagang",
    "judul:(akar:(tani dagang) beras)": "judul:akar:tani judul:akar:dagang judul:beras",
    "akar:(isi:tani)": "isi:akar:tani",
    'naik "5 %"': "naik =5%",
    "Jum’at Ma'ruf Macy’s": "Jum’at Ma'ruf Macy’s",
    "covid-19 undang-undang": "covid-19 undang-undang",
    "Rp1.000,50 16,5%": "Rp1.000,50 16,5%",
    "dan bukan and not": "dan bukan and not",
    "Dan And": "Dan And",
    "#banjir @bmkg": "#banjir @bmkg",
    "kota - desa": "kota desa",
    "a — b – c": "a b c",
    "1+1=2": "1+1=2",
    "C++ C# D#a c+": "C++ C# D#a c",
    "naik 5 % 16:30": "naik 5 % 16:30",
    "#1 @ # & AT&T": "#1 AT&T",
    "H. M. Said, S.H.": "H.M Said S.H",
    "...": "",
    "😀 gempa": "gempa",
    "_garis_ bawah": "garis bawah",
    "10:30 pagi": "10:30 pagi",
    "https://contoh.id/berita": "https://contoh.id/berita",
    "contoh.id/berita/1.": "contoh.id/berita/1",
    "https://contoh.id/berita?utm_source=x&id=1": "https://contoh.id/berita?utm_source=x&id=1",
    '"https://contoh.id/berita?id=1"': "=https://contoh.id/berita?id=1",
    "url:contoh.id": "url:contoh.id",
    "inurl:berita*": "url:berita*",
    "dan/atau": "dan/atau",
    # quotation marks of every kind
    '"kaki tanah"': '"kaki tanah"',
    "“kaki tanah”": '"kaki tanah"',
    "„kaki tanah“": '"kaki tanah"',
    "«kaki tanah»": '"kaki tanah"',
    "‘kaki tanah’": '"kaki tanah"',
    "'kaki tanah'": '"kaki tanah"',
    '“kaki tanah"': '"kaki tanah"',
    "＂kaki tanah＂": '"kaki tanah"',
    '"  kaki   tanah "': '"kaki tanah"',
    '"a b""c d"': '"a b" "c d"',
    '"“laskar pagi”"': '"laskar pagi"',
    '"“laskar pagi” tayang"': '"laskar pagi tayang"',
    '"film "laskar pagi" tayang"': '"film laskar pagi tayang"',
    "“film „laskar pagi“ tayang”": '"film laskar pagi tayang"',
    "'\"laskar pagi\"'": '"laskar pagi"',
    '"laskar pagi" film "kota tua"': '"laskar pagi" film "kota tua"',
    '"serang* udara"': '"serang* udara"',
    '"serangan ud?ra"': '"serangan ud?ra"',
    '"serang*"': "serang*",
    '"apa? siapa?"': '"apa siapa"',
    'x"a b"y': 'x "a b" y',
    '""': "",
    '"!"': "",
    "‘kata’": "=kata",
    '-"a b"': 'NOT "a b"',
    '="a b"': '"a b"',
    "‘Jum’at pagi’": '"Jum’at pagi"',
    # boolean operators
    "a ATAU b": "a OR b",
    "a DAN b": "a AND b",
    "BUKAN a": "NOT a",
    "NOT a": "NOT a",
    "-a": "NOT a",
    "!a": "NOT a",
    "b !(a c)": "b NOT (a c)",
    "awas! banjir": "awas banjir",
    "a | b": "a OR b",
    "a|b|c": "a OR b OR c",
    "a || b": "a OR b",
    '(a | "b c") d': '(a OR "b c") d',
    "a OR\u200b b": "a OR b",
    "−a": "NOT a",
    "--a": "a",
    "a NOT b": "a NOT b",
    "a AND NOT b": "a AND NOT b",
    "a OR NOT b": "a OR NOT b",
    "a AND -b": "a AND NOT b",
    "NOT NOT a": "a",
    "NOT NOT NOT a": "NOT a",
    "NOT (NOT a)": "a",
    "-(a b)": "NOT (a b)",
    "-(a OR b)": "NOT (a OR b)",
    "a OR b OR c": "a OR b OR c",
    "a OR (b OR c)": "a OR b OR c",
    "a AND b OR c AND d": "(a AND b) OR (c AND d)",
    "a b AND c": "a b AND c",
    "a AND b c": "a AND b c",
    "a AND (b OR c)": "a AND (b OR c)",
    "(a b) c": "a b c",
    "(a b) AND c": "(a b) AND c",
    "((((a))))": "a",
    "()": "",
    "a () b": "a b",
    "(a)(b)": "a b",
    "kata(dalam)kurung": "kata dalam kurung",
    # exact, wildcard, spelling
    "-=a": "NOT =a",
    "=AND": "=AND",
    "= a": "a",
    "serang*an": "serang*an",
    "serang**": "serang*",
    "seran?an": "seran?an",
    "apa?": "apa",
    "apa? siapa?": "apa siapa",
    "hizbulah~1": "hizbulah~1",
    "gempa~2": "gempa~2",
    "anak-an*": "anak-an*",
    "e-kt*": "e-kt*",
    "ma’r*": "ma’r*",
    "10?0": "10?0",
    # proximity
    "“a b”~3": '"a b"~3',
    "=a NEAR/3 b": "=a NEAR/3 b",
    "NEAR a": "NEAR a",
    "a NEAR": "a NEAR",
    "api near/far b": "api near/far b",
    "Fire near the palace": "Fire near the palace",
    "FIRE BREAKS OUT NEAR THE ROYAL PALACE": "FIRE BREAKS OUT NEAR THE ROYAL PALACE",
    "a -NEAR b": "a NOT NEAR b",
    "judul:NEAR b": "judul:NEAR b",
    "a near/5 b": "a NEAR/5 b",
    "judul:(hitung:3:a b)": "hitung:3:a judul:b",
    "NOT count:3:a": "NOT hitung:3:a",
    "judul:a NEAR/4 judul:b": "judul:a NEAR/4 judul:b",
    # fields
    "title:banjir": "judul:banjir",
    "intitle:banjir": "judul:banjir",
    "JUDUL:banjir": "judul:banjir",
    "body:banjir": "isi:banjir",
    "judul:=banjir": "judul:=banjir",
    "judul:banjir*": "judul:banjir*",
    "judul:banjr~": "judul:banjr~1",
    "judul:(a OR b)": "judul:a OR judul:b",
    "judul:(a isi:b)": "judul:a isi:b",
    "judul:(a OR (b c))": "judul:a OR (judul:b judul:c)",
    "-judul:a": "NOT judul:a",
    "judul:-a": "NOT judul:a",
    "rubrik:-(a OR b)": "NOT (rubrik:a OR rubrik:b)",
    "-judul:-a": "judul:a",
    "「serang udara」": '"serang udara"',
    "`serang udara´": '"serang udara"',
    "source:antara": "sumber:antara",
    'sumber:"Antara News"': 'sumber:"Antara News"',
    "sumber:(antara OR detik)": "sumber:antara OR sumber:detik",
    "author:budi": "penulis:budi",
    "penulis:“Budi Santoso”": 'penulis:"Budi Santoso"',
    "section:ekonomi": "rubrik:ekonomi",
    "tag:beras": "topik:beras",
    "lang:id": "bahasa:id",
    "site:detik.com": "situs:detik.com",
    "sumber:detik*": "sumber:detik*",
    "sumber:det?k": "sumber:det?k",
    "situs:detik*.com": "situs:detik*.com",
    "penulis:budy~": "penulis:budy~1",
    "penulis:(bud* OR sari)": "penulis:bud* OR penulis:sari",
    "=judul:x": "=judul:x",
    # dates; it is 26 November 2026 in Jakarta
    "sejak:27-11-2024": "sejak:2024-11-27",
    "after:27/11/2024": "sejak:2024-11-27",
    "before:2024-11-30": "sampai:2024-11-30",
    "sejak:2024": "sejak:2024-01-01",
    "sampai:2024": "sampai:2024-12-31",
    "sampai:2024-02": "sampai:2024-02-29",
    'sejak:"27 November 2024"': "sejak:2024-11-27",
    "sejak:27 November 2024 banjir": "sejak:2024-11-27 banjir",
    "sejak:November 2024": "sejak:2024-11-01",
    "sampai:Nov 2024": "sampai:2024-11-30",
    "sejak:2024‑11‑27": "sejak:2024-11-27",
    "sejak:27/11/24": "sejak:2024-11-27",
    "tanggal:2024-11-27": "sejak:2024-11-27 sampai:2024-11-27",
    "date:2024-11": "sejak:2024-11-01 sampai:2024-11-30",
    "-tanggal:kemarin": "NOT (sejak:2026-11-25 sampai:2026-11-25)",
    "rentang:7 hari": "sejak:2026-11-20",
    'rentang:"7 hari"': "sejak:2026-11-20",
    "rentang:2 minggu": "sejak:2026-11-13",
    "when:1 month": "sejak:2026-10-27",
    "sejak:27-Nov-2024": "sejak:2024-11-27",
    "sampai:agustus-2025": "sampai:2025-08-31",
    "sejak:kemarin": "sejak:2026-11-25",
    'sejak:"hari ini"': "sejak:2026-11-26",
    "sejak:Hari ini banjir": "sejak:2026-11-26 banjir",
    "rentang:7h": "sejak:2026-11-20",
    "when:7d": "sejak:2026-11-20",
    "rentang:2m": "sejak:2026-11-13",
    "rentang:1b": "sejak:2026-10-27",
    "rentang:1t": "sejak:2025-11-27",
    "when:3h": "sejak:2026-11-26",
    "when:4h": "sejak:2026-11-25",
    "-sejak:2024-11-27": "NOT sejak:2024-11-27",
}


@pytest.mark.parametrize(("text", "written"), READINGS.items())
def test_queries_are_read_without_a_note(text: str, written: str) -> None:
    parsed = read(text)
    assert to_text(parsed.tree) == written
    assert parsed.notes == ()


REPAIRS = {
    '"kaki tanah': ("kaki tanah", "unclosed_quote"),
    "(a b": ("a b", "unclosed_bracket"),
    "a b)": ("a b", "extra_bracket"),
    "OR a": ("or a", "dangling"),
    "a AND": ("a and", "dangling"),
    "NOT": ("not", "dangling"),
    "a BUKAN": ("a bukan", "dangling"),
    "a AND OR b": ("(a and) OR b", "dangling"),
    "NEAR/5 b": ("near 5 b", "dangling"),
    "a OR ()": ("a or", "dangling"),
    "a NEAR/5 (b c)": ("a AND (b c)", "near"),
    '"a b" NEAR/5 c': ('"a b" AND c', "near"),
    "a NEAR b": ("a NEAR b", "near_hint"),
    "(a) NEAR (b c)": ("a NEAR b c", "near_hint"),
    "a NEAR/ b": ("a NEAR b", "near_hint"),
    "a NEAR/0 b": ("a near 0 b", "near_hint"),
    "a near/0 b": ("a near 0 b", "near_hint"),
    "a NEAR/x b": ("a NEAR/x b", "near_hint"),
    "KPK NEAR/-3 BPK": ("KPK NEAR/-3 BPK", "near_hint"),
    "a NEAR/500 b": ("a NEAR/100 b", "distance"),
    '"a b"~999': ('"a b"~100', "distance"),
    "hitung:99:banjir": ("hitung:10:banjir", "often_most"),
    "hitung:banjir": ("banjir", "often"),
    "hitung:0:banjir": ("banjir", "often"),
    "hitung:1-3:banjir": ("1-3:banjir", "often"),
    "hitung:covid-19:banjir": ("covid-19:banjir", "often"),
    "hitung:=-3:banjir": ("=3:banjir", "often"),
    "hitung:-3:": ("3", "often"),
    "hitung:(judul:3:banjir)": ("judul:3:banjir", "often"),
    "KPK NEAR BPK": ("KPK NEAR BPK", "near_hint"),
    "count:-3:banjir": ("banjir", "often"),
    "hitung:(banjir 3:rob)": ("banjir hitung:3:rob", "often"),
    "hitung:3:": ("3", "often"),
    'hitung:3:"air bah"': ('3 "air bah"', "often"),
    "ab*": ("ab", "wildcard"),
    "*abc": ("abc", "wildcard"),
    "a*b*c": ("a b c", "wildcard"),
    "?bc": ("bc", "wildcard"),
    "abc*d?e?f?g?h": ("abc d e f g h", "wildcard"),
    '"se* udara"': ('"se udara"', "quoted_wildcard"),
    '"*serang udara"': ('"serang udara"', "quoted_wildcard"),
    '"serang~ udara"': ('"serang udara"', "quoted_wildcard"),
    "=serang*": ("=serang", "quoted_wildcard"),
    "=serang~2": ("=serang", "quoted_wildcard"),
    "ab~": ("ab", "fuzzy"),
    "covid-19~": ("covid-19", "fuzzy"),
    "sejak:besok": ("sejak besok", "date"),
    "sejak:32 November 2024": ("sejak 32 November 2024", "date"),
    "tanggal:31-02-2024": ("tanggal 31-02-2024", "date"),
    "foo:bar": ("foo:bar", "unknown_field"),
    "filetype:pdf banjir": ("filetype:pdf banjir", "unknown_field"),
    "banjir or longsor": ("banjir or longsor", "or_hint"),
    "kopi atau teh": ("kopi atau teh", "or_hint"),
    "Kopi Atau teh Or susu": ("Kopi Atau teh Or susu", "or_hint"),
    "Banjir di Demak | Warta": ("Banjir di Demak Warta", "or_hint"),
    "vonis –Budi": ("vonis NOT Budi", "dash_excludes"),
    "a OR b -c": ("(a OR b) NOT c", "read_as"),
    "-c a OR b": ("NOT c (a OR b)", "read_as"),
    "a -c OR b -d": ("(a NOT c) OR (b NOT d)", "read_as"),
    '"laskar pagi film "kota tua"': ('laskar pagi film "kota tua"', "unclosed_quote"),
    'TV 55"': ("TV 55", "unclosed_quote"),
    "sejak:2024-13-01": ("sejak 2024-13-01", "date"),
    "sampai:31-02-2024": ("sampai 31-02-2024", "date"),
    "rentang:0h": ("rentang 0h", "span"),
    "judul: banjir": ("judul:banjir", "spaced_field"),
    "Judul: banjir": ("Judul banjir", "empty_field"),
    "judul: OR banjir": ("judul OR banjir", "empty_field"),
    "penulis:": ("penulis", "empty_field"),
    "sejak:(a)": ("sejak a", "empty_field"),
    "banjir jakarta OR bekasi": ("(banjir jakarta) OR bekasi", "read_as"),
    "a OR b sejak:2025": ("(a OR b) sejak:2025-01-01", "read_as"),
    "sumber:antara -sumber:detik a OR b": ("sumber:antara NOT sumber:detik (a OR b)", "read_as"),
    "a sumber:antara OR b sumber:detik": ("(a sumber:antara) OR (b sumber:detik)", "read_as"),
    "a sumber:antara OR b": ("(a sumber:antara) OR b", "read_as"),
    "a OR b OR sejak:2025 sumber:antara": ("a OR b OR (sejak:2025-01-01 sumber:antara)", "read_as"),
    "(a b OR c) AND d": ("((a b) OR c) AND d", "read_as"),
}


@pytest.mark.parametrize(("text", "expected"), REPAIRS.items())
def test_what_cannot_be_read_is_words_and_a_note(text: str, expected: tuple[str, str]) -> None:
    written, code = expected
    parsed = read(text)
    assert to_text(parsed.tree) == written
    assert code in [note.code for note in parsed.notes]


def test_a_long_query_is_cut_with_a_note() -> None:
    parsed = read("a" * 3000)
    assert parsed.tree == Word("a" * IN_ADDRESS.characters)
    assert [note.code for note in parsed.notes] == ["too_long"]


def test_clauses_beyond_the_limit_are_left_out_with_a_note() -> None:
    parsed = read(" OR ".join(f"k{n}" for n in range(100)))
    assert isinstance(parsed.tree, Or)
    assert len(parsed.tree.parts) == IN_ADDRESS.clauses
    assert [note.code for note in parsed.notes] == ["too_many"]


def test_patterns_beyond_the_limit_are_words_with_a_note() -> None:
    parsed = read(" ".join(f"kata{n}*" for n in range(5)) + " " + " ".join(f"kota{n}~" for n in range(5)))
    assert to_text(parsed.tree).endswith("kota2~1 kota3 kota4")
    assert [note.code for note in parsed.notes] == ["too_many_patterns"]


def test_levels_beyond_the_limit_are_flattened_with_a_note() -> None:
    parsed = read("(a OR " * 40 + "b" + ")" * 40)
    assert depth(parsed.tree) <= IN_ADDRESS.levels
    assert [note.code for note in parsed.notes] == ["too_deep"]


@pytest.mark.parametrize("text", ["(" * 8000, ")" * 8000, "NOT " * 2000 + "a", "-" * 8000 + "a", "((a OR" * 3000])
def test_no_depth_of_nesting_is_too_deep(text: str) -> None:
    parsed = read(text)
    assert depth(parsed.tree) <= 3 * IN_ADDRESS.levels
    assert parsed.notes or parsed.tree == Word("a")


def depth(tree: Tree) -> int:
    match tree:
        case All(parts) | And(parts) | Or(parts):
            return 1 + max(map(depth, parts), default=0)
        case Not(part):
            return 1 + depth(part)
        case _:
            return 0


def test_surrogates_are_no_danger() -> None:
    assert read("a\udcff b").tree == All((Word("a"), Word("b")))


PIECES = [
    *"abc123 () \"'“”‘’-=~*?:;.,/_\n\t",
    *[
        "AND",
        "OR",
        "NOT",
        "DAN",
        "NEAR/3",
        "NEAR/0",
        "serang",
        "judul:",
        "sumber:",
        "sejak:",
        "hitung:3:",
        "2024-11-27",
    ],
    *["~2", " -", " =", "anak-anak", "Jum’at", "7h", "é", "ﬁ", "İ", "\u200b", "中文", "×"],
]


@example("BUKAN (a NEAR/3 b)")
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200))
def test_a_tree_written_out_is_read_as_the_same_tree(text: str) -> None:
    parsed = read(text)
    again = read(to_text(parsed.tree))
    assert again.tree == parsed.tree
    assert {note.code for note in again.notes} <= {"read_as", "unknown_field", "or_hint", "near_hint"}


@pytest.mark.parametrize("code", TEXTS)
def test_every_note_is_rendered_in_both_languages(code: str) -> None:
    assert set(TEXTS[code]) == set(LANGUAGES)
    assert len({text.count("{") for text in TEXTS[code].values()}) == 1


def test_a_note_names_what_it_speaks_of() -> None:
    (note,) = read("ab*").notes
    assert "ab*" in render(note, "id")
    assert "ab*" in render(note, "en")


@pytest.mark.parametrize("query", ['"{0}"', '"{0}"~100', 'judul:"{0}"'])
def test_a_long_phrase_is_searched_by_its_first_words_and_a_note_says_what_was_left_out(query: str) -> None:
    words = [f"kata{number}" for number in range(MAX_PHRASE_WORDS + 2)]
    parsed = parse(query.format(" ".join(words)), NOW)
    assert isinstance(parsed.tree, Phrase)
    assert parsed.tree.text.split() == words[:MAX_PHRASE_WORDS]
    assert Note("long_phrase", (str(MAX_PHRASE_WORDS), " ".join(words[MAX_PHRASE_WORDS:]))) in parsed.notes
    whole = parse(query.format(" ".join(words[:MAX_PHRASE_WORDS])), NOW)
    assert whole.tree == parsed.tree
    assert not whole.notes


def test_a_word_of_many_pieces_is_cut_too() -> None:
    parsed = parse("a-" * 100 + "b", NOW)
    assert parsed.tree == Word("-".join("a" * MAX_PHRASE_WORDS))
    assert [note.code for note in parsed.notes] == ["long_phrase"]
