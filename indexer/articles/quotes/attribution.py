"""Finds the quotes of an article and gives each its speaker, and the people whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from indexer.articles.quotes.indirect import indirect_quotes
from indexer.articles.quotes.marks import Span, quoted
from indexer.articles.quotes.memory import Memory, remember
from indexer.articles.quotes.named import people_named
from indexer.articles.quotes.people import find_people
from indexer.articles.quotes.quote import Quote, Speech
from indexer.articles.quotes.scene import Scene, Speaker
from indexer.articles.quotes.sentences import find_cues, hide, split
from indexer.articles.quotes.speakers import named_quote
from indexer.articles.quotes.vocabulary import Vocabulary, load_vocabulary
from indexer.language.lexicon import load_lexicon

MAX_TEXT = 60_000
"""Characters of a text that are read; a longer one is a list or a book."""
MIN_WORDS = 4
"""Words of what is said; fewer between marks are a term or title, unless marks or words beside them tell otherwise."""
MAX_SUBJECT = 120
"""Characters of a subject with its office that stands behind a quote, before its verb."""
MAX_BETWEEN = 200
"""Characters between two quotes of one speaker of which only one has a word of saying."""
MAX_NAMING = 60
"""Characters before a quote that tell whether it is a title."""

_CUE_BEHIND = re.compile(
    r"\s*[,.;]?\s*(?:[—–-]\s*)?(?:(?:[Dd]emikian|[Bb]egitu|begitulah|itulah|lalu|kemudian|lebih lanjut"
    r"|[Hh]al (?:itu|ini|tersebut|senada|serupa)|[Pp]ernyataan (?:itu|ini|tersebut))(?: juga)? )?([^\W\d_]+)\b(?!-)"
)
_NEXT_WORD = re.compile(r",? ?([^\W\d_]+)\b")
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*:?$")
_WORD = re.compile(r"\w+")
_BEFORE_SAID = frozenset('.!?:,;—–-”"»)…')
_END_OF_SAID = frozenset(",.?!…")


@lru_cache(maxsize=64)
def speech_of(body: tuple[str, ...]) -> Speech:
    """Who said what in an article's paragraphs, and whom they name; that of the last articles is remembered, since
    several fields are made of it."""
    return find_speech(body, _vocabulary())


@cache
def _vocabulary() -> Vocabulary:
    return load_vocabulary(load_lexicon())


def find_quotes(body: Sequence[str], vocabulary: Vocabulary) -> tuple[Quote, ...]:
    """The quotes of an article's paragraphs, in order."""
    return find_speech(body, vocabulary).quotes


def find_speech(body: Sequence[str], vocabulary: Vocabulary) -> Speech:
    """The quotes of an article's paragraphs, in order, and the people named there for sure."""
    text = "\n".join(body)[:MAX_TEXT]
    spans = [one for one in quoted(text) if _may_be_said(text, one, vocabulary)]
    hidden = hide(text, spans)
    cues = find_cues(hidden, vocabulary.cues)
    scene = Scene(hidden, split(hidden), find_people(hidden, cues, vocabulary), vocabulary)
    memory = remember(scene, cues)
    direct = _direct_quotes(text, spans, scene, memory)
    indirect = indirect_quotes(text, scene, cues, memory, spans)
    quotes = tuple(sorted([*direct, *indirect], key=lambda quote: quote.start))
    return Speech(quotes, tuple(people_named(scene, frozenset(one.speaker for one in quotes if one.speaker))))


