"""Articles in several pages."""

from __future__ import annotations

import dataclasses

import pytest

from config.catalogue import Publisher
from crawler.fetch.pagination import further_pages, may_have_further, page_number, whole_page_url
from crawler.sources.entries import BadSourceError

FIRST = "https://contoh.id/baca/12/banjir"
CONTOH = Publisher("contoh", "Contoh", ("contoh.id",))


@pytest.mark.parametrize(
    ("url", "single_page", "whole"),
    [
        (FIRST, "", FIRST),
        (FIRST, "query:page=all", f"{FIRST}?page=all"),
        (f"{FIRST}?id=3&page=2#atas", "query:page=all", f"{FIRST}?id=3&page=all"),
        (FIRST, "suffix:/all", f"{FIRST}/all"),
        (f"{FIRST}/?a=1", "suffix:/all", f"{FIRST}/all?a=1"),
    ],
)
def test_the_address_of_the_whole_article(url: str, single_page: str, whole: str) -> None:
    assert whole_page_url(url, single_page) == whole


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (f"{FIRST}?page=2", 2),
        (f"{FIRST}/?halaman=3", 3),
        (f"{FIRST}/4", 4),
        (f"{FIRST}/4/", 4),
        (f"{FIRST}?page=1", None),
        (f"{FIRST}?page=all", None),
        (f"{FIRST}?komentar=2", None),
        (f"{FIRST}?page=2&sort=baru", None),
        (f"{FIRST}/foto/2", None),
        ("https://contoh.id/baca/13/kering?page=2", None),
        ("https://lain.id/baca/12/banjir?page=2", None),
        ("https://contoh.id/2", None),
        (FIRST, None),
    ],
)
def test_which_addresses_are_pages_of_the_article(url: str, number: int | None) -> None:
    assert page_number(url, FIRST) == number


def test_numbered_links_are_followed_in_their_order() -> None:
    body = b'<a href="?page=3">3</a><a href="?page=2">2</a><a href="/baca/13?page=2">Lain</a><a href="http://[x">?</a>'
    assert further_pages(body, FIRST, FIRST, None) == [f"{FIRST}?page=2", f"{FIRST}?page=3"]


def test_rel_next_counts_only_within_the_article() -> None:
    assert further_pages(f'<link rel="next" href="{FIRST}/2">'.encode(), FIRST, FIRST, None) == [f"{FIRST}/2"]
    assert further_pages(b'<link rel="next" href="/baca/13/kering">', FIRST, FIRST, None) == []


def test_the_publishers_own_path_to_the_next_page() -> None:
    own = dataclasses.replace(CONTOH, next="css:a.lanjut")
    body = b'<a class="lanjut" href="/baca/12/banjir-bagian-dua">Lanjut</a><a href="?page=2">2</a>'
    assert further_pages(body, FIRST, FIRST, own) == ["https://contoh.id/baca/12/banjir-bagian-dua"]
    assert further_pages(b'<a class="lanjut" href="https://lain.id/x">Lanjut</a>', FIRST, FIRST, own) == []


def test_a_wrong_selector_is_named() -> None:
    with pytest.raises(BadSourceError, match="a\\["):
        further_pages(b"<p>Isi</p>", FIRST, FIRST, dataclasses.replace(CONTOH, next="css:a["))


def test_an_empty_page_has_no_further_ones() -> None:
    assert further_pages(b"", FIRST, FIRST, None) == []


@pytest.mark.parametrize("none", [b"{{cls}}", b"{% if x %}", b'{"a":1}'])
def test_attributes_that_are_none_spoil_no_page(none: bytes) -> None:
    body = b'<a href="?page=2" ' + none + b">2</a>"
    assert further_pages(body, FIRST, FIRST, None) == [f"{FIRST}?page=2"]


@pytest.mark.parametrize(
    "body",
    [
        f'<link rel="next" href="{FIRST}/2">'.encode(),
        b'<a href="/baca/12/banjir?Page=2">2</a>',
        b"<a href=?page=2>2</a>",
        b"<a href=' ?id=3&amp;page=2'>2</a>",
        b'<a href="&#63;page&#61;2">2</a>',
        b'<a href="https://contoh.id/baca/12/banjir/?halaman=2">2</a>',
        b'<a href="//contoh.id/baca/12/banjir&#x3F;page&#x3D;2">2</a>',
        b'<base href="https://contoh.id/baca/12/banjir/"><a href="./?page=2">2</a>',
        b'<a href="&#x2F;baca&#x2F;12&#x2F;banjir&#x2F;2">2</a>',
        b'<base href="https://contoh.id/baca/12/banjir/"><a href="2">2</a>',
        b"<base href=\"https://contoh.id/baca/12/banjir/\"><a HREF = './3/'>2</a>",
        "<a href='?page=2'>2</a>".encode("utf-16"),
    ],
)
def test_pages_that_name_further_ones_are_parsed(body: bytes) -> None:
    first = f"{FIRST}?id=3" if b"id=3" in body else FIRST
    assert further_pages(body, first, first, None)
    assert may_have_further(body, first, None)


@pytest.mark.parametrize(
    "link", ["/baca/2?page=2", "/baca/2/2", "/baca/2/?a=2&amp;page=2", "https://contoh.id/baca/2?p=2"]
)
def test_the_name_of_an_article_may_be_the_number_of_its_page(link: str) -> None:
    first, body = "https://contoh.id/baca/2", f'<a href="{link}">2</a>'.encode()
    assert may_have_further(body, first, None)


def test_pages_that_can_name_none_are_not_parsed() -> None:
    others = '<a href="/tag/2024">A</a><a href="/?p=21819">B</a><a href="/indeks?page=2">C</a><img src="/a.jpg?p=80">'
    others += f'<a href="https://bagi.example/?u={FIRST}&amp;page=2">D</a><a href="{FIRST}?utm=2&amp;p=2024">E</a>'
    body = f'<link rel="canonical" href="{FIRST}">{others}'.encode()
    assert not may_have_further(body, FIRST, None)
    assert may_have_further(body, FIRST, dataclasses.replace(CONTOH, next="css:a.lanjut"))
    assert may_have_further(body, "https://contoh.id/", None)


def test_an_address_longer_than_any_that_is_asked_for_is_no_further_page() -> None:
    page = f'<a class="next" href="{FIRST}/2{".amp" * 1_000}">2</a><a class="next" href="{FIRST}/3">3</a>'.encode()
    assert further_pages(page, FIRST, FIRST, dataclasses.replace(CONTOH, next="css:a.next")) == [f"{FIRST}/3"]
