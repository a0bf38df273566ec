"""Made-up articles and queries of every form, the same ones each time: for what must hold whatever is asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from indexer.articles.article import Article
from tests.search.articles import NAMES, article

_WORDS = """
serangan menyerang diserang penyerang udara darat laut kota desa warga rakyat pemerintah perintah memerintah presiden
menteri bupati gubernur harga beras minyak goreng naik kenaikan menaikkan turun penurunan impor ekspor banjir
kebanjiran longsor gempa hujan angin hakim pengadilan mengadili korupsi koruptor suap menyuap uang ekonomi
perekonomian bank rupiah dolar saham sekolah bersekolah guru murid pelajar belajar rumah perumahan sakit penyakit
dokter obat vaksin vaksinasi covid pesawat kapal kereta jalan perjalanan pasar memasarkan
"""
WORDS = _WORDS.split()
_SMALL = """
dan di ke dari yang untuk pada dengan itu ini akan telah tidak
"""
SMALL = _SMALL.split()
MARKED = (
    "anak-anak",
    "anak",
    "undang-undang",
    "mengundang",
    "laba-laba",
    "laba",
    "antikorupsi",
    "anti-korupsi",
    "anti korupsi",
    "covid-19",
    "Ma'ruf",
    "Jum'at",
    "jumat",
    "BIN",
    "bin",
    "KPK",
    "S.H.",
    "P.T.",
    "5 persen",
    "5 %",
    "16.30",
    "di-PHK",
    "orang tua",
    "orangtua",
)
"""What a mark, a hyphen or a blank tells apart or does not."""


def any_word(chance: random.Random) -> str:
    """A word, now and then one with a mark."""
    return chance.choice(MARKED if chance.random() < 0.15 else WORDS)


def articles(number: int) -> Iterator[Article]:
    """Articles of chance words, some of them copies of the one before; those that have copies say so."""
    made = list(_articles(number))
    sizes = Counter(one.group for one in made)
    return (replace(one, has_copies=sizes[one.group] > 1) for one in made)


def _articles(number: int) -> Iterator[Article]:
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
    words = [chance.choice(SMALL) if chance.random() < 0.3 else any_word(chance) for _ in range(length)]
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def queries(number: int = 300) -> Iterator[str]:
    """So many queries of every form."""
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
        lambda: f"akar:{word()} {word()}",
        lambda: chance.choice(MARKED),
        lambda: f"{chance.choice(MARKED)} {word()}",
        lambda: f'"{chance.choice(MARKED)} {word()}" OR ={chance.choice(MARKED).replace(" ", "")}',
        lambda: f'"{word()} {word()[:4]}*"',
        lambda: f"{word()} di {word()} dan {word()}",
        lambda: "",
    )
    for place in range(number):
        yield forms[place % len(forms)]()
