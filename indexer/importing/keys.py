"""What files call the fields of an article: each has its own name, and others that archives and exports use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title", "judul", "headline"),
    "body": ("body", "isi", "content", "konten", "text", "teks", "fulltext"),
    "url": ("url", "link", "tautan"),
    "published": (
        *("published", "publishedat", "publishdate", "datepublished", "pubdate"),
        *("date", "tanggal", "tanggalterbit", "terbit"),
    ),
    "publisher": ("publisher", "penerbit", "source", "sumber", "media", "publishername"),
    "authors": ("authors", "author", "penulis", "byline"),
    "section": ("section", "rubrik", "category", "kategori", "kanal"),
    "tags": ("tags", "tag", "topik", "topics", "keywords", "katakunci"),
}
"""By field, the names in the order in which they are looked for, as `_plain` writes them."""


class Named(NamedTuple):
    """The values of a record by field, and the keys that were left out."""

    values: Mapping[str, Any]
    left_out: tuple[str, ...]


def by_field(record: Mapping[str, Any]) -> Named:
    """The values of a record by field. Of several keys of one field the first that holds anything counts; keys that
    hold something and were not used are left out."""
    given = {key: value for key, value in record.items() if value not in (None, "", [])}
    plain = {_plain(key): key for key in reversed(given)}
    used = {field: next((plain[name] for name in names if name in plain), None) for field, names in NAMES.items()}
    values = {field: given[key] for field, key in used.items() if key is not None}
    return Named(values, tuple(key for key in given if key not in used.values()))


def _plain(key: str) -> str:
    """A key in lower-case letters alone: `Kata Kunci`, `kata_kunci` and `kataKunci` are one."""
    return re.sub(r"[\W_]", "", key.lower())
