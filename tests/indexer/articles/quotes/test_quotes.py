"""Who said what: the cases of cases.txt, and texts that are no news."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.articles.quotes import find_quotes, load_vocabulary
from indexer.language.lexicon import load_lexicon

PAIRS = [one + two for one in "abcdefgh" for two in "abcdefgh"]

VOCABULARY = load_vocabulary(load_lexicon(None))
CASES = Path(__file__).parent / "cases.txt"


def cases() -> Iterator[tuple[str, list[str], list[str]]]:
    """What a case is about, its paragraphs, and its quotes as they stand in the file."""
    for block in CASES.read_text("utf-8").split("\n\n")[1:]:
        title, *lines = block.strip().splitlines()
        yield title.removeprefix("# "), [one for one in lines if one[0] != ">"], [one for one in lines if one[0] == ">"]


EVERY = list(cases())


@pytest.mark.parametrize(("title", "body", "expected"), EVERY, ids=[title for title, _, _ in EVERY])
def test_who_said_what(title: str, body: list[str], expected: list[str]) -> None:
    found = find_quotes(body, VOCABULARY)
    shown = [f"> {one.kind} | {one.speaker or '-'} | {one.how or '-'} | {one.text.splitlines()[0]}" for one in found]
    assert shown == expected


@pytest.mark.parametrize(("title", "body", "expected"), EVERY, ids=[title for title, _, _ in EVERY])
def test_quotes_stand_where_they_say(title: str, body: list[str], expected: list[str]) -> None:
    text = "\n".join(body)
    for quote in find_quotes(body, VOCABULARY):
        assert text[quote.start : quote.end] == quote.text
        assert (quote.how is None) == (quote.speaker is None)


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("name before with comma and office after, verb then quote", "Kepala Pusat Data BNPB"),
        ("straight marks, office and rank before the name", "Kabid Humas Polda Jawa Tengah"),
        ("office behind the name", "Ketua Forum Guru Honorer Kabupaten Lebak"),
        ("a company speaks", "PT Angkasa Cakrawala"),
        ("ministry in the office, comma in it", "Menteri Koordinator Bidang Politik, Hukum, dan Keamanan"),
        ("lawyer of somebody, unnamed: the name is the client's", "kuasa hukum Bagaskara Mahendratta"),
    ],
)  # fmt: skip
def test_office(name: str, office: str) -> None:
    body = next(body for title, body, _ in EVERY if title == name)
    assert [one.office for one in find_quotes(body, VOCABULARY)] == [office]


def test_an_office_told_once_is_known_at_each_quote() -> None:
    body = [
        "Kepala Dinas Sosial Rembang Sundari Utami hadir.",
        '"Bantuan cair besok," kata Sundari.',
        '"Sabar," ujarnya.',
    ]
    assert {one.office for one in find_quotes(body, VOCABULARY)} == {"Kepala Dinas Sosial Rembang"}


def test_any_text_is_read_to_its_end() -> None:
    chance = random.Random(1)
    signs = "“”„‟«»\"'‘’``.,:;!?()–—·\n\u00a0 " + string.ascii_letters
    words = [
        "kata",
        "ujarnya",
        "Menurut",
        "mengatakan",
        "Budi",
        "Kepala Dinas",
        "dia",
        "alias",
        "PT",
        "of",
        ", ",
        "(45)",
    ]
    for _ in range(300):
        text = "".join(chance.choice((chance.choice(signs), f" {chance.choice(words)} ")) for _ in range(200))
        for quote in find_quotes(text.split("\n"), VOCABULARY):
            assert text[quote.start : quote.end] == quote.text


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    ["“", "' ", "kata ", "Budi , , ", "Budi Anton, ", "Budi Aa, kata ", "(", "mengatakan juga ", "A. ",
     "“a”, kata Dia. ", " " * 50, "berinisial S (34), ", "sebut saja Bunga, ", "Kakak korban, Budi, ",
     "kata pria yang baik ", "JAKARTA, a b - ", "ketua Ketua "],
)  # fmt: skip
def test_no_text_is_read_for_long(piece: str) -> None:
    find_quotes([piece * (100_000 // len(piece))], VOCABULARY)


@pytest.mark.parametrize(
    "text",
    ["A, B, C, D, E\n" * 4000, " ".join(f"kata Budi Sant{one}{two}," for one in PAIRS for two in PAIRS)],
    ids=["headlines", "people of one first name"],
)
def test_a_long_list_takes_no_longer_for_each_line(text: str) -> None:
    """Sixty kilobytes of these took five and thirteen seconds, in the process that writes the index."""
    spent = time.process_time()
    find_quotes(text.splitlines(), load_vocabulary(load_lexicon()))
    assert time.process_time() - spent < 4
