"""Documents for the engines' tests: made-up Indonesian news of several years, texts long and short."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from indexer.engines.port import Document
from indexer.language.often import counted_terms

_VOCABULARY = """
serang udara kota warga laut kapal gempa banjir presiden menteri harga beras pasar jalan tol bandara hujan
korban polisi hakim sidang suap pilkada suara partai guru sekolah ujian rumah sakit dokter vaksin sawah petani
pupuk ikan nelayan ombak gunung abu letus evakuasi bantuan logistik tentara gencatan senjata damai runding
"""
_PUBLISHERS = ("antara", "tempo", "kompas", "detik")
_SECTIONS = ("politik", "ekonomi", "olahraga", "")
_AUTHORS = ("Sari Wulandari", "Budi Santoso", "Ni Made Ayu", "Yohanes Tukan")
_YEAR = 365 * 86_400


def document(
    number: int,
    *,
    title: str = "",
    body: str = "",
    published: int | None = None,
    dated: bool = True,
    **changes: object,
) -> Document:
    """One document; title and body are exact terms, whose stems are the terms themselves here."""
    instant = 1_669_800_000 + number * 3_600 if published is None else published
    lead = " ".join(body.split()[:60])
    made = Document(
        id=f"d{number}",
        sort=(instant + 2**33) << 28 | number if dated else number,
        published=instant if dated else None,
        year=1970 + instant // _YEAR,
        stem=" ".join([title, title, title, lead, body]).strip(),
        word=" ".join([title, title, title, lead, body]).strip(),
        exact_title=title,
        exact_body=body,
        title=title,
        body=body,
        title_words=title,
        title_only=" ".join(word for word in title.split() if word not in body.split()),
        often=" ".join(counted_terms(f"{title} {body}".split())),
        group=f"g{number // 3}",
        keywords={
            "publisher": (_PUBLISHERS[number % 4],),
            "section": (_SECTIONS[number % 4],),
            "author": (_AUTHORS[number % 3], _AUTHORS[3]) if number % 2 else (),
            "tag": ("perang",) if number % 5 == 0 else (),
            "language": ("id",),
            "site": ("berita.example",),
        },
        stored=json.dumps({"title": title, "number": number}).encode(),
        address=f"berita example {number}",
    )
    return replace(made, **changes)


def corpus(count: int, seed: int = 1) -> list[Document]:
    """Documents of four years, their words drawn unevenly, one in nine without a body."""
    chance = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(words()) + 1)]

    def text(length: int) -> str:
        return " ".join(chance.choices(words(), weights, k=length))

    return [
        document(
            number,
            title=text(chance.randint(3, 12)),
            body="" if number % 9 == 0 else text(int(chance.lognormvariate(4, 0.8)) + 1),
            published=1_640_000_000 + chance.randrange(3 * _YEAR),
        )
        for number in range(count)
    ]


def words() -> tuple[str, ...]:
    """The words that the corpus is made of, commonest first."""
    return tuple(_VOCABULARY.split())
