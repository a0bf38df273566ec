"""What a keyword field holds for what was written after its name: any case, parts of a name, a publisher's name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.catalogue import load_catalogue
from indexer.engine import Everything
from indexer.text import fold
from search.context import Context, Publishers
from search.notes import Note
from search.plan import Resolve
from search.tree import ValueField

MOST_VALUES = 50_000
MOST_TAKEN = 64
_SHOWN = 5
_LANGUAGES = {
    "indonesia": "id", "indonesian": "id", "inggris": "en", "english": "en", "melayu": "ms", "malay": "ms",
    "jawa": "jv", "javanese": "jv", "sunda": "su", "sundanese": "su", "arab": "ar", "arabic": "ar",
    "mandarin": "zh", "chinese": "zh",
}  # fmt: skip


def catalogue_names(data: Path, enabled: Mapping[str, bool]) -> Publishers:
    """The names in the catalogue, which is read when they are first asked for."""
    return functools.cache(lambda: {slug: one.name for slug, one in load_catalogue(data, enabled).items()})


def resolver(context: Context, notes: list[Note]) -> Resolve:
    """Looks values up among those that the engine holds; adds notes where they are not simply what was written."""

    @functools.cache
    def held(field: ValueField) -> list[str]:
        return [bucket.value for bucket in context.engine.facet(Everything(), field, MOST_VALUES)]

    def resolve(field: ValueField, text: str) -> tuple[str, ...]:
        found = _find(field, text, held(field), context.publishers)[:MOST_TAKEN]
        note = _note(field, text, found)
        if note is not None and note not in notes:
            notes.append(note)
        return found

    return resolve


def _find(field: ValueField, text: str, held: list[str], publishers: Publishers) -> tuple[str, ...]:
    if field == "language":
        code = _LANGUAGES.get(fold(text), fold(text))
        return (code,) if code in held else ()
    if field == "site":
        host = re.sub(r"^https?://|/.*$", "", fold(text)).removeprefix("www.")
        return tuple(value for value in held if value == host or value.endswith(f".{host}"))
    if field == "publisher":
        return _publishers(_letters(text), held, publishers)
    wanted = fold(text)
    same = tuple(value for value in held if fold(value) == wanted)
    return same or _with_words(set(_words(wanted)), held)


def _publishers(wanted: str, held: list[str], publishers: Publishers) -> tuple[str, ...]:
    """By slug, else by name; only letters and digits are compared, so `detik.com` and `Detik` are what they seem."""
    by_slug = tuple(slug for slug in held if _letters(slug) == wanted)
    if by_slug or not wanted:
        return by_slug
    names = publishers()
    return tuple(slug for slug in held if _letters(names.get(slug, "")) == wanted)


def _with_words(wanted: set[str], held: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in held if wanted and wanted <= set(_words(fold(value))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _note(field: ValueField, text: str, found: tuple[str, ...]) -> Note | None:
    if not found:
        return Note("unknown_value", (field, text))
    if field in ("publisher", "language") or fold(found[0]) == fold(text):
        return None
    more = f", … ({len(found)})" if len(found) > _SHOWN else ""
    return Note("values", (field, text, ", ".join(found[:_SHOWN]) + more))
