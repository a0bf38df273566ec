"""Indirect speech: what follows "Budi mengatakan" and "menurut Budi", or stands before ", kata Budi"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.articles.quotes.marks import Span
from indexer.articles.quotes.memory import Memory
from indexer.articles.quotes.quote import Quote
from indexer.articles.quotes.scene import Scene, Speaker
from indexer.articles.quotes.sentences import HIDDEN, Cue
from indexer.articles.quotes.speakers import named_quote

MIN_WORDS = 3
"""Words of what is said; fewer are an answer in passing."""

_AFTER_VERB = re.compile(
    r" kepada [^,.]{3,80}?(?: bahwa |, )|(?:(?: lagi| lebih lanjut| juga| pula| kembali)?,)? (?:bahwa |jika |kalau )?"
)
_AFTER_NAME = re.compile(r"[^,.;!?\n]{0,80}, ")
_ASIDE = re.compile(
    r"(?:di|saat|ketika|pada|dalam|usai|seusai|melalui|lewat|seperti|kepada|sambil|sembari|dikutip|dengan|yang|seraya"
    r"|dari|sebagaimana)\b|[^a-z]"
)
"""What may follow ", kata Budi, " and is no part of what was said: where and when."""
_CONNECTORS = 4
"""Words before ", kata Budi," that only join what follows to what was said (Selain itu, kata Budi, ...)."""


def indirect_quotes(
    text: str, scene: Scene, cues: Sequence[Cue], memory: Memory, taken: Sequence[Span]
) -> Iterator[Quote]:
    """The indirect quotes of a text. `taken` are the direct ones: a word of saying that belongs to one makes none."""
    done = -1
    for start, end, side in cues:
        speaker = memory.speakers.get(start)
        if speaker is None or speaker.person is None or side == "doing" or start < done:
            continue
        sentence = scene.sentences.around(start)
        if any(_belongs(start, sentence, one) for one in taken):
            continue
        said = _said(scene.text, (start, end, side), speaker, sentence)
        if said and HIDDEN not in scene.text[said[0] : said[1]] and scene.text.count(" ", *said) + 1 >= MIN_WORDS:
            done = sentence[1]
            yield named_quote(text[said[0] : said[1]], said, "indirect", scene.text[start:end].lower(), speaker, scene)


def _belongs(cue: int, sentence: tuple[int, int], span: Span) -> bool:
    """Whether a word of saying stands in the sentence of a direct quote: one that begins in it, or ends before it."""
    return sentence[0] <= span.start < sentence[1] or sentence[0] < span.end <= cue


def _said(text: str, cue: Cue, speaker: Speaker, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """Where that stands which was said; None where it cannot be told."""
    start, end, side = cue
    last = sentence[1]
    while last > end and text[last - 1] in " .\n;":
        last -= 1
    if side == "before":
        gap = _AFTER_VERB.match(text, end, last)
        return (gap.end(), last) if gap else None
    before = text[sentence[0] : start].rstrip(" ,")
    place = end if side == "own" else max(end, speaker.place + len(speaker.as_written))
    if speaker.office and text.startswith(f", {speaker.office}", place):
        place += len(speaker.office) + 2
    behind = _AFTER_NAME.match(text, place, last)
    if before.count(" ") < _CONNECTORS or text[start - 2 : start] != ", ":
        return (behind.end(), last) if behind else None
    goes_on = behind and text.count(" ", behind.end(), last) + 1 >= MIN_WORDS and not _ASIDE.match(text, behind.end())
    return sentence[0], last if goes_on else sentence[0] + len(before)
