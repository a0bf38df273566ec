"""English articles are found by the inflections of English words; Indonesian ones as before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.matching import Held, ready
from indexer.language.lexicon import Lexicon
from search.answer.answer import answer
from search.answer.counts import counts
from search.answer.interpretation import interpret
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article

ROWS = {
    "bridges": ("en", "Bridges close after storms", "Two bridges were closed on Friday, officials said."),
    "bridge": ("en", "Bridge to reopen", "The bridge near the port will reopen, an official said on Sunday."),
    "port": ("en", "Ports are quiet", "The harbour had few ships, and the storm has passed."),
    "jembatan": ("id", "Jembatan ditutup", "Komunitas Bridges menutup jembatan; bridges ini milik warga."),
    "bridge-id": ("id", "Bridge dibuka", "Klub bridge di kota itu dibuka kembali."),
}
ARTICLES = [
    article(n, name, "antara", f"2025-01-0{n}T03:00:00", "", (), (), name, title, (body,), language)
    for n, (name, (language, title, body)) in enumerate(ROWS.items(), 1)
]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Context]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("english") / "index", 15_000_000)
    engine.create("1", "-")
    engine.write("1", [to_document(one, lexicon) for one in ARTICLES], [])
    engine.switch("1")
    yield Context(engine, lexicon)
    engine.close()


FOUND = [
    ("bridge", {"bridges", "bridge", "bridge-id"}),
    ("bridges", {"bridges", "bridge", "jembatan"}),
    ("akar:bridges", {"bridges", "bridge", "jembatan"}),
    ("=bridge", {"bridge", "bridge-id"}),
    ('"bridge to"', {"bridge"}),
    ('"bridges to"', set()),
    ("judul:bridge", {"bridges", "bridge", "bridge-id"}),
    ("isi:storms", {"port"}),
    ("judul:storm", {"bridges"}),
    ("official bridge", {"bridges", "bridge"}),
    ("storm -bridge", {"port"}),
    ("port", {"bridge", "port"}),
    ("jembatan", {"jembatan"}),
    ("menutup", {"jembatan"}),
    ("bridging OR ships", {"bridges", "bridge", "port"}),
]


@pytest.mark.parametrize(("query", "found"), FOUND)
def test_what_is_found_counted_and_matched_in_memory(context: Context, query: str, found: set[str]) -> None:
    request = SearchRequest(query=query, fold=False, top=50)
    hits = answer(context, request, relax=False)
    assert {hit.id for hit in hits.hits} == found
    assert hits.total == sum(row.number for row in counts(context, request, "day").rows) == len(found)
    asked = ready(interpret(request, context).plan.asked("all"))
    held = [Held(to_document(one, context.lexicon)) for one in ARTICLES]
    assert {each.document.id for each in held if asked.check(each)} == found


@pytest.mark.parametrize("forms", ["word", "root", "exact"])
@pytest.mark.parametrize("match", ["all", "any"])
def test_every_form_of_search_marks_what_it_finds(context: Context, forms: str, match: str) -> None:
    request = SearchRequest(query="bridge", forms=forms, match=match, fold=False, top=50)  # type: ignore[arg-type]
    marked = {
        hit.id: {text.text[start:end] for text in (hit.title, hit.snippet) for start, end in text.marks}
        for hit in answer(context, request, relax=False).hits
    }
    inflected = {} if forms == "exact" else {"bridges": {"Bridges", "bridges"}}
    assert marked == {"bridge": {"Bridge", "bridge"}, "bridge-id": {"Bridge", "bridge"}} | inflected


@pytest.mark.parametrize(
    ("query", "found"), [("judul:bridge", {"bridges", "bridge", "bridge-id"}), ("isi:storms", {"port"})]
)
def test_roots_in_title_or_body_alone(context: Context, query: str, found: set[str]) -> None:
    hits = answer(context, SearchRequest(query=query, forms="root", fold=False), relax=False).hits
    assert {hit.id for hit in hits} == found
