"""Pages that a script fills are read from what the script has."""

from __future__ import annotations

import json

import pytest

from config.outcomes import Outcome
from indexer.extract import extract

TITLE = "Perpustakaan Keliling Singgah di Lereng Selatan"
TEXTS = (
    "Perpustakaan keliling itu singgah di lereng selatan setiap hari Kamis dengan tiga ratus buku baru.",
    "Anak-anak meminjam buku tentang gunung berapi, perahu, dan cerita dari pulau-pulau yang jauh.",
    "Pustakawan mencatat peminjam pada buku besar karena listrik di lapangan desa sering padam.",
)
DATA = json.dumps({"props": {"article": {"title": TITLE, "body": [{"type": "p", "text": text} for text in TEXTS]}}})
HTML = json.dumps({"content": "".join(f"<p>{text}</p>" for text in TEXTS)})
FLIGHT = json.dumps('4:["$","div",null,{"children":' + json.dumps([["$", "p", text] for text in TEXTS]) + "}]")


@pytest.mark.parametrize(
    "inside",
    [
        f"<script id='__NEXT_DATA__' type='application/json'>{DATA}</script>",
        f"<script>window.__NUXT__={HTML}</script>",
        f"<script>self.__next_f.push([1,{FLIGHT}])</script>",
        f"<noscript>{''.join(f'<p>{text}</p>' for text in TEXTS)}</noscript>",
    ],
)
def test_text_that_only_a_script_has_is_read(inside: str) -> None:
    head = f"<title>{TITLE}</title><meta property='og:type' content='article'>"
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1><div id='app'></div>{inside}</body></html>"
    found = extract(page.encode(), url="https://kabar.example/desa/perpustakaan")
    assert (found.outcome, found.content.body, found.origins["body"]) == (Outcome.OK, TEXTS, "script")
