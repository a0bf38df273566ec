"""A text with the words of its quotes hidden, its sentences, and its words of saying."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.articles.quotes.marks import Span

HIDDEN = "·"
"""What stands for each character within a quote, so that neither names nor verbs in it are taken for the article's."""

_END = re.compile(r"[.!?…;\n][”\"»’')\]]*\s*(?<=\s)")
_ABBREVIATION = re.compile(r"(?:^|[ (.\n])(?:[A-Z]|Dr|Ir|Hj|No|Rp|PT|CV|Jl|St|KH|Drs|Dra|Moh|Muh|Prof|dr|drg)\.$")
_BEGINS = re.compile(r"[A-ZÀ-ÖØ-Þ“\"„«‘'(\[\d]")
_WORD = re.compile(r"[^\W\d_]+")

Cue = tuple[int, int, str]
"""A word of saying: start, end, and how its speaker stands beside it (`vocabulary.Vocabulary.cues`)."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where the sentences of a text begin, and its end."""

    starts: Sequence[int]
    length: int

    def around(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence in which a character stands."""
        index = bisect_right(self.starts, place) - 1
        end = self.starts[index + 1] if index + 1 < len(self.starts) else self.length
        return self.starts[index], end


def hide(text: str, spans: Iterable[Span]) -> str:
    """The text with what stands in quotes hidden but for the last character, which may end a sentence."""
    pieces: list[str] = []
    place = 0
    for span in spans:
        last = max(span.inner, span.last - 1)
        pieces += (text[place : span.inner], HIDDEN * (last - span.inner), text[last : span.end])
        place = span.end
    return "".join((*pieces, text[place:]))


def split(text: str) -> Sentences:
    """The sentences of a hidden text."""
    starts = [0]
    starts += [end.end() for end in _END.finditer(text) if _is_end(text, end)]
    return Sentences(starts, len(text))


def _is_end(text: str, end: re.Match[str]) -> bool:
    if "\n" in end[0]:
        return True
    if not _BEGINS.match(text, end.end()):
        return False
    return text[end.start()] != "." or not _ABBREVIATION.search(text, max(0, end.start() - 5), end.start() + 1)


def find_cues(text: str, cues: Mapping[str, str]) -> list[Cue]:
    """The words of saying in a text. Each word is looked for by itself, which is faster than to visit all words."""
    found: list[Cue] = []
    for word in set(_WORD.findall(text)):
        side = cues.get(word) or (cues.get(word.lower()) if word[0].isupper() else None)
        if side:
            found += [(start, start + len(word), side) for start in _places(text, word)]
    return sorted(found)


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands that is no part of another one."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        before, behind = text[max(0, place - 1) : place], text[end : end + 1]
        if not (before.isalpha() or behind.isalpha() or before == "-" or behind == "-"):
            yield place
        place = text.find(word, end)
