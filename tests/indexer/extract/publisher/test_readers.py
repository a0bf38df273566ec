"""Publishers that no rules can read: what their readers find, and what happens where they find nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import load_catalogue
from config.outcomes import Outcome
from indexer.articles.article import Extraction
from indexer.extract import extract
from indexer.extract.publisher.preview import preview_page

CATALOGUE = load_catalogue(None)
CAPTURED = datetime(2026, 7, 24, 5, tzinfo=UTC)
URLS = {
    "jawapos": "https://www.jawapos.com/kota/2607230115/jembatan-bambu",
    "pantau": "https://www.pantau.com/kota/331209/jembatan-bambu-selesai",
    "bbc-indonesia": "https://www.bbc.com/indonesia/articles/c1jembatan",
}
TITLE = "Jembatan Bambu Selesai Dibangun Warga Kampung"
STORY = [
    f"Warga kampung mengikat bambu bagian {n} dengan ijuk dan menutupnya dengan anyaman sejak pagi." for n in range(4)
]
DOM = f"""<h1 class="read__title">{TITLE}</h1><div class="read__info__date">Kamis, 23 Juli 2026 | 08:10 WIB</div>
<div class="read__info__author"><a>Sri Lestari</a></div>
<div class="read__content">{"".join(f"<p>{one}</p>" for one in STORY)}</div>"""


def page(data: str, body: str = "") -> bytes:
    head = f'<title>{TITLE} - Kabar</title><meta property="og:type" content="article">'
    script = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    return f"<html><head>{head}</head><body>{body}{script}</body></html>".encode()


def next_data(**properties: Any) -> str:
    return json.dumps({"props": {"pageProps": properties}})


def read(slug: str, body: bytes) -> Extraction:
    return extract(body, url=URLS[slug], publisher=CATALOGUE[slug], captured=CAPTURED)


def test_what_a_reader_finds_goes_before_the_rules() -> None:
    content = "".join(f"<p>{one}</p>" for one in STORY)
    article = {
        "title": f"{TITLE}!",
        "published_at": "2026-07-23 09:30:05",
        "author": "Budi Santosa",
        "content": content,
    }
    found = read("jawapos", page(next_data(article=article), DOM.replace("kampung", "dusun")))
    assert (found.outcome, found.content.title, found.content.authors) == (Outcome.OK, f"{TITLE}!", ("Budi Santosa",))
    assert isinstance(found.content.published, datetime)
    assert found.content.published.isoformat() == "2026-07-23T09:30:05+07:00"
    assert found.content.body == tuple(STORY)
    assert {found.origins[field] for field in ("title", "published", "authors", "body")} == {"reader"}


def test_promos_in_the_text_that_a_reader_finds_are_taken_out() -> None:
    promo = '<p><strong class="readmore">Baca Juga: <a href="/x">Sumur Tua Digali Lagi</a></strong></p>'
    content = f"<p>{STORY[0]}</p>{promo}<p>{STORY[1]}</p><p>{STORY[2]}</p>"
    found = read("jawapos", page(next_data(article={"content": content})))
    assert found.content.body == tuple(STORY[:3])
    assert [one.text for one in found.removed] == ["Baca Juga: Sumur Tua Digali Lagi"]


@pytest.mark.parametrize("data", ["", "{", "null", "[]", next_data(), next_data(article={"content": ["teks"]})])
def test_a_page_where_the_reader_finds_nothing_is_left_to_the_rules(data: str) -> None:
    found = read("jawapos", page(data, DOM))
    assert found.content.body == tuple(STORY)
    assert found.content.authors == ("Sri Lestari",)
    assert found.origins["body"] == "css:.read__content"
    assert "reader: finds no body on this page" in found.notes


def test_a_text_too_short_for_a_body_is_left_to_the_rules() -> None:
    found = read("jawapos", page(next_data(article={"content": "<p>...</p>"}), DOM))
    assert found.content.body == tuple(STORY)


def test_a_reader_gives_the_fields_that_it_knows_and_rules_the_others() -> None:
    article = {"createdAt": "2026-07-23T01:10:00.000Z", "createdBy": {"name": "Sri Lestari"}}
    found = read("pantau", page(next_data(initialArticle=article), f"<main><article>{DOM}</article></main>"))
    assert found.content.authors == ("Sri Lestari",)
    assert found.origins["body"] == "css:main article"


def test_signs_of_markup_in_the_blocks_of_a_text_stay_signs() -> None:
    texts = ["Harga < Rp 5.000 & berat > 2 kg disebut murah oleh pembeli.", *STORY]
    blocks = [{"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": one}}]}} for one in texts]
    found = read("bbc-indonesia", page(next_data(pageData={"content": {"model": {"blocks": blocks}}})))
    assert found.content.body == tuple(texts)


def test_times_in_milliseconds_are_shown_in_the_zone_of_the_publisher() -> None:
    times = {"firstPublished": 1784780431000, "lastPublished": 1784784031000}
    found = read("bbc-indonesia", page(next_data(pageData={"metadata": times}), DOM.replace("read__content", "isi")))
    assert isinstance(found.content.published, datetime)
    assert isinstance(found.content.modified, datetime)
    assert found.content.published.isoformat() == "2026-07-23T11:20:31+07:00"
    assert found.content.modified.isoformat() == "2026-07-23T12:20:31+07:00"


def test_a_trial_shows_what_the_reader_finds_and_each_rule_by_itself() -> None:
    body = page(next_data(article={"title": TITLE}), DOM)
    trial = preview_page(body, url=URLS["jawapos"], publisher=CATALOGUE["jawapos"], captured=CAPTURED)
    shown = {(one.field, one.path): one.values for one in trial.paths}
    assert shown["title", "reader"] == (TITLE,)
    assert shown["body", "reader"] == ()
    assert shown["authors", "css:.read__info__author a"] == ("Sri Lestari",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["article", "pageData", "content", "model", "blocks", "type"]), inner, max_size=3
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("slug", URLS)
@given(value=JSON)
@settings(max_examples=40, deadline=None)
def test_whatever_stands_in_the_data_gives_an_outcome(slug: str, value: Any) -> None:
    data = json.dumps({"props": {"pageProps": {"article": value, "pageData": value}}})
    assert isinstance(read(slug, page(data)).outcome, Outcome)


@pytest.mark.parametrize("slug", URLS)
def test_data_nested_too_deep_gives_an_outcome(slug: str) -> None:
    assert read(slug, page("[" * 100_000)).outcome is Outcome.TOO_SHORT
