"""How much one query may say, by the way it comes: the caps bound the cost of whatever is sent."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Characters that are read, words and phrases, levels of brackets, and words with `*`, `?` or `~`, each of which
    costs as much as many words. What a query leaves out is read beyond them all but `most`, the characters that are
    looked at in any case."""

    characters: int
    clauses: int
    levels: int
    patterns: int
    most: int = 16_384


IN_ADDRESS = Limits(1_024, 64, 20, 8)
"""For what comes in an address, which anybody can send, follow or link."""
LONG = Limits(16_384, 500, 20, 500)
"""For the command line, `POST`, files and saved searches: monitoring queries list hundreds of names."""
MAX_PHRASE_WORDS = 32
"""Words of one phrase, or pieces of one word (a-b-c); a sentence of news has 20."""
