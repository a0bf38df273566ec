from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.engines.queries import Query
from indexer.language.analysis import Lexicon
from search.answer.answer import MAX_EXPLAINED, Answer, answer
from search.answer.cursor import CursorError
from search.answer.snippets import Marked
from search.context import Context
from search.notes import Note
from search.planning.plan import Match
from search.query import field_values
from search.request import DayRange, Filters, SearchRequest, make_filters
from tests.search.articles import ENGLISH, NAMES, articles
from tests.search.conftest import NOW, Ask, ids

EVERYTHING = {one.id for one in articles()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # words, in any inflected form
        ("serang", "a01 a02 a03 a11 a18"),
        ("menyerang kota", "a01 a02"),
        ("akar:banjir", "a06 a07 a08"),
        ("banjir", "a06"),
        ("anak", "a06"),
        ("Jum'at", "a12"),
        ("jumat", "a12"),
        ("covid-19", "a09"),
        ("1000000", "a04"),
        ("meeting", ENGLISH),
        # exact words and phrases
        ("=diserang", "a03"),
        ('"serangan udara"', "a01 a02"),
        ("“tanah liat”", "a12"),
        ("„kaki tanah liat“", "a12"),
        ('"udara serangan"', ""),
        ('"Covid-19"', "a09"),
        ('"aleppo pasukan"', ""),
        # boolean
        ("beras OR rupiah", "a04 a05 a14 a15"),
        ("beras ATAU rupiah", "a04 a05 a14 a15"),
        ("beras AND jakarta", "a04"),
        ("beras DAN impor", "a04"),
        ("beras NOT bulog", "a04"),
        ("beras BUKAN bulog", "a04"),
        ("beras -bulog", "a04"),
        ("(beras OR kebanjiran) jakarta", "a04 a07 a08"),
        ("banjir AND NOT (jakarta OR bekasi)", ""),
        ("judul:aleppo -sumber:detik", "a01 a18"),
        # wildcard, spelling, proximity
        ("hizb*", "a03"),
        ("pember*", "a01 a02 a10"),
        ("rup?ah", "a14 a15"),
        ("hizbulah~", "a03"),
        ("alepo~", "a01 a02 a18"),
        ('"pemberontak aleppo"~3', "a01 a02"),
        ('"aleppo pemberontak"~3', "a01 a02"),
        ("aleppo NEAR/3 pemberontak", "a01 a02"),
        ("pasukan NEAR/1 aleppo", ""),
        # how often, each of its forms counted
        ("hitung:3:serang", "a01 a02"),
        ("hitung:2:menyerang kota", "a01 a02"),
        ("hitung:4:serang", ""),
        ("count:3:beras", "a04"),
        ("beras -hitung:3:beras", "a05"),
        ("hitung:3:beras OR hitung:3:presiden", "a04 a16"),
        ("hitung:2:meeting", "e01"),
        # fields
        ("judul:serang", "a01 a02 a03"),
        ("isi:menkeu", "a17"),
        ('judul:"harga beras"', "a04"),
        ("judul:(rupiah OR beras)", "a04 a05 a14 a15"),
        ("judul:=serang", ""),
        ("judul:=menyerang", "a01 a02"),
        ("judul:menyer*", "a01 a02"),
        ("judul:dise?ang", "a03"),
        ("judul:mengguncangg~", "a13"),
        ('judul:"menyerang kota"', "a01 a02"),
        ('judul:"serang kota"', ""),
        ('judul:"kota menyerang"~2', "a01 a02"),
        ('isi:"serangan udara"', "a01 a02"),
        ('isi:"serang udara"', ""),
        ("isi:=menyerang", "a01 a02"),
        ("isi:penyer*", "a18"),
        ("sumber:antara hizbullah OR aleppo", "a01 a18"),
        ("sumber:antara aleppo", "a01 a18"),
        ("sumber:ANTARA aleppo", "a01 a18"),
        ('sumber:"Harian Pagi" kebanjiran', "a08"),
        ("sumber:harian-pagi akar:banjir", "a08"),
        ('penulis:"budi santoso"', "a01 a03 a13"),
        ("penulis:budi aleppo", "a01"),
        ("penulis:bud* aleppo", "a01"),
        ("penulis:sant*so aleppo", "a01"),
        ("penulis:sant?so aleppo", "a01"),
        ("penulis:santosa~ aleppo", "a01"),
        ("topik:covid*", "a09"),
        ("rubrik:eko* rupiah", "a14 a15"),
        ("sumber:hari* kebanjiran", "a08"),
        ("situs:det*.example aleppo", "a02"),
        ("bahasa:ingg*", ENGLISH),
        ("-rubrik:(eko* OR inter*) sumber:antara", "a09 e01"),
        ("rubrik:EKONOMI rupiah", "a14 a15"),
        ("topik:Beras", "a04 a05"),
        ("bahasa:en", ENGLISH),
        ("bahasa:inggris", ENGLISH),
        ("situs:detik.example aleppo", "a02"),
        # dates in Jakarta: a01 was published at 00:30 on the 27th there
        ("aleppo sejak:2024-11-27 sampai:2024-11-27", "a01 a02"),
        ("aleppo sampai:2024-11-26", ""),
        ("rupiah sampai:2025-06-30", "a14"),
        ("rupiah sejak:1-7-2025", "a15"),
        ("sejak:2026-01 sampai:2026-02", "a18 a19"),
        ("hizbullah OR aleppo sejak:2025", "a18"),
    ],
)
def test_each_form_finds_what_it_should(ask: Ask, query: str, expected: str) -> None:
    answer = ask(query)
    assert sorted(ids(answer)) == expected.split()
    assert answer.total == len(answer.hits)
    assert answer.matched == "all"


