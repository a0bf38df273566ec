"""Queries made to hurt: too deep, too long, too broad, in odd characters; 500 of them, the same ones each time."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator

COUNT = 500
_ODD = "\x00\x07\u200b\u202e\u2028\ufeff\ud800\U0010ffff" + "İıßﬁ" + "中文‘’“”„«»′´`" + "\u0301" * 3


@functools.cache
def hostile_queries() -> tuple[str, ...]:
    """The queries, made once."""
    return tuple(itertools.islice(itertools.chain(_crafted(), _random()), COUNT))


def _crafted() -> Iterator[str]:
    for size in (10, 100, 1_000, 60_000):
        yield "(" * size
        yield ")" * size
        yield "(" * size + "a" + ")" * size
        yield "(a OR " * size + "b" + ")" * size
        yield "NOT " * size + "a"
        yield "-" * size + "a"
        yield "- " * size
        yield "(-" * size + "a"
        yield '"' * size
        yield '"a ' * size
        yield "“a" * size + "”"
        yield " OR ".join(f"kata{n}" for n in range(size))
        yield " AND ".join(f"kata{n}" for n in range(size))
        yield " ".join(f"ser{n}*" for n in range(size))
        yield "ser*" * size
        yield "ser" + "?a" * size
        yield "ser" + "*" * size
        yield " ".join(f"serang{n}~2" for n in range(size))
        yield "~" * size
        yield "a~" * size
        yield "a" * size + "~2"
        yield "judul:" * size
        yield "judul:(" * size + "a"
        yield "sejak:" * size
        yield "sejak:2024 " * size
        yield " ".join(f"penulis:{n}" for n in range(size))
        yield "a NEAR/5 " * size + "b"
        yield f'"a b"~{"9" * size}'
        yield '"' + "kota " * size + '"~100'
        yield '"' + "dan " * size + '"'
        yield "dan " * size
        yield "a-" * size
        yield "=" * size + "a"
        yield ":" * size
        yield "a:" * size
        yield "." * size
        yield "1." * size
        yield "\u0301" * size
        yield "😀" * size
        yield "rentang:" + "9" * min(size, 4_000) + "h"
        yield "OR " * size
        yield "a OR " * size
        yield "() " * size


def _random() -> Iterator[str]:
    chance = random.Random(3)
    pieces = [
        *'()"*?~:=-', " ", " ", "AND ", "OR ", "NOT ", "NEAR/3 ", "judul:", "isi:(", "sumber:", "sejak:", "ser", "kota",
        "ka", "dan ", "\n", "\t", *_ODD, "~9", "/", "\\", "{", "}", "<", "&", "%", "'", "..", "a b", "0",
    ]  # fmt: skip
    while True:
        yield "".join(chance.choice(pieces) for _ in range(chance.randint(1, 400)))
