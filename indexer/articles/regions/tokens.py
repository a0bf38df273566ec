"""Words and signs of a text with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


class Token(NamedTuple):
    """A word, or one other sign that is no white space; `low` is it in small letters."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, in their order."""
    return [Token(found[0], found[0].lower(), found.start(), found.end()) for found in _TOKEN.finditer(text)]
