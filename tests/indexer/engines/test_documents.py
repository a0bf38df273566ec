"""Articles made into documents of the engine."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from types import ModuleType

import pytest

from indexer.articles.article import Article, Content
from indexer.articles.quotes import attribution
from indexer.articles.regions import about
from indexer.engines.documents import keywords, sort_key, to_document
from indexer.language.lexicon import Lexicon, load_lexicon
from indexer.language.stemmer import stem

ARTICLE = Article(
    id="a1",
    sequence=7,
    url="https://www.kabarkota.example/berita/1",
    publisher="kabarkota",
    publisher_name="Kabar Kota",
    content=Content(
        title="Warga menanam pohon",
        body=("Ratusan warga menanam pohon di tepi sungai.", "Penanaman berlangsung dua hari."),
        authors=("Rini  Astuti", "rini astuti", ""),
        section="Lingkungan",
        tags=("Pohon", "Sungai"),
        language="id",
        published=date(2024, 11, 27),
    ),
    first_seen=datetime(2024, 11, 27, 1, tzinfo=UTC),
    captured=datetime(2024, 11, 27, 1, tzinfo=UTC),
    instant=datetime(2024, 11, 26, 17, tzinfo=UTC),
    dated_by="page",
    year=2024,
    version=1,
    group="a1",
)


def rewritten(body: tuple[str, ...], earlier: tuple[str, ...] = ()) -> Article:
    return dataclasses.replace(ARTICLE, content=dataclasses.replace(ARTICLE.content, body=body), earlier=earlier)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(None)


def test_title_and_first_words_count_three_times(lexicon: Lexicon) -> None:
    terms = to_document(ARTICLE, lexicon).stem.split()
    assert terms.count("warga") == 3 + 3
    assert terms.count("tanam") == 3 + 3 + 3


def test_words_count_less_the_later_they_stand(lexicon: Lexicon) -> None:
    long = rewritten(body=("kata " * 29 + "awal", "lanjut " * 29 + "tengah", "belakang"))
    terms = to_document(long, lexicon).stem.split()
    assert [terms.count(word) for word in ("awal", "tengah", "belakang")] == [3, 2, 1]


def test_earlier_versions_stand_behind_the_text(lexicon: Lexicon) -> None:
    changed = rewritten(body=("kata " * 70,), earlier=("Warga menebang bambu.",))
    document = to_document(changed, lexicon)
    assert document.exact_body.endswith("kata\nwarga menebang bambu")
    assert document.stem.split().count("bambu") == 1
    assert "bambu" not in document.stored.decode()


@pytest.mark.parametrize("language", ["id", "en", "nl"])
def test_what_has_a_word_that_is_a_root_has_the_root(lexicon: Lexicon, language: str) -> None:
    body = ("Jual-beli e-mail dan wi-fi, membelikan, blak-blakan, Al-Qur'an, pendapatannya, PAN, anak-anak.",)
    document = to_document(
        dataclasses.replace(ARTICLE, content=dataclasses.replace(ARTICLE.content, body=body, language=language)),
        lexicon,
    )
    roots = {one for one in document.word.split() if one in lexicon.roots and stem(one, lexicon) == one}
    assert {"email", "wifi", "alquran"} <= roots <= set(document.stem.split())
    assert document.body.split().count("email") == 0


def test_exact_and_stem_fields_hold_the_same_number_of_terms(lexicon: Lexicon) -> None:
    document = to_document(ARTICLE, lexicon)
    assert document.exact_title == "warga menanam pohon"
    assert document.title == "warga tanam pohon"
    assert len(document.exact_body.split()) == len(document.body.split()) == 11


def test_words_of_the_title_alone_and_words_that_stand_often_are_told(lexicon: Lexicon) -> None:
    content = dataclasses.replace(ARTICLE.content, title="Pohon warga ditanami, pohon kota", body=("Warga menebang.",))
    document = to_document(dataclasses.replace(ARTICLE, content=content, earlier=("Kota.",)), lexicon)
    assert document.title_words.split() == ["pohon", "warga", "tanam", "kota"]
    assert document.title_only.split() == ["pohon", "tanam"]
    assert set(document.often.split()) == {"pohon\u00d72", "warga\u00d72"}


def test_only_an_article_with_copies_is_of_a_group(lexicon: Lexicon) -> None:
    assert to_document(ARTICLE, lexicon).group == ""
    assert to_document(dataclasses.replace(ARTICLE, has_copies=True), lexicon).group == "a1"


def test_a_paragraph_ends_a_word(lexicon: Lexicon) -> None:
    parted = rewritten(body=("harga", "beras"))
    assert to_document(parted, lexicon).exact_body == "harga\nberas"


def test_keywords_are_kept_as_shown_and_once(lexicon: Lexicon) -> None:
    document = to_document(ARTICLE, lexicon)
    assert document.keywords["author"] == ("Rini Astuti",)
    assert document.keywords["site"] == ("kabarkota.example",)
    assert keywords(["x" * 1000]) == ("x" * 256,)


@pytest.mark.parametrize(
    ("url", "host"), [("https://m.kota.example:8080/a", "m.kota.example"), ("http://[", ""), ("", "")]
)
def test_the_site_of_any_address(url: str, host: str) -> None:
    assert dataclasses.replace(ARTICLE, url=url).site == host


def test_stored_json_has_what_a_hit_shows(lexicon: Lexicon) -> None:
    stored = json.loads(to_document(ARTICLE, lexicon).stored)
    assert stored["published"] == "2024-11-27"
    assert stored["found"] is None
    assert stored["body"] == list(ARTICLE.content.body)
    assert set(stored) == {
        *("url", "title", "publisher", "publisher_name", "published", "found", "dated", "dated_by"),
        *("captured", "authors", "section"),
        *("tags", "regions", "language", "withdrawn", "image", "body", "group", "version", "paywalled", "doubtful"),
        *("quotes", "speakers", "people"),
    }


def test_the_text_of_each_article_of_a_batch_is_read_once(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[str]()

    def noted(module: ModuleType, name: str) -> None:
        find = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given: read.append(name) or find(*given))

    noted(attribution, "find_speech")
    noted(about, "find_regions")
    batch = [to_document(rewritten((f"Banjir ke-{number} di Garut.",)), lexicon) for number in range(200)]
    assert {document.keywords["region"] for document in batch} == {("Jawa Barat", "Jawa Barat/Kabupaten Garut")}
    assert {document.keywords["speaker"] for document in batch} == {()}
    assert [read.count("find_speech"), read.count("find_regions")] == [200, 200]


def test_sort_keys_follow_instant_then_sequence() -> None:
    later = dataclasses.replace(ARTICLE, sequence=8)
    ancient = dataclasses.replace(ARTICLE, instant=datetime(1945, 8, 17, tzinfo=UTC), sequence=2**28 - 1)
    assert 0 < sort_key(ancient) < sort_key(ARTICLE) < sort_key(later)


def test_a_phrase_may_part_a_reduplication(lexicon: Lexicon) -> None:
    parted = rewritten(body=("Berkali-kali anak-anak menangis.",))
    document = to_document(parted, lexicon)
    assert document.exact_body == "berkali kali anak anak menangis"
    assert document.body == "kali anak tangis"