def test_an_empty_query_finds_everything_newest_first(ask: Ask) -> None:
    answer = ask("")
    assert set(ids(answer)) == EVERYTHING
    published = [hit.stored["published"] for hit in answer.hits]
    assert published == sorted(published, reverse=True)


@pytest.mark.parametrize("query", ["😀", '""', "()", "-", "?!", "\u200f", "“ ”"])
def test_a_query_without_a_word_finds_everything_with_a_note(ask: Ask, query: str) -> None:
    answer = ask(query)
    assert set(ids(answer)) == EVERYTHING
    assert "no_words" in codes(answer)
    assert "no_words" not in codes(ask(f"{query} warga"))


@pytest.mark.parametrize("query", ["detik.example aleppo", "www.detik.example", "https://detik.example/"])
def test_the_name_of_a_site_is_said_to_be_one(ask: Ask, query: str) -> None:
    assert Note("site_hint", ("detik.example",)) in ask(query).notes
    assert "site_hint" not in codes(ask("nowhere.example aleppo"))


def test_a_query_of_exclusions_finds_the_rest(ask: Ask) -> None:
    assert set(ids(ask("-aleppo"))) == EVERYTHING - {"a01", "a02", "a18"}


def test_left_out_are_left_out_with_a_note(ask: Ask) -> None:
    answer = ask("siapa yang menyerang Aleppo?")
    assert sorted(ids(answer)) == ["a01", "a02", "a18"]
    assert "left_out" in codes(answer)


def test_left_out_stay_where_nothing_else_is_left(ask: Ask) -> None:
    answer = ask("yang itu")
    assert "left_out" not in codes(answer)
    assert answer.total > 0


def test_where_no_article_has_all_words_the_nearest_are_shown(ask: Ask) -> None:
    answer = ask("menyerang kota bekasi")
    assert answer.matched == "nearest"
    assert {"a01", "a02"} <= set(ids(answer))
    assert "nearest" in codes(answer)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("menkeu", "a17"),
        ("menteri keuangan diganti", "a17"),
        ("komisi pemberantasan korupsi", "a10"),
        ("libanon", "a03"),
        ("(libanon OR rupiah) hizbullah", "a03"),
        ("mundur libanon", "a03"),
    ],
)
def test_other_spellings_and_acronyms_are_found_too(ask: Ask, query: str, expected: str) -> None:
    answer = ask(query)
    assert sorted(ids(answer)) == expected.split()
    assert answer.matched == "all"
    assert "variants" in codes(answer)


def test_other_spellings_are_not_found_by_exact_words(ask: Ask) -> None:
    assert ask("=libanon").total == 0
    assert ask('"libanon mundur"').total == 0


