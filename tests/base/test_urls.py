"""One article, one key."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from base.urls import article_id, canonical_url

ARTICLE = "https://kabar.id/berita/123/banjir"
SAME = [
    "http://kabar.id/berita/123/banjir",
    "HTTPS://KABAR.id:443/berita/123/banjir",
    "http://kabar.id:80/berita/123/banjir",
    "https://www.kabar.id/berita/123/banjir",
    "https://m.kabar.id/berita/123/banjir",
    "https://amp.kabar.id/berita/123/banjir",
    "https://www.m.kabar.id./berita/123/banjir",
    "https://kabar.id/berita/123/banjir/",
    "https://kabar.id/berita/123/banjir/amp",
    "https://kabar.id/berita/123/banjir/amp/",
    "https://kabar.id/berita/./123/x/../banjir",
    "https://kabar.id/berita/123/%62anjir",
    "https://kabar.id/berita/123/banjir;jsessionid=0A1B",
    "https://kabar.id/berita/123/banjir#komentar",
    "https://kabar.id/berita/123/banjir?",
    "https://kabar.id/berita/123/banjir?page=all",
    "https://kabar.id/berita/123/banjir?page=1",
    "https://kabar.id/berita/123/banjir?single=1",
    "https://kabar.id/berita/123/banjir?showpage=all",
    "https://kabar.id/berita/123/banjir?amp=1",
    "https://kabar.id/berita/123/banjir?utm_source=x&UTM_Medium=rss&fbclid=q&gclid=2",
    "https://kabar.id/berita/123/banjir?utm_source=x&amp;utm_medium=rss&amp;amp;single=1",
    "https://kabar.id/berita/123/banjir?source=navbar&medium=pos2&campaign=c",
    "https://kabar.id/berita/123/banjir?m=1",
    "https://ani:rahasia@kabar.id/berita/123/banjir",
    "https://kabar.id/amp/berita/123/banjir",
    "https://kabar.id/AMP/berita/123/banjir.amp",
    "https://kabar.id/berita/123/banjir?nonamp=1",
    "https://kabar.id/berita/123/banjir?noamp=mobile&amp_js_v=0.1&usqp=mq331",
    "https://kabar.id/berita/123/banjir?view=amp",
    "https://www.google.com/amp/s/kabar.id/berita/123/banjir/amp",
    "https://google.co.id/amp/www.kabar.id/berita/123/banjir",
    "https://kabar-id.cdn.ampproject.org/c/s/kabar.id/berita/123/banjir?amp_gsa=1",
    "https://cdn.ampproject.org/v/s/m.kabar.id/amp/berita/123/banjir",
    "https://wap.kabar.id/berita/123/banjir",
    "https://touch.kabar.id/m/berita/123/banjir",
    "https://kabar.id/mobile/berita/123/banjir",
    "https://kabar.id//berita///123/banjir//",
    "https://kabar.id/index.php/berita/123/banjir",
    "https://kabar.id/berita/123/banjir?sid=12345678901234567890abcdef",
    "https://kabar.id/berita/123/banjir?ref=beranda&from=terkini&share=whatsapp&s=08",
    " \thttps://kabar.id/berita/\n123/banjir\r\n",
]


@pytest.mark.parametrize("url", SAME)
def test_all_addresses_of_an_article_have_one_key(url: str) -> None:
    assert canonical_url(url) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://kabar.id/?p=123", "https://kabar.id/?p=124"),
        ("https://kabar.id/a?page=2", "https://kabar.id/a"),
        ("https://kabar.id/a?page=2", "https://kabar.id/a?page=3"),
        ("https://jabar.kabar.id/a", "https://jateng.kabar.id/a"),
        ("https://kabar.id/?m=202401", "https://kabar.id/?m=202402"),
        ("https://kabar.id/?amp;id=1", "https://kabar.id/?id=2"),
        ("https://kabar.id/A", "https://kabar.id/a"),
        ("https://kabar.id/baca?source=12", "https://kabar.id/baca?source=13"),
        ("https://kabar.id/baca?ref=12", "https://kabar.id/baca?ref=13"),
        ("https://kabar.id/baca?sid=12", "https://kabar.id/baca?sid=13"),
        ("https://kabar.id/?s=banjir", "https://kabar.id/?s=gempa"),
        ("https://kabar.id/#!/baca/12", "https://kabar.id/#!/baca/13"),
        ("https://kabar.id/#/baca/12", "https://kabar.id/"),
        ("https://kabar.id/amp", "https://kabar.id/"),
        ("https://kabar.id/12.amp.html", "https://kabar.id/13.html"),
        ("https://google.com/amp/", "https://google.com/"),
        ("https://kabar.id/a%2Fb", "https://kabar.id/a/b"),
        ("https://kabar.id/a?id=1&id=2", "https://kabar.id/a?id=2&id=1"),
        ("https://kabar.id/a?q=1%2B1", "https://kabar.id/a?q=1+1"),
        ("https://kabar.id/a?q=1%261", "https://kabar.id/a?q=1&1"),
        ("https://kabar.id/a%2541", "https://kabar.id/aA"),
        ("https://www.co.id/a", "https://www.or.id/a"),
        ("https://www.co.id/a", "https://co.id/a"),
        ("https://www.10/a", "https://10/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
        ("https://kabar.id:8443/a", "https://kabar.id/a"),
        ("https://mnc.id/a", "https://nc.id/a"),
        ("https://kabar.id/camp", "https://kabar.id/c"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://kabar.id", "https://kabar.id/"),
        ("https://kabar.id/amp", "https://kabar.id/amp"),
        ("https://kabar.id/?b=2&a=1", "https://kabar.id/?a=1&b=2"),
        ("https://kabar.id/a b/é", "https://kabar.id/a%20b/%C3%A9"),
        ("https://kabar.id/%e9%zz", "https://kabar.id/%E9%25zz"),
        ("https://kabar.id/a?q=a+b", "https://kabar.id/a?q=a%20b"),
        ("https://kabar.id/?b=2&amp;a=1", "https://kabar.id/?a=1&b=2"),
        ("https://kabar.id/../../a", "https://kabar.id/a"),
        ("https://kabar.id/a/..amp", "https://kabar.id/a/..amp"),
        ("https://kabar.id/a/...amp.html", "https://kabar.id/a/...html"),
        ("https://berita-é.id/a", "https://xn--berita--hya.id/a"),
        ("http://localhost:8055/a", "https://localhost:8055/a"),
        ("http://127.0.0.1:41231/a/", "https://127.0.0.1:41231/a"),
        ("http://[0:0::1]:8000/a", "https://[::1]:8000/a"),
        ("https://m.co.id/a", "https://m.co.id/a"),
        ("https://kabar.id/a?tag=utm_source", "https://kabar.id/a?tag=utm_source"),
    ],
)
def test_the_spelling_is_normal(url: str, key: str) -> None:
    assert canonical_url(url) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kabar.id/a",
        "//kabar.id/a",
        "ftp://kabar.id/a",
        "mailto:a@b.id",
        "https://",
        "https://kabar.id:x/",
        "http://[::1/",
        "https://www.google.com/amp/s/ka]bar.id/a",
    ],
)
def test_what_is_no_address_comes_back_trimmed(text: str) -> None:
    assert canonical_url(f" {text}\n") == text


@given(st.text())
@example("https://%E2%84%80.id/")
@example("https://x.id/\ud800?\ud800")
@example("https://kabar.id/a/..amp")
def test_any_text_has_a_stable_key(text: str) -> None:
    key = canonical_url(text)
    assert canonical_url(key) == key


WORDS = [
    "/",
    "//",
    ".",
    "..",
    "amp",
    "%2e",
    "%",
    "%41",
    "%zz",
    "?",
    "&",
    "=",
    "page",
    "all",
    "1",
    "+",
    "#",
    ";jsessionid=1",
    "a",
    "B",
    "é",
    "utm_source",
    "@",
    ":",
    "[",
    "]",
    "single",
    "%26",
    "amp;",
    "%3D",
]
PIECES = st.lists(st.sampled_from([*WORDS, "\\", " ", "\t", "\u2028", "\ud800"]), max_size=12).map("".join)
HOSTS = st.lists(
    st.sampled_from(["www", "m", "amp", "co", "id", "kabar", "10", "É", "%6d", "_", "xn--a", "１", "。"]), min_size=1
).map(".".join)


@given(st.sampled_from(["http", "https", "HTTP"]), HOSTS, st.sampled_from(["", ":80", ":443", ":8080", ":"]), PIECES)
def test_the_key_of_a_key_is_itself(scheme: str, host: str, port: str, rest: str) -> None:
    key = canonical_url(f"{scheme}://{host}{port}/{rest}")
    assert canonical_url(key) == key


@given(PIECES)
def test_tracking_never_changes_a_key(rest: str) -> None:
    url = f"https://kabar.id/{rest.replace('#', '')}x"
    tracked = f"{url}{'&' if '?' in url else '?'}utm_source=surat&fbclid=1#atas"
    assert canonical_url(tracked) == canonical_url(url)


def test_an_id_is_128_bits_in_hex_and_stays() -> None:
    assert article_id("https://kabar.id/a") == "c7eed2ce265e243331b58b482a1eae00"


def test_marks_of_amp_that_stand_there_thousands_of_times_cost_no_more_each() -> None:
    many = 20_000
    assert canonical_url("https://kabar.id/banjir" + ".amp" * many) == "https://kabar.id/banjir"
    assert canonical_url("https://kabar.id/banjir" + ".AMP" * many + ".html") == "https://kabar.id/banjir.html"
    assert canonical_url("https://kabar.id/" + ".amp" * many) == "https://kabar.id/.amp"
    assert canonical_url("https://kabar.id/banjir.amp.html.amp") == "https://kabar.id/banjir.html"
    assert canonical_url("https://kabar.id/" + "m/" * many + "banjir" + "/amp" * many) == "https://kabar.id/banjir"
