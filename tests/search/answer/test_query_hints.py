"""What helps a reader on: corrections, suggestions, more like this."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.articles.article import Article
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine, Page
from indexer.engines.queries import Fuzzy, Request
from indexer.language.analysis import Lexicon, Token, analyze
from search.answer.answer import Answer, answer
from search.answer.similar import similar
from search.answer.suggest import Suggestions, suggest
from search.context import Context
from search.query.word_lists import word_lists
from search.request import SearchRequest, make_filters
from tests.search.articles import NAMES, article, fill
from tests.search.client import client_of
from tests.search.conftest import NOW

STORIES = (
    ("Hizbullah", "Hizbullah menembakkan roket ke perbatasan. Warga Lebanon mengungsi dari desa."),
    ("Beras", "Harga beras naik di pasar induk. Pedagang mengeluhkan pasokan."),
    ("Gempa", "Gempa mengguncang pesisir selatan. Getaran terasa di kota."),
)


def stories() -> Iterator[Article]:
    """Fifteen articles of each story, and one with a rare misspelling."""
    for number in range(45):
        title, body = STORIES[number % 3]
        group = f"s{number}" if number >= 6 else "same"
        publisher, instant = ("antara", "detik")[number % 2], f"2025-03-01T{number % 24:02}:00:00"
        paragraphs = (body, f"Laporan nomor {number}.")
        title = f"{title} edisi {number}"
        yield article(number, f"s{number}", publisher, instant, "", (), (), group, title, paragraphs)
    yield article(99, "salah", "antara", "2025-03-02T00:00:00", "", (), (), "", "Ralat", ("Salah tulis: berras.",))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Engine:
    return fill(EmbeddedEngine(tmp_path_factory.mktemp("help"), 15_000_000), lexicon, stories())


@pytest.fixture
def context(shelf: Engine, lexicon: Lexicon) -> Context:
    return Context(shelf, lexicon, word_lists(), lambda: NAMES)


def meant(engine: Engine, lexicon: Lexicon, query: str, **filters: tuple[str, ...]) -> str | None:
    request = SearchRequest(query=query, filters=make_filters(filters))
    return correction_of(answer(Context(engine, lexicon, now=NOW), request))


def correction_of(answer: Answer) -> str | None:
    return next((note.arguments[0] for note in answer.notes if note.code == "did_you_mean"), None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hizbulah", "hizbullah"),
        ("berras", "beras"),
        ("hzibullah", "hizbullah"),
        ("harga bears", "harga beras"),
        ("gmepa -desa", "gempa NOT desa"),
        ('gempaa "pesisir selatan"', 'gempa "pesisir selatan"'),
        ("hizbulah sejak:2025", "hizbullah sejak:2025-01-01"),
        ("hizbulah AND (roket OR gmepa)", "hizbullah AND (roket OR gempa)"),
        ("judul:gmepa", "judul:gempa"),
        ("guncangann", None),
        ("mengeluhkann", "mengeluhkan"),
        ("hizbullah", None),
        ("zzyzx", None),
        ("=hizbulah", None),
        ('"hizbulah mundur"', None),
        ("gmepa -gempa", None),
    ],
)
def test_a_rare_word_is_corrected_to_a_common_one(shelf: Engine, lexicon: Lexicon, query: str, expected: str) -> None:
    assert meant(shelf, lexicon, query) == expected


def test_a_correction_must_find_ten_times_more_under_the_filters(shelf: Engine, lexicon: Lexicon) -> None:
    assert meant(shelf, lexicon, "gmepa", publisher=("antara", "detik")) == "gempa"
    assert meant(shelf, lexicon, "berras", publisher=("antara",)) is None  # eight of the one, one of the other
    assert meant(shelf, lexicon, "gmepa", publisher=("detik",)) == "gempa"  # seven of the one, none of the other


def test_near_spellings_are_read_within_the_deadline(
    context: Context, shelf: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = shelf.search

    def find_late(request: Request) -> Page:
        found = find(request)
        if isinstance(request.query, Fuzzy):
            monkeypatch.setattr("base.deadline.seconds_left", lambda: 0.0)
        return found

    monkeypatch.setattr(shelf, "search", find_late)
    assert [note.code for note in answer(context, SearchRequest(query="hizbulah")).notes][-1] == "unfinished"


def test_the_page_offers_a_correction_as_a_link(shelf: Engine, tmp_path: Path) -> None:
    html = client_of(tmp_path, lambda: shelf).get("/?q=hizbulah&sort=newest&ui=en").text
    assert 'Did you mean: <a href="/?q=hizbullah&amp;sort=newest&amp;ui=en">hizbullah</a>' in html


def test_suggestions_complete_the_last_word_by_what_is_common(context: Context) -> None:
    assert suggest(context, "harga ber").words[0] == "harga beras"
    assert suggest(context, "hiz").words[0] == "hizbullah"
    assert set(suggest(context, "detik").publishers) == {"detik"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lebanon hiz", "lebanon hizbullah"),
        ("“harga ber", "“harga beras"),
        ("judul:gem", "judul:gempa"),
        ("beras -ped", "beras -pedagang"),
        ("(gempa OR hiz", ""),
        ("gempa hiz", ""),
        ("warga-des", "warga-desa"),
        ("HIZ", "hizbullah"),
    ],
)
def test_suggested_words_stand_in_articles_with_the_words_before(context: Context, typed: str, first: str) -> None:
    words = suggest(context, typed).words
    assert words[:1] == ((first,) if first else ())


def test_what_is_typed_after_the_field_of_publishers_is_completed_by_them(context: Context) -> None:
    assert suggest(context, "gempa sumber:det") == Suggestions((), {}, {"detik": "Detik"})
    assert suggest(context, "penulis:det") == Suggestions((), {}, {})


def test_suggested_titles_have_all_words(context: Context) -> None:
    titles = suggest(context, "edisi gem").titles
    assert titles
    assert all(title.startswith("Gempa edisi") for title in titles.values())


def test_a_title_is_suggested_however_many_newer_articles_have_the_word_in_their_text(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    def told(number: int, title: str, body: str) -> Article:
        return article(number, f"n{number}", "antara", f"2025-03-01T00:{number:02}:00", "", (), (), "", title, (body,))

    titled = [told(0, "Gempa lama", "Kabar."), told(1, "Gempa baru", "Kabar."), told(2, "Gempa baru", "Salinan.")]
    newer = [told(number, f"Kabar {number}", "Tentang gempa itu.") for number in range(3, 45)]
    engine = fill(EmbeddedEngine(tmp_path, 15_000_000), lexicon, [*titled, *newer])
    assert list(suggest(Context(engine, lexicon), "gem").titles.items()) == [("n2", "Gempa baru"), ("n0", "Gempa lama")]


@pytest.mark.parametrize(
    ("body", "typed", "words"),
    [
        ("Subanjir dan BANJIR; Banjirnya surut.", "ban", {"banjir", "banjirnya"}),
        ("Dari İZMİR: banjir di Bandung.", "ban", {"banjir", "bandung"}),
        ("Ma'ruf dan Ma’ruf, Maruf; marufin.", "ma'ru", {"maruf", "marufin"}),
        ("Kata Ma'ruf begitu.", "mar", {"maruf"}),
        ("Kata Ma'ruf begitu.", "ma'", set()),
    ],
    ids=["borders", "capital longer than its small letter", "apostrophe typed", "apostrophe left out", "two letters"],
)
def test_suggested_words_begin_as_typed(
    tmp_path: Path, lexicon: Lexicon, body: str, typed: str, words: set[str]
) -> None:
    told = article(1, "one", "antara", "2025-03-01T00:00:00", "", (), (), "", "Kabar", (body,))
    engine = fill(EmbeddedEngine(tmp_path, 15_000_000), lexicon, [told])
    assert set(suggest(Context(engine, lexicon), typed).words) == words


@pytest.mark.parametrize("text", ["", "  ", "h", "hi", "hi*", "?", "a" * 500, "\u202e"])
def test_nothing_is_suggested_for_too_little(context: Context, text: str) -> None:
    found = suggest(context, text)
    assert (found.words, found.titles) == ((), {})


def test_a_long_text_is_not_looked_through_for_its_last_word(context: Context) -> None:
    spent = time.process_time()
    assert suggest(context, "a" * 16_000 + " ") == Suggestions((), {}, {})
    assert time.process_time() - spent < 1


def test_more_like_this_is_of_the_same_story(context: Context) -> None:
    hit = context.engine.documents(["s9"])["s9"]
    found = similar(context, hit, json.loads(hit.stored))
    assert found
    assert "s9" not in [one.id for one in found]
    assert all("Hizbullah" in json.loads(one.stored)["title"] for one in found)


def test_more_like_this_reads_no_more_of_a_long_article_than_it_uses(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counting(text: str, *given: Any) -> list[Token]:
        read.append(len(text))
        return analyze(text, *given)

    monkeypatch.setattr("search.answer.similar.analyze", counting)
    hit = context.engine.documents(["s9"])["s9"]
    stored = json.loads(hit.stored)
    stored["body"].append("panjang sekali " * 20_000)
    assert similar(context, hit, stored)
    assert read == [40_000]


def test_more_like_this_leaves_copies_out(context: Context) -> None:
    hit = context.engine.documents(["s0"])["s0"]
    assert "same" not in [one.group for one in similar(context, hit, json.loads(hit.stored), limit=40)]


def test_nothing_is_like_an_article_without_words(context: Context, tmp_path: Path, lexicon: Lexicon) -> None:
    empty = article(1, "e", "antara", "2025-03-01T00:00:00", "", (), (), "", "", ("12 - 34",))
    engine = fill(EmbeddedEngine(tmp_path, 15_000_000), lexicon, [empty])
    hit = engine.documents(["e"])["e"]
    assert similar(Context(engine, lexicon, word_lists()), hit, json.loads(hit.stored)) == []
    engine.close()
