"""The body by rules, by a second opinion and in parts; and pages that are too large, too deep or nothing at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from config.catalogue import Publisher, Rules
from config.outcomes import Outcome
from indexer.extract import extract
from indexer.extract.body.join import join
from indexer.extract.page.document import Body

TITLE = "Pabrik Garam Rakyat Mulai Berproduksi"
PROSE = [
    "Pabrik garam milik koperasi nelayan itu mulai berproduksi pada musim kemarau tahun ini.",
    "Ketua koperasi mengatakan garam dijemur di atas plastik agar lebih putih dan cepat kering.",
    "Pembeli dari kota datang setiap pekan dengan truk kecil untuk mengangkut karung garam.",
    "Dinas perikanan membantu alat pengukur kadar air yang dipakai bergantian oleh para petani.",
]


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>".encode()


def publisher(*rules: Rules) -> Publisher:
    return Publisher("garam", "Kabar Garam", ("garam.example",), rules=rules)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


TWO_BOXES = page(
    f"<div class='a'>{paragraphs(PROSE)}</div>"
    f"<div class='b'><p>Iklan baris: {PROSE[0]}</p><span class='x'>Promo toko</span>{paragraphs(PROSE[1:])}</div>"
)


def test_a_rule_says_where_the_body_is_and_what_goes() -> None:
    rules = Rules({"body": ("css:.none", "css:div.b"), "remove": ("css:.x", "css:.b p:first-child")})
    found = extract(TWO_BOXES, url=None, publisher=publisher(rules))
    assert found.content.body == tuple(PROSE[1:])
    assert found.origins["body"] == "css:div.b"
    assert {line.text for line in found.removed if line.why == "rule"} == {"Iklan baris: " + PROSE[0], "Promo toko"}


def told(body: str) -> str:
    article = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def test_a_page_that_shows_its_text_by_a_script_is_read_from_its_json_ld() -> None:
    text = "\n\n".join([*PROSE, "Baca juga: Harga Garam Naik"])
    found = extract(page("<div id='aplikasi'></div>", told(text)), url=None)
    assert (found.content.body, found.outcome) == (tuple(PROSE), Outcome.OK)
    assert found.origins["body"] == "json-ld:articleBody"
    assert any("JSON-LD" in note for note in found.notes)


def test_what_readers_see_is_better_than_what_the_json_ld_tells() -> None:
    found = extract(page(f"<div>{paragraphs(PROSE[:3])}</div>", told(" ".join(PROSE * 4))), url=None)
    assert found.content.body == tuple(PROSE[:3])


def test_a_rule_that_stops_matching_is_noted_and_the_generic_reading_takes_over() -> None:
    found = extract(
        page(f"<div>{paragraphs(PROSE)}</div>"), url=None, publisher=publisher(Rules({"body": ("css:.gone",)}))
    )
    assert found.content.body == tuple(PROSE)
    assert found.origins["body"] == "generic"
    assert any("body" in note and "none finds" in note for note in found.notes)


def test_dated_rules_read_pages_of_their_time() -> None:
    old, new = Rules({"body": ("css:.a",)}, until=date(2020, 12, 31)), Rules({"body": ("css:.b",)})
    origins = [
        extract(TWO_BOXES, url=None, publisher=publisher(old, new), captured=datetime(year, 5, 1, tzinfo=UTC)).origins[
            "body"
        ]
        for year in (2019, 2024)
    ]
    assert origins == ["css:.a", "css:.b"]


def test_a_body_told_to_machines_keeps_its_paragraphs() -> None:
    told = "\\n".join(PROSE).replace('"', "")
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{told}"}}</script>'
    found = extract(
        page("<p>Memuat</p>", head), url=None, publisher=publisher(Rules({"body": ("json-ld:articleBody",)}))
    )
    assert found.content.body == tuple(PROSE)


def test_a_further_page_is_joined_without_what_it_repeats() -> None:
    first, second = page(f"<div>{paragraphs(PROSE[:3])}</div>"), page(f"<div>{paragraphs(PROSE[1:])}</div>")
    assert extract(first, url=None, parts=[second]).content.body == tuple(PROSE)


def test_a_further_page_that_cannot_be_read_leaves_a_note() -> None:
    found = extract(page(f"<div>{paragraphs(PROSE)}</div>"), url=None, parts=[b""])
    assert found.content.body == tuple(PROSE)
    assert "a further page could not be read: unreadable" in found.notes


def test_joining_keeps_what_was_removed_from_every_page() -> None:
    joined = join(Body(("satu",), notes=("a",)), [Body(("satu", "dua"), notes=("b",))])
    assert (joined.paragraphs, joined.notes) == (("satu", "dua"), ("a", "b"))


def test_a_doubtful_reading_is_noted() -> None:
    found = extract(page(f"<div><p>{PROSE[0]}</p></div>"), url=None)
    assert "little prose" in found.notes


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.UNREADABLE),
        (b"   \n", Outcome.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Outcome.UNREADABLE),
        (b"<!-- -->", Outcome.UNREADABLE),
        (b'<?xml version="1.0" encoding="utf-8"?>', Outcome.UNREADABLE),
        (b"<div>" * 3000 + b"teks" + b"</div>" * 3000, Outcome.TOO_DEEP),
        (b"<div>" * 100_000 + b"teks" + b"</div>" * 100_000, Outcome.TOO_LARGE),
        (b"<p>teks</p>" * 60_000, Outcome.TOO_LARGE),
        (b"<p>" + b"a " * (6 * 1024 * 1024), Outcome.TOO_LARGE),
    ],
)
def test_a_page_that_cannot_be_read_has_its_outcome(body: bytes, outcome: Outcome) -> None:
    assert extract(body, url=None).outcome is outcome


NESTED = {
    "div": b"<div>",
    "list": b"<ul><li>",
    "bold": b"<b>",
    "link": b"<a href=x>",
    "table": b"<table><tr><td>",
}


@pytest.mark.parametrize("depth", [10, 300, 3_000, 30_000, 1_000_000])
@pytest.mark.parametrize("tag", NESTED.values(), ids=NESTED)
def test_no_depth_holds_the_reader(tag: bytes, depth: int) -> None:
    outcome = extract(page("INI").replace(b"INI", tag * depth + PROSE[0].encode()), url=None).outcome
    assert outcome in (Outcome.TOO_DEEP, Outcome.TOO_LARGE, Outcome.TOO_SHORT, Outcome.NOT_ARTICLE)
    assert outcome is Outcome.TOO_LARGE or depth < 1_000_000


@pytest.mark.parametrize("unit", [b"<br>kata <a href=x>tautan</a>", b"<div class=a>y."])
def test_a_page_of_as_many_tags_as_allowed_is_read_to_the_end(unit: bytes) -> None:
    many = unit * (49_000 // unit.count(b"<"))
    assert extract(b"<h1>Judul</h1>" + many, url=None).outcome in Outcome


def test_a_trap_in_what_machines_are_told_gives_an_outcome() -> None:
    told = "\\u003cdiv>" * 3000 + PROSE[0]
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{told}"}}</script>'
    rules = publisher(Rules({"body": ("json-ld:articleBody",)}))
    assert extract(page(paragraphs(PROSE), head), url=None, publisher=rules).content.body == tuple(PROSE)


def test_two_captures_of_an_article_give_the_same_text() -> None:
    first = page(f"<div class='isi'>{paragraphs(PROSE)}</div><ul><li><a href='/1'>Berita pagi</a></li></ul>")
    ads = (
        "<div class='iklan-atas'><p>Beli garam curah murah langsung dari gudang kami, diskon akhir pekan ini.</p></div>"
    )
    promo = "<p>Baca juga: <a href='/9'>Garam beryodium dibagikan di posyandu</a></p>"
    second = page(f"{ads}<div class='isi'>{paragraphs(PROSE[:2])}{promo}{paragraphs(PROSE[2:])}</div>")
    assert extract(first, url=None).content.body == extract(second, url=None).content.body == tuple(PROSE)