def test_other_spellings_weigh_less_and_are_marked(ask: Ask) -> None:
    (written,), (other,) = ask("lebanon").hits, ask("libanon").hits
    assert written.score > other.score
    assert marked(other.snippet) == ["Lebanon"]


def test_a_word_found_nowhere_is_named(ask: Ask) -> None:
    answer = ask("aleppo zzyzx")
    assert answer.matched == "nearest"
    assert ("missing", ("zzyzx",)) in [(note.code, note.arguments) for note in answer.notes]
    assert sorted(ids(answer)) == ["a01", "a02", "a18"]


@pytest.mark.parametrize(
    "query",
    ["aleppo AND zzyzx", 'aleppo "harga beras"', "aleppo sumber:suara-kota", "aleppo =bekasi", "aleppo -aleppo"],
)
def test_what_was_said_explicitly_is_never_relaxed(ask: Ask, query: str) -> None:
    answer = ask(query)
    assert (answer.total, answer.matched) == (0, "all")


def test_any_needs_one_word_only(ask: Ask) -> None:
    assert sorted(ids(ask("aleppo rupiah", match="any"))) == ["a01", "a02", "a14", "a15", "a18"]


def test_any_keeps_filters_and_exclusions(ask: Ask) -> None:
    assert sorted(ids(ask("aleppo rupiah sumber:detik -melemah", match="any"))) == ["a02", "a14"]


def test_the_title_weighs_more_than_the_body(ask: Ask) -> None:
    assert set(ids(ask("kota"))[:2]) == {"a01", "a02"}


def test_the_form_as_written_ranks_first(ask: Ask) -> None:
    assert ids(ask("penyerangan"))[0] == "a18"


def test_sorting_by_date(ask: Ask) -> None:
    newest = [hit.stored["published"] for hit in ask("aleppo", sort="newest").hits]
    oldest = [hit.stored["published"] for hit in ask("aleppo", sort="oldest").hits]
    assert newest == sorted(newest, reverse=True)
    assert oldest == newest[::-1]


def test_newer_articles_can_be_preferred(ask: Ask) -> None:
    plain = ask("menyerang", now=NOW.replace(year=2026, month=1, day=11))
    recent = ask("menyerang", now=NOW.replace(year=2026, month=1, day=11), recency=True)
    assert ids(plain)[0] != "a18"
    assert ids(recent)[0] == "a18"
    assert set(ids(recent)) == set(ids(plain))


def test_copies_are_folded_behind_the_best(ask: Ask) -> None:
    answer = ask("aleppo", fold=True)
    assert answer.total == 3
    assert {(hit.id, hit.copies) for hit in answer.hits} <= {("a01", 1), ("a02", 1), ("a18", 0)}
    assert len(answer.hits) == 2


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_fit_together(ask: Ask, sort: str, fold: bool) -> None:
    whole = ids(ask("", sort=sort, fold=fold))
    paged: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = ask("", sort=sort, fold=fold, top=4, after=after)
        assert answer.hits
        paged += ids(answer)
        after = answer.next
    assert paged == whole
    assert len(set(paged)) == len(EVERYTHING) - (2 if fold else 0)


def test_a_page_of_the_nearest_goes_on_with_the_nearest(ask: Ask) -> None:
    first = ask("aleppo zzyzx", top=1)
    second = ask("aleppo zzyzx", top=5, after=first.next)
    assert second.matched == "nearest"
    assert sorted(ids(first) + ids(second)) == ["a01", "a02", "a18"]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%%%", "é", "A" * 500])
def test_a_damaged_cursor_is_refused(ask: Ask, cursor: str) -> None:
    with pytest.raises(CursorError, match="start again"):
        ask("aleppo", after=cursor)


def test_a_changed_cursor_is_refused_at_every_character(ask: Ask) -> None:
    cursor = ask("aleppo", top=1).next
    assert cursor is not None
    for place, letter in enumerate(cursor):
        with pytest.raises(CursorError):
            ask("aleppo", top=1, after=cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1 :])


