"""Paths of a publisher's rules, read on several pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.catalogue import Publisher, Rules
from indexer.extract import extract
from indexer.extract.page.document import ParsedPage
from indexer.extract.publisher.rules import check, read_field

MakePage = Callable[..., ParsedPage]


def publisher(path: str) -> Publisher:
    return Publisher("k", "Kabar", ("kabarcontoh.id",), rules=(Rules({"title": (path,)}),))


@pytest.mark.parametrize("wanted", ["Baca JUGA", "'baca juga'"])
def test_a_selector_for_a_text_works_on_every_page(make_page: MakePage, wanted: str) -> None:
    rules = publisher(f"css:p:contains({wanted})" if wanted.startswith("'") else f"css:p:contains('{wanted}')")
    for line in ("BACA JUGA: Panen", "Baca juga: Pasar", "baca juga: Laut"):
        reading = read_field(make_page(f"<p>Lain</p><p>{line}</p>", publisher=rules), "title")
        assert reading is not None
        assert reading.values == (line,)


@pytest.mark.parametrize("path", ["css:p:contains()", "css:p[", "css:p:contains(a, b)"])
def test_a_wrong_selector_finds_nothing_and_is_noted(make_page: MakePage, path: str) -> None:
    page = make_page("<p>Lain</p>", publisher=publisher(path))
    assert read_field(page, "title") is None
    assert f"rule {path}: not a valid selector" in check(page)


def test_a_link_that_a_rule_removes_leaves_its_neighbours() -> None:
    story = "Warga desa bergotong-royong memperbaiki tanggul yang jebol pada Senin pagi, kata kepala desa kepada warga."
    inner = "".join(f"<p>{story} Bagian {n}.</p><p><a class='border' href='/x'>Tautan {n}</a></p>" for n in range(4))
    publisher = Publisher("uji", "Uji", ("uji.example",), rules=(Rules({"remove": ("css:a.border",)}),))
    page = f"<html><body><h1>Tanggul desa diperbaiki warga</h1><div class='isi'>{inner}</div></body></html>"
    found = extract(page.encode(), url="https://uji.example/a", publisher=publisher)
    assert found.content.body == tuple(f"{story} Bagian {n}." for n in range(4))
