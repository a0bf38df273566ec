"""What an article tells of its names before any is read: runs of capitalised words, who speaks, what is a company."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set

from indexer.articles.quotes.names import Clues
from indexer.articles.quotes.sentences import Cue
from indexer.articles.quotes.vocabulary import COMMON, NAME, RARE, UNKNOWN, Vocabulary, fold_word

Place = tuple[int, int]

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_ABBREVIATED = (
    *("Drs", "Dra", "Drg", "Dr", "Ir", "Prof", "Hj", "KH", "St", "Moh", "Muh", "Abd", "Pdt", "Mrs", "Mr", "Tgk"),
    *("Brigjen", "Irjen", "Komjen", "Kombes", "Kompol", "Mayjen", "Letjen"),
)
"""Words of names whose dot ends no sentence."""
_REST = rf"(?:(?:{'|'.join(sorted({word[1:] for word in _ABBREVIATED}))})?\.(?= ?[A-Z])|[\w’'-]*)"
_LINK = (
    r"(?:(?:(?:of|for|bin|binti|van|von|de|der|den|del|da|dos|la|le|el|al|ibn|ben|abu|ul) ){1,2}(?=[A-Z])"
    r"|(?:al|el|ad|as|ar)-(?=[A-Z]))"
)
_RUN = re.compile(
    rf"{_CAPITAL}(?<![\w’'].){_REST}"
    rf"(?:(?:[ \u00a0/]|(?<=\.))(?:{_LINK}?{_CAPITAL}{_REST}"
    rf"|\({_CAPITAL}[\w-]+\)(?= {_CAPITAL})|\d{{1,3}}(?= {_CAPITAL})))*"
)
"""Capitalised words with what joins them: "bin", an acronym in brackets, a number. It begins with what can be searched
for fast."""
_BRACKETS = re.compile(r"\(([A-Z][\w-]{2,14})\)")
_KIND_OF_BODY = re.compile(
    r"(?:PT|CV|Bank|Grup|Universitas|Partai|Yayasan|Hotel|Lembaga|Komunitas|Perusahaan|Aplikasi|aplikasi|Manajemen"
    r"|manajemen) ([A-Z][\w-]+)"
)
"""All begin with a letter and none with a choice of letters: so Python looks for these letters alone at most places."""
_ALONE = re.compile(r"[^\W\d_][\w’'-]*")
_AGE = re.compile(r" \(\d{1,2}(?: tahun)?\)")
_ALIAS = " alias "
_INITIALS = "inisial "

MAX_SOMEBODY = 60
"""Characters of what somebody is, before a name between commas."""
_SOMEBODY = re.compile(r"(?:^|[.\n] ?|[-–—] )([A-Z][a-z]+(?: [a-z]+){0,5}), $")

_MARKS = r"[^.;:!?\n\"“”·]"
_AWAY = "di|dalam|pada|saat|ketika|usai|seusai|kepada|melalui|lewat"
_BEHIND = re.compile(
    rf"(?: oleh)? (?:(?:(?! (?:{_AWAY}|seperti|dikutip|sambil|seraya|yang) ){_MARKS}){{0,200}}"
    r"(?:, |[a-z)] )(?:drg?\. )?)?"
)
"""What may stand between a word of saying and who speaks: an office, with commas in it."""
_BEFORE = re.compile(
    rf"(?: \(\d{{1,2}}(?: tahun)?\))?(?:,? (?:{_AWAY}|yang|dari|selaku)\b{_MARKS}{{0,120}}|, {_MARKS}{{0,160}})?"
    r",? ?(?:juga|pun|kemudian|kembali|lantas|sebelumnya|sendiri|terus|lalu|pernah|sempat|turut|ikut|masih)? ?"
)
"""What may stand between who speaks and the verb: an office between commas, where and when, an adverb."""


LEAST_OF_HEADLINE = 5
"""Words from which a line without an end of a sentence may be a headline; a name with an office is shorter."""
CAPITALS_OF_HEADLINE = 0.75
"""Headlines leave out prepositions at most; a line of running text has a capital at every third word or less."""
_LINE = re.compile(r"[^\n]+")


def runs_in(text: str, vocabulary: Vocabulary) -> Iterator[Place]:
    """Runs of capitalised words, without a first one that is capital only because a sentence begins with it; none of
    lines that are headlines of other articles, whose every word has a capital."""
    headlines = [line.span() for line in _LINE.finditer(text) if _is_headline(line[0])]
    begins = [begin for begin, _ in headlines]
    small, openers = vocabulary.lexicon.function_words, vocabulary.beside["openers"]
    for run in _RUN.finditer(text):
        start, end = run.span()
        line = bisect_right(begins, start) - 1
        if line >= 0 and start < headlines[line][1]:
            continue
        first = text.find(" ", start, end)
        word = text[start : end if first < 0 else first].lower()
        is_small = word in vocabulary.cues or word in small or word in openers
        if is_small and not (first > 0 and _is_first_name(text, (start, first, end), vocabulary)):
            start += len(word) + 1
        if start < end:
            yield start, end


def _is_first_name(text: str, run: tuple[int, int, int], vocabulary: Vocabulary) -> bool:
    """Whether a name begins with a small word: in Bali (Ni Luh), or within a sentence (kata Lalu Iskandar); `run` is
    where it begins, its first word ends and all of it."""
    start, first, end = run
    word, behind = text[start:first], text[first + 1 : end].split(" ", maxsplit=1)[0]
    if word == "Ni":
        return vocabulary.kind(behind) == NAME
    within = text[max(0, start - 2) : start]
    return vocabulary.kind(word) == NAME and within[-1:] == " " and (within[0].islower() or within[0] == ",")


def _is_headline(line: str) -> bool:
    words = line.split()
    if len(words) < LEAST_OF_HEADLINE or line.rstrip()[-1] in ".!?:;,\"”')":
        return False
    return sum(not word[0].islower() for word in words) >= CAPITALS_OF_HEADLINE * len(words)


def find_clues(text: str, runs: Sequence[Place], cues: Sequence[Cue], vocabulary: Vocabulary) -> Clues:
    """What a text tells of the names in its runs of capitalised words."""
    bodies = _bodies(text, vocabulary)
    nicknames = set(map(fold_word, nicknames_in(text, runs, vocabulary)))
    introduced = {*_introduced(text, runs), *_apposed(text, runs, vocabulary)}
    anchors = introduced.union(_alone_beside(text, runs, cues))
    initials = {word for word in introduced if len(word) == 1}
    kept = {fold_word(word) for word in anchors if _may_be_name(text, word, bodies, initials, vocabulary)}
    return Clues(kept | nicknames, bodies - nicknames, _speaking(text, runs, cues))


def nicknames_in(text: str, runs: Sequence[Place], vocabulary: Vocabulary) -> list[str]:
    """The nicknames that everybody knows and a text has."""
    words = {word for start, end in runs for word in text[start:end].split()}
    return [short for short in vocabulary.nicknames if short.partition(" ")[0] in words and short in text]


def _bodies(text: str, vocabulary: Vocabulary) -> set[str]:
    """Words that the text itself shows to be names of bodies, folded: in brackets behind words that are no name, or
    behind what kind of body it is."""
    bodies = {fold_word(one[1]) for one in _kinds_of_bodies(text) if vocabulary.kind(one[1]) == UNKNOWN}
    for one in _BRACKETS.finditer(text):
        before = text[max(0, one.start() - 30) : one.start()].split()
        if before and vocabulary.kind(before[-1]) not in (NAME, UNKNOWN) and vocabulary.kind(one[1]) != NAME:
            bodies.add(fold_word(one[1]))
    return bodies


def _kinds_of_bodies(text: str) -> Iterator[re.Match[str]]:
    """Names behind what kind of body it is, where that is no end of another word (SoftBank)."""
    return (one for one in _KIND_OF_BODY.finditer(text) if not text[max(0, one.start() - 1) : one.start()].isalpha())


def _alone_beside(text: str, runs: Sequence[Place], cues: Sequence[Cue]) -> Iterator[str]:
    """The single words that stand beside words of saying (kata Muslim, Muslim mengatakan)."""
    ends, starts = dict(runs), {end: start for start, end in runs}
    for start, end, side in cues:
        if side in ("behind", "by", "passive") and end + 1 in ends:
            yield text[end + 1 : ends[end + 1]]
        elif side in ("before", "doing") and start - 1 in starts:
            yield text[starts[start - 1] : start - 1]


def _introduced(text: str, runs: Sequence[Place]) -> Iterator[str]:
    """The words behind which an age or "alias" stands, and those behind "alias"."""
    for start, end in runs:
        is_alias = text.startswith(_ALIAS, end) or text.endswith((_ALIAS, _INITIALS), 0, start)
        if is_alias or (text.startswith(" (", end) and _AGE.match(text, end)):
            yield text[start:end]


def _apposed(text: str, runs: Sequence[Place], vocabulary: Vocabulary) -> Iterator[str]:
    """The single words between commas behind what somebody is (Kakak korban, Yulianto, ...)."""
    for start, end in runs:
        if not text.endswith((", ", " saja "), 0, start) or " " in text[start:end]:
            continue
        if text.endswith("sebut saja ", 0, start):
            yield text[start:end]
        elif text.startswith((",", " ("), end):
            lead = _SOMEBODY.search(text, max(0, start - MAX_SOMEBODY), start)
            words = lead[1].casefold().split() if lead else []
            if any(word.removesuffix("nya") in vocabulary.somebody for word in words):
                yield text[start:end]


def _may_be_name(text: str, word: str, bodies: Set[str], initials: Set[str], vocabulary: Vocabulary) -> bool:
    """Whether a single word may be a person's name: no office, place or body, nor one that the text writes small."""
    folded, kind = fold_word(word), vocabulary.kind(word)
    if (
        not _ALONE.fullmatch(word)
        or (len(folded) < 2 and word not in initials)
        or folded.endswith("nya")
        or folded in bodies
    ):
        return False
    if folded in vocabulary.beside["openers"] or folded in vocabulary.beside["nobody"] or folded in vocabulary.cues:
        return False
    return kind in (NAME, UNKNOWN) or word in initials or (kind in (COMMON, RARE) and f" {word.casefold()}" not in text)


def _speaking(text: str, runs: Sequence[Place], cues: Sequence[Cue]) -> set[int]:
    """Where runs begin that stand beside a word of saying, at once or with an office between."""
    starts = [start for start, _ in runs]
    speaking = set()
    for start, end, side in cues:
        if side in ("behind", "by", "passive"):
            index = bisect_left(starts, end)
            while index < len(runs) and _BEHIND.fullmatch(text, end, starts[index]):
                speaking.add(starts[index])
                index += 1
        elif side != "own":
            index = bisect_left(starts, start) - 1
            while index >= 0 and _BEFORE.fullmatch(text, runs[index][1], start):
                speaking.add(starts[index])
                index -= 1
    return speaking
