"""JSON-LD and meta tags, whole and broken."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from indexer.extract.page.document import ParsedPage, Structured
from indexer.extract.page.structured import articles, read_structured

MakePage = Callable[..., ParsedPage]
ARTICLE = {"@type": "NewsArticle", "headline": "Sawah Kembali Hijau", "author": {"name": "Sari"}}
WHOLE = json.dumps(ARTICLE)


def structured(script: str) -> Structured:
    tree = document_fromstring(f'<html><head><script type="application/ld+json">{script}</script></head></html>')
    return read_structured(tree)


@pytest.mark.parametrize(
    "script",
    [
        WHOLE,
        f"[{WHOLE}]",
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        f"<!-- {WHOLE} -->",
        f"//<![CDATA[\n{WHOLE}\n//]]>",
        f"{WHOLE};",
        f"{WHOLE}{WHOLE}",
        WHOLE[:-1] + ",}",
        WHOLE.replace("Hijau", "Hijau\\u0020").replace("\\u0020", "\n"),
        WHOLE.replace("NewsArticle", "https://schema.org/NewsArticle"),
    ],
)
def test_an_article_is_found_however_it_is_wrapped(script: str) -> None:
    found = articles(structured(script))
    assert found
    assert str(found[0]["headline"]).strip() == "Sawah Kembali Hijau"
    assert found[0]["author"] == {"name": "Sari"}


@pytest.mark.parametrize("script", [WHOLE[:-1], WHOLE.replace("}}", '}, "description": "kata "tengah" ini"}')])
def test_the_plain_texts_of_a_broken_object_are_kept(script: str) -> None:
    (found,) = articles(structured(script))
    assert found["headline"] == "Sawah Kembali Hijau"
    assert found["author"] == {"name": "Sari"}


@pytest.mark.parametrize("script", ["", "{", "null", "12", '"teks"', "[[[[", "{}", "bukan json"])
def test_what_is_no_object_gives_none(script: str) -> None:
    assert structured(script).objects == ()


@pytest.mark.parametrize(
    "script",
    ["[" * 100_000, '{"a":' * 100_000, '{"headline": "' + "x" * 1_000_000, '"author": {' * 20_000, "{" * 200_000],
)
def test_hostile_scripts_are_read_in_bounded_time(script: str) -> None:
    assert len(structured(script).objects) <= 1


def test_meta_tags_are_found_by_each_of_their_names(make_page: MakePage) -> None:
    head = (
        '<meta name="PubDate" itemprop="datePublished" content=" 2025-03-09 ">'
        '<meta property="article:tag" content="sawah"><meta property="article:tag" content="padi">'
        '<meta name="kosong" content=""><meta charset="utf-8">'
    )
    assert make_page("", head).structured.meta == {
        "pubdate": ("2025-03-09",),
        "datepublished": ("2025-03-09",),
        "article:tag": ("sawah", "padi"),
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["@type", "@graph", "author", "name", "headline"]), inner)
    ),
    max_leaves=12,
)


@given(JSON, st.integers(0, 40))
def test_any_json_cut_anywhere_is_read(value: object, cut: int) -> None:
    script = json.dumps(value).replace("<", "")
    articles(structured(script))
    articles(structured(script[: max(0, len(script) - cut)]))
