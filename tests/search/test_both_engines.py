"""The same questions to both engines: the same articles, order, scores, notes and facets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexer.articles.article import Article
from indexer.engines.documents import to_document
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.answer import Answer, answer
from search.answer.counts import BY, counts
from search.answer.facets import counted
from search.context import Context
from search.request import SearchRequest
from tests.indexer.engines.conftest import elasticsearch_url, module_engines  # noqa: F401 - fixtures
from tests.search.articles import NAMES, article, articles
from tests.search.conftest import NOW

pytestmark = pytest.mark.elasticsearch

Both = tuple[Context, Context]

WORDS = [
    "serangan",
    "menyerang",
    "diserang",
    "penyerang",
    "udara",
    "darat",
    "laut",
    "kota",
    "desa",
    "warga",
    "rakyat",
    "pemerintah",
    "perintah",
    "memerintah",
    "presiden",
    "menteri",
    "bupati",
    "gubernur",
    "harga",
    "beras",
    "minyak",
    "goreng",
    "naik",
    "kenaikan",
    "menaikkan",
    "turun",
    "penurunan",
    "impor",
    "ekspor",
    "banjir",
    "kebanjiran",
    "longsor",
    "gempa",
    "hujan",
    "angin",
    "hakim",
    "pengadilan",
    "mengadili",
    "korupsi",
    "koruptor",
    "suap",
    "menyuap",
    "uang",
    "ekonomi",
    "perekonomian",
    "bank",
    "rupiah",
    "dolar",
    "saham",
    "sekolah",
    "bersekolah",
    "guru",
    "murid",
    "pelajar",
    "belajar",
    "rumah",
    "perumahan",
    "sakit",
    "penyakit",
    "dokter",
    "obat",
    "vaksin",
    "vaksinasi",
    "covid",
    "pesawat",
    "kapal",
    "kereta",
    "jalan",
    "perjalanan",
    "pasar",
    "memasarkan",
]
SMALL = ["dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "itu", "ini", "akan", "telah", "tidak"]


@pytest.fixture(scope="module")
def both(module_engines: tuple[Engine, Engine], lexicon: Lexicon) -> Both:  # noqa: F811 - the fixture
    """Both engines with the same articles of three years, freshly built."""
    documents = [to_document(one, lexicon) for one in (*articles(), *made_up(240))]
    for engine in module_engines:
        engine.create("1", "test")
        assert engine.write("1", documents, []) == []
        engine.switch("1")
    one, other = (Context(engine, lexicon, publishers=lambda: NAMES, now=NOW) for engine in module_engines)
    return one, other


def made_up(number: int) -> Iterator[Article]:
    """Articles of chance words, some of them copies of the one before."""
    chance = random.Random(7)
    body: tuple[str, ...] = ()
    for sequence in range(1000, 1000 + number):
        copied = bool(body) and chance.random() < 0.1
        if not copied:
            body = tuple(sentence(chance) for _ in range(chance.randint(1, 5)))
            group = f"g{sequence}"
        instant = datetime(2023, 6, 1, tzinfo=UTC) + timedelta(hours=chance.randint(0, 26_000))
        yield article(
            sequence, f"m{sequence}", chance.choice(list(NAMES)), instant.strftime("%Y-%m-%dT%H:%M:%S"),
            chance.choice(("Ekonomi", "Nasional", "Hukum")), tuple(chance.sample(("Budi Santoso", "Sari Dewi"), 1)),
            tuple(chance.sample(("beras", "banjir", "uang"), 2)), group, sentence(chance, 6), body,
        )  # fmt: skip


def sentence(chance: random.Random, length: int = 14) -> str:
    words = [chance.choice(SMALL if chance.random() < 0.3 else WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


def queries() -> Iterator[str]:
    """300 queries of every form, the same ones each time."""
    chance = random.Random(11)

    def word() -> str:
        return chance.choice(WORDS)

    forms = (
        word,
        lambda: f"{word()} {word()}",
        lambda: f"{word()} {word()} {word()} {word()}",
        lambda: f"siapa yang {word()} di {word()}?",
        lambda: f"={word()}",
        lambda: f'"{word()} {chance.choice(SMALL)}"',
        lambda: f'"{word()} {word()}"~{chance.randint(1, 9)}',
        lambda: f"{word()} NEAR/{chance.randint(1, 9)} {word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f"{word()} AND {word()} OR {word()}",
        lambda: f"{word()} -{word()}",
        lambda: f"-{word()} -{word()}",
        lambda: f"({word()} OR {word()}) NOT ({word()} OR judul:{word()})",
        lambda: f"{word()[:4]}*",
        lambda: f"{word()[:3]}*{word()[-1]} {word()}",
        lambda: f"{word()[:-1]}~",
        lambda: f"{word()[0]}{word()}~2",
        lambda: f"judul:{word()} isi:{word()}",
        lambda: f'judul:"{word()} {word()}"',
        lambda: f"sumber:{chance.choice(list(NAMES))} {word()}",
        lambda: f"{word()} sejak:{chance.randint(2023, 2026)}-0{chance.randint(1, 9)} sampai:2026-05-01",
        lambda: f"penulis:bud* rubrik:ekonomi {word()}",
        lambda: f"topik:beras -{word()} bahasa:id",
        lambda: f"{word()} zzyzx",
        lambda: "",
    )
    for number in range(300):
        yield forms[number % len(forms)]()


REQUESTS = (
    SearchRequest(top=50),
    SearchRequest(top=50, match="any", fold=False),
    SearchRequest(top=50, sort="newest", fold=False),
    SearchRequest(top=50, recency=True),
)


@pytest.mark.parametrize(("number", "query"), list(enumerate(dict.fromkeys(queries()))))
def test_both_engines_give_the_same_answer(both: Both, number: int, query: str) -> None:
    for request in (REQUESTS[number % 4], REQUESTS[(number + 1) % 4]):
        one, other = (answer(context, replace(request, query=query)) for context in both)
        assert told(one) == told(other)
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_fit_together_on_both(both: Both, sort: str) -> None:
    request = SearchRequest(query="warga OR rakyat OR pemerintah", sort=sort)  # type: ignore[arg-type]
    for context in both:
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            page = answer(context, replace(request, top=7, after=after))
            seen += [hit.id for hit in page.hits]
            after = page.next
        whole = answer(context, replace(request, top=300))
        assert seen == [hit.id for hit in whole.hits]


@pytest.mark.parametrize("query", ["", "warga", "serangan OR harga -banjir", "penulis:sari uang"])
def test_both_engines_count_the_same(both: Both, query: str) -> None:
    request = SearchRequest(query=query, top=50)
    for by in BY:
        one, other = (counts(context, request, by) for context in both)
        assert one == other
    found = [answer(context, request) for context in both]
    mine, theirs = (counted(c, request, a.question, a.step) for c, a in zip(both, found, strict=True))
    assert mine == theirs


def told(given: Answer) -> tuple[object, ...]:
    """Everything of an answer but its scores and cursor."""
    hits = tuple((hit.id, hit.title, hit.snippet, hit.copies) for hit in given.hits)
    return given.total, given.matched, given.notes, given.next is None, hits
