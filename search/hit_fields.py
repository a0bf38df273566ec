"""What the JSON of a hit may hold, by name: the fields of its article, and what a search makes of it."""

from __future__ import annotations

from indexer import fields

MADE = ("score", "snippet", "marks", "title_marks", "copies")
NAMES = ("id", *(field.key for field in fields.exported()), *MADE)
"""All that may be asked for."""
USUAL = ("id", *(field.key for field in fields.in_hits()), *MADE)
"""What a hit has where nothing was asked for by name."""


def chosen(names: tuple[str, ...], *, body: bool) -> tuple[str, ...]:
    """What hits have where `names` were asked for, or none was; with their `body` if wanted, and always with their id,
    by which they are told apart."""
    return tuple(dict.fromkeys(("id", *(names or USUAL), *(("body",) if body else ()))))