@pytest.mark.parametrize(
    "other",
    [
        {"query": "beras"},
        {"match": "any"},
        {"sort": "newest"},
        {"fold": True},
        {"recency": True},
        {"filters": make_filters({"publisher": ("antara",)})},
        {"filters": make_filters({"published": DayRange(date(2024, 1, 1))})},
    ],
)
def test_a_cursor_belongs_to_its_request(ask: Ask, other: dict[str, Any]) -> None:
    cursor = ask("aleppo", top=1).next
    assert ids(ask("aleppo", top=2, explain=True, ui="en", after=cursor))
    with pytest.raises(CursorError, match="another query"):
        ask(**{"query": "aleppo", **other}, top=1, after=cursor)


def test_filters_narrow_the_answer(ask: Ask) -> None:
    filters = make_filters(
        {"publisher": ("antara", "detik"), "section": ("ekonomi",), "published": DayRange(date(2024, 12, 3))}
    )
    assert sorted(ids(ask("", filters=filters))) == ["a05", "a14", "a15"]


@pytest.mark.parametrize("query", ["bupati -kpk", "(bupati BUKAN kpk) OR zzyzx", "-(menteri OR kpk)"])
def test_other_ways_to_write_what_is_left_out_are_told(ask: Ask, query: str) -> None:
    answer = ask(query)
    assert "a10" not in ids(answer)
    assert "Also left out: komisi pemberantasan korupsi." in answer.to_json("en")["notes"]


@pytest.mark.parametrize(
    ("written", "indonesian", "english"),
    [
        ("penulis:nobody", "penulis “nobody”", "author “nobody”"),
        ("penulis:nobo*", "penulis “nobo*”", "author “nobo*”"),
        ("sumber:bbc", "sumber “bbc”", "source “bbc”"),
        ("source:nobody", "sumber “nobody”", "source “nobody”"),
        ("bahasa:jawa", "bahasa “jawa”", "language “jawa”"),
        ("site:x.example", "situs “x.example”", "site “x.example”"),
    ],
)
def test_a_value_that_no_article_has_is_named(ask: Ask, written: str, indonesian: str, english: str) -> None:
    answer = ask(f"warga {written}", publishers=lambda: {**NAMES, "bbc": "BBC"})
    assert answer.total == 0
    assert answer.to_json("id")["notes"] == [f"Tidak ada artikel dengan {indonesian}."]
    assert answer.to_json("en")["notes"] == [f"No article has the {english}."]


def test_a_note_names_the_values_that_a_pattern_stands_for(ask: Ask) -> None:
    assert "author “bud*” was read as: Budi Santoso." in ask("penulis:bud*").to_json("en")["notes"]


def test_of_very_many_values_the_commonest_are_taken_with_a_note(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = ask("situs:exam*")
    monkeypatch.setattr(field_values, "MAX_TAKEN", 2)
    cut = ask("situs:exam*")
    assert 0 < cut.total < everywhere.total
    assert "site “exam*” matches 4 values; only the 2 commonest were used." in cut.to_json("en")["notes"]


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("sejak:2025-02-01 warga sampai:2025-01-31", make_filters({})),
        ("warga sejak:2025-02", make_filters({"published": DayRange(None, date(2025, 1, 31))})),
        ("", make_filters({"published": DayRange(date(2025, 2, 1), date(2025, 1, 31))})),
    ],
)
def test_days_that_end_before_they_begin_are_told(ask: Ask, query: str, filters: Filters) -> None:
    answer = ask(query, filters=filters)
    assert answer.total == 0
    assert answer.to_json("en")["notes"] == ["There is no day from 2025-02-01 to 2025-01-31."]


def test_a_single_day_may_be_searched(ask: Ask) -> None:
    assert codes(ask("", filters=make_filters({"published": DayRange(date(2025, 3, 1), date(2025, 3, 1))}))) == []


def test_snippets_mark_every_form_and_whole_phrases(ask: Ask) -> None:
    (hit,) = [hit for hit in ask('serang "rumah sakit"').hits if hit.id == "a01"]
    assert marked(hit.snippet) == ["menyerang", "Rumah sakit"]
    assert marked(hit.title) == ["menyerang"]


def test_exact_words_are_marked_exactly(ask: Ask) -> None:
    (hit,) = [hit for hit in ask("=serangan").hits if hit.id == "a01"]
    assert marked(hit.snippet) == ["Serangan"]