def _may_be_said(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Whether somebody may have said what stands between marks: no title, slogan or word that is only set apart."""
    words = text[span.inner : span.last].split()
    lead = text[max(0, span.start - MAX_NAMING) : span.start].rstrip()
    last = _LAST_WORD.search(lead)
    is_named = last is not None and last[1].casefold() in vocabulary.beside["naming"]
    if text[span.last - 1] in _END_OF_SAID:
        return bool(words) and not (len(words) < MIN_WORDS and is_named)
    if is_named or (lead and lead[-1] not in _BEFORE_SAID and _is_heading(words)):
        return False
    behind = _NEXT_WORD.match(text, span.end)
    return len(words) >= MIN_WORDS or (behind is not None and vocabulary.cues.get(behind[1]) in ("behind", "own"))


def _is_heading(words: Sequence[str]) -> bool:
    """Whether all long words are capital, as in titles of books and seminars."""
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(not word[0].islower() for word in long)


def _is_sentence(text: str, span: Span) -> bool:
    """Whether what nobody is said to have said is a whole sentence all the same."""
    words = text[span.inner : span.last].split()
    is_ended = len(words) >= MIN_WORDS and text[span.last - 1] in _END_OF_SAID
    return is_ended and not words[0][0].islower() and not _is_heading(words)


def _direct_quotes(text: str, spans: Sequence[Span], scene: Scene, memory: Memory) -> Iterator[Quote]:
    last_end, last_speaker = -1, None
    for span in spans:
        cue, speaker = _cue_of(text, span, scene, memory)
        if speaker is None:
            if not _is_sentence(text, span):
                continue
            is_next = last_end >= 0 and span.start - last_end < MAX_BETWEEN and "\n" not in text[last_end : span.start]
            speaker = _again(last_speaker, span) if is_next else _from_before(span, scene, memory)
        last_end, last_speaker = span.end, speaker
        start, end = _trimmed(text, span)
        yield named_quote(text[start:end], (start, end), "direct", cue, speaker, scene)


def _cue_of(text: str, span: Span, scene: Scene, memory: Memory) -> tuple[str, Speaker | None]:
    """The word of saying behind or before a quote, with its speaker."""
    behind = _CUE_BEHIND.match(scene.text, span.end)
    if behind and behind.start(1) in memory.speakers:
        return behind[1].lower(), memory.speakers[behind.start(1)]
    plain = _NEXT_WORD.match(scene.text, span.end)
    if plain and plain.start(1) in memory.speakers:
        return plain[1].lower(), memory.speakers[plain.start(1)]
    start, end = scene.sentences.around(span.start)
    for place, speaker in memory.speakers.items():
        if span.end <= place < end:
            if speaker.place < place and _is_subject_behind(text, span, speaker):
                return _word_at(scene.text, place), speaker
            break
    before = [place for place in memory.speakers if start <= place < span.start]
    if not before:
        return "", None
    cue, lead = _word_at(scene.text, before[-1]), scene.text[start : span.start].rstrip()
    is_part = text[span.inner].islower() and "." not in scene.text[before[-1] : span.start]
    if is_part or lead.casefold().endswith((",", ":", "bahwa", cue)):
        return cue, memory.speakers[before[-1]]
    return "", None


def _is_subject_behind(text: str, span: Span, speaker: Speaker) -> bool:
    """Whether the speaker of a later verb stands right behind a quote that does not end its sentence."""
    is_open = text[span.last - 1] in ",?!" and text[span.end : span.end + 1] in (",", " ")
    return is_open and span.end <= speaker.place <= span.end + MAX_SUBJECT and text[span.end + 1 :][:1].isupper()


def _word_at(text: str, place: int) -> str:
    word = _WORD.match(text, place)
    return word[0].lower() if word else ""


def _again(speaker: Speaker | None, span: Span) -> Speaker | None:
    """The speaker of the quote before, who goes on."""
    return Speaker(speaker.person, "", "", "pronoun", span.start) if speaker and speaker.person else None


def _from_before(span: Span, scene: Scene, memory: Memory) -> Speaker | None:
    """The speaker of a sentence in quotes without a word of saying: whoever spoke before it in its paragraph."""
    event = memory.last_event(span.start)
    if event and event.person and "\n" not in scene.text[event.place : span.start]:
        return Speaker(event.person, "", "", "pronoun", span.start)
    return None


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Where the words between two marks begin and end, without blanks and the comma before the mark that closes."""
    start, end = span.inner, span.last
    while end > start and text[end - 1] in ", \n\u00a0":
        end -= 1
    while start < end and text[start] in " \n\u00a0":
        start += 1
    return start, end
