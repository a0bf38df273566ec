"""Names of persons as they are compared across articles: by all their words, never by a surname alone."""

from __future__ import annotations

import functools
import re

from indexer.language.analysis import fold

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_MAX_KEYS = 100_000
"""Names whose keys are known, some 20 MB: each answer about people compares all names of the archive."""
_BETWEEN = ", "
"""What stands between a name and an office; no name has it."""


def plain_name(name: str) -> str:
    """A name with one form of blanks and apostrophes, and not all in capitals, as some houses print it."""
    words = name.translate(_APOSTROPHES).split()
    if len(words) > 1 and name.isupper():
        words = [word if "." in word else word.capitalize() for word in words]
    return " ".join(words)


@functools.lru_cache(maxsize=_MAX_KEYS)
def name_key(name: str) -> str:
    """What two spellings of a name have in common: letters and digits of its words, folded (`Ma'ruf` and `MARUF`)."""
    return " ".join(filter(None, (re.sub(r"\W", "", word) for word in fold(name).split())))


def with_office(name: str, office: str) -> str:
    """A name with the office that an article gives, as `Budi Santoso, Bupati Demak`."""
    return f"{name}{_BETWEEN}{office}" if office else name


def without_office(value: str) -> tuple[str, str]:
    """Name and office of what `with_office` made."""
    name, _, office = value.partition(_BETWEEN)
    return name, office