def test_excluded_words_are_not_marked(ask: Ask) -> None:
    assert all("beras" in marked(hit.snippet) for hit in ask("beras -bulog").hits)


def test_an_explanation_tells_terms_and_their_share(ask: Ask) -> None:
    hit = ask("menyerang aleppo", explain=True).hits[0]
    found = {(reason.field, reason.term): reason for reason in hit.reasons}
    assert found["stem", "serang"].weight == 1.0
    assert found["exact", "menyerang"].weight == pytest.approx(0.3)
    assert sum(reason.score for reason in hit.reasons) == pytest.approx(hit.score, rel=1e-4)


@pytest.mark.parametrize(
    "query",
    [
        "pemberontak NEAR/3 aleppo",
        "kpk bupati zzyzx",
        "covid-19 desa zzyzx",
        "menkeu OR (menteri -warga) OR ekonomi",
        "aleppo aleppo serangan",
        '"pasukan pemberontak" warga',
        "serang* hizbulah~ OR beras",
        "warga judul:aleppo rubrik:internasional sejak:2024",
        "-beras",
    ],
)
@pytest.mark.parametrize("match", ["all", "any"])
@pytest.mark.parametrize("recency", [False, True])
def test_the_scores_of_an_explanation_add_up_to_that_of_the_hit(
    ask: Ask, query: str, match: Match, recency: bool
) -> None:
    answer = ask(query, explain=True, match=match, recency=recency)
    assert answer.hits
    for hit in answer.hits:
        assert sum(reason.score for reason in hit.reasons) == pytest.approx(hit.score, rel=1e-3, abs=1e-3)


def test_the_json_has_the_promised_keys(ask: Ask) -> None:
    made = ask("aleppo", top=1).to_json()
    assert set(made) == {"total", "folded", "matched", "notes", "next", "hits"}
    hit = made["hits"][0]
    assert {"id", "url", "title", "publisher", "published", "score", "snippet"} <= set(hit)
    assert hit["published"].startswith("20")
    assert all(hit["snippet"][start:end].lower() == "aleppo" for start, end in hit["marks"])


def test_notes_are_given_in_the_language_asked_for(ask: Ask) -> None:
    answer = ask("aleppo zzyzx")
    assert "Tidak ada dalam artikel mana pun: zzyzx." in answer.to_json("id")["notes"]
    assert "In no article at all: zzyzx." in answer.to_json("en")["notes"]


def test_an_empty_installation_answers(lexicon: Lexicon, tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path, 15_000_000)
    found = answer(Context(engine, lexicon, now=NOW), SearchRequest(query="aleppo suriah sumber:antara"))
    assert (found.total, found.hits, found.next) == (0, (), None)


def codes(answer: Answer) -> list[str]:
    return [note.code for note in answer.notes]


def marked(text: Marked) -> list[str]:
    return [piece for piece, on in text.pieces() if on]


def test_reasons_are_given_for_ten_hits_and_asked_for_once(engine: Engine, lexicon: Lexicon) -> None:
    asked = list[tuple[int, int]]()

    class Counting:
        def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
            asked.append((len(queries), len(ids)))
            return engine.scores(queries, ids)

        def __getattr__(self, name: str) -> Any:
            return getattr(engine, name)

    context = Context(cast("Engine", Counting()), lexicon, now=NOW)
    request = SearchRequest(
        query="jakarta beras rupiah presiden banjir warga", top=50, match="any", explain=True, fold=False
    )
    found = answer(context, request)
    assert len(found.hits) > MAX_EXPLAINED
    assert [bool(hit.reasons) for hit in found.hits] == [place < MAX_EXPLAINED for place in range(len(found.hits))]
    assert Note("explained", (str(MAX_EXPLAINED),)) in found.notes
    assert [number for _, number in asked] == [MAX_EXPLAINED]


@pytest.mark.parametrize(
    ("query", "noted"), [("Rp500*", True), ("-rp12*", True), ("kota*", False), ("anak-an*", False)]
)
def test_a_pattern_that_can_never_match_says_so(ask: Ask, query: str, noted: bool) -> None:
    assert ("never_matches" in [note.code for note in ask(query).notes]) is noted
