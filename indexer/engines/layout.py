"""Which fields a generation was made with, so that no index is read or written with others."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from indexer import fields
from indexer.engines.port import KEYWORD_FIELDS

OTHER_LAYOUT = "layout "
"""How the fingerprint of a generation begins that holds other fields than today's, and can only be replaced."""
_READABLE = ("2", "3", "4", "5", "6", "7")
"""Earlier layouts that can be searched: before the fields of words, before the gaps between paragraphs, before ids were
numbers too, before words were counted, before documents were numbered, and before a word of the body was one that does
not stand in the title alone."""
_UNNAMED_FIELDS = 0xAC5D3401
"""The checksum of the fields that indices hold which do not name it."""


def layout(number: int) -> int | str:
    """The name of an engine's layout: its number and, so that no index is used with fields that it was not made with,
    a checksum of what it holds."""
    held = (*KEYWORD_FIELDS, *sorted(field.key for field in fields.FIELDS if field.kept))
    checksum = zlib.crc32(" ".join(held).encode())
    return number if checksum == _UNNAMED_FIELDS else f"{number}-{checksum:08x}"


def is_readable(made_with: object, current: int | str) -> bool:
    """Whether a generation can be searched: its layout differs from the current one in the articles' fields at most, or
    lacks words or gaps. So search goes on after an upgrade until the index is made anew; a field that it lacks finds
    nothing, and words are then found by their roots, as what is nearest."""
    number = str(made_with).partition("-")[0]
    return number in (str(current).partition("-")[0], *_READABLE)


def fingerprint(manifest: Mapping[str, Any], current: int | str) -> str:
    """The fingerprint in a generation's manifest, or `OTHER_LAYOUT` and more where its layout is not the current one.

    Raises KeyError where the manifest has no `fingerprint` or `layout`.
    """
    made_with = manifest["layout"]
    return str(manifest["fingerprint"]) if made_with == current else f"{OTHER_LAYOUT}{made_with}"
