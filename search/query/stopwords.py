"""Which words of a query say what it is about, and which only ask or join (decision 49).

In `pada tahun berapa jembatan itu dibangun` the first three words are the question itself and stand in no article
for that reason; in a pasted paragraph `yang` and `dan` cost most and say least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.language.lexicon import BUILTIN, read_words

LONG = 16
"""From this many other words on, function words are left out."""


@dataclass(frozen=True, slots=True)
class StopWords:
    """Words that ask, words that go with them where they touch, words that only join others, and these with others that
    hits need not have; all folded."""

    asking: frozenset[str]
    fillers: frozenset[str]
    joining: frozenset[str]
    small: frozenset[str]


def stop_words() -> StopWords:
    """Read the built-in lists of stop words."""
    asking, fillers, joining, small = (
        frozenset(read_words(BUILTIN / name))
        for name in ("question-words.txt", "question-fillers.txt", "function-words.txt", "small-words.txt")
    )
    return StopWords(asking - fillers, fillers, joining, joining | small)


def droppable(words: Sequence[str], silent: StopWords) -> frozenset[int]:
    """The places of words that may be left out of a query; "" stands for what is no plain word and ends a phrase.

    None where no word would be left.
    """
    places = frozenset(_question(words, silent)) | frozenset(_joining(words, silent))
    return places if len(places) < len(words) else frozenset()


def _question(words: Sequence[str], silent: StopWords) -> Iterator[int]:
    """Words that ask and the runs of fillers that touch them on either side."""
    asking = [place for place, word in enumerate(words) if word in silent.asking]
    for place in asking:
        yield place
        for beside in (range(place - 1, -1, -1), range(place + 1, len(words))):
            for other in beside:
                if words[other] not in silent.fillers:
                    break
                yield other


def _joining(words: Sequence[str], silent: StopWords) -> Iterator[int]:
    joining = [place for place, word in enumerate(words) if word in silent.joining]
    if len(words) - len(joining) >= LONG:
        yield from joining
