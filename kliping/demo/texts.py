"""The sample articles: texts in a plain format, read into values.

`=== slug` begins an article; then lines `key: value`, a line `---`, and paragraphs with empty lines between.
A paragraph may begin with a mark: `## ` a heading, `[keterangan] ` a caption, `[baca juga] ` an inline promo,
`[promo] ` the label of a promo block and `[judul] ` a headline in it, `[iklan]` an advertisement.
A line of `===` alone begins the article's next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "articles"

Kind = Literal["paragraph", "heading", "caption", "inline-promo", "promo", "promo-headline", "advertisement"]
MARKS: dict[str, Kind] = {
    "## ": "heading",
    "[keterangan] ": "caption",
    "[baca juga] ": "inline-promo",
    "[promo] ": "promo",
    "[judul] ": "promo-headline",
    "[iklan]": "advertisement",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a piece of what stands between paragraphs."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One sample article; `pages` are the blocks of each of its pages."""

    slug: str
    title: str
    published: datetime
    author: str
    editor: str
    section: str
    tags: tuple[str, ...]
    initials: str
    pages: tuple[tuple[Block, ...], ...]


def read_texts(publisher: str) -> list[Text]:
    """The articles of a sample publisher, newest first."""
    whole = (FOLDER / f"{publisher}.txt").read_text("utf-8")
    pieces = re.split(r"^=== (\S+)$", whole, flags=re.MULTILINE)[1:]
    texts = [_read(slug, text) for slug, text in zip(pieces[::2], pieces[1::2], strict=True)]
    return sorted(texts, key=lambda text: text.published, reverse=True)


def _read(slug: str, text: str) -> Text:
    head, body = text.split("\n---\n", 1)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Text(
        slug=slug,
        title=fields["judul"],
        published=datetime.fromisoformat(fields["waktu"]),
        author=fields["penulis"],
        editor=fields["editor"],
        section=fields["rubrik"],
        tags=tuple(fields["topik"].split(", ")),
        initials=fields.get("inisial", ""),
        pages=tuple(tuple(_blocks(page)) for page in re.split(r"^===$", body, flags=re.MULTILINE)),
    )


def _blocks(page: str) -> Iterator[Block]:
    for line in page.splitlines():
        if line.strip():
            mark = next((mark for mark in MARKS if line.startswith(mark)), "")
            yield Block(MARKS.get(mark, "paragraph"), line.removeprefix(mark).strip())
