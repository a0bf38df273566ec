"""What the words around a region's name say of it: whether it is the place or the subject of what is told.

The words lie in `context-words.txt`, those of saying in the lists of `indexer.articles.quotes`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

from indexer.articles.quotes.vocabulary import load_cues
from indexer.articles.regions.table import load_names
from indexer.articles.regions.tokens import Token
from indexer.language.lexicon import read_groups


class Role(Enum):
    """What a mention is for the article."""

    SUBJECT = auto()
    """Its office, people or money, or a region named by its kind: Bupati Garut, warga Solo, Kota Batu."""
    PLACE = auto()
    """Where something is or happens: di Garut, ke Solo."""
    BARE = auto()
    """Named without a word that says how."""
    PASSING = auto()
    """Where somebody comes from, an example, the name of a police unit."""
    SAID = auto()
    """Where something was only said: kata dia di Jakarta, Kamis."""
    DATELINE = auto()
    """At the head of the text."""
    WITHIN = auto()
    """Part of another name: Bank Jatim, Persib Bandung, Bali United, Kecamatan Metro."""


_WORDS = read_groups(Path(__file__).with_name("context-words.txt"))
KINDS: Mapping[str, str] = {word: kind for kind in ("kabupaten", "kota", "provinsi") for word in _WORDS[kind]}
"""Words before a name that say which kind of region is meant."""

_TELLS_PLACE = _WORDS["heads-of-places"] | _WORDS["of-a-region"] | KINDS.keys()
"""Words in a name by which it tells of a place or an office in the region in which it ends."""


MAX_NAME = 20
"""Capitalised words before a region's that are looked at; more are a list."""
MAX_DATELINE = 40
"""Words and signs of a text behind which no dateline stands any more."""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds words; `*` stands for any ending, a hyphen for a blank."""
    every = "|".join(word.replace("-", " ").replace("*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{every})\b", re.IGNORECASE)


_SPEECH = _any_of((*_WORDS["speaking"], *(word for word, side in load_cues().items() if side != "doing")))
_EVENT = _any_of(_WORDS["events"])
_END = re.compile(r"[.?!] ")


def role_of(tokens: Sequence[Token], first: int, last: int, text: str, body: str) -> Role:
    """What the region named by `tokens[first:last]` is for the article.

    `body` is the article's text where `text` is its title, else "": titles may be written with a capital at each word,
    and only the text tells then which of them make one name.
    """
    before = tokens[first - 1].low if first else ""
    unit = tokens[first - 2].low if before == "metro" and first > 1 else before  # Polres Metro Depok
    if unit in _WORDS["police"]:
        return Role.PLACE if _has_day(tokens, last) else Role.PASSING
    if before not in KINDS and _is_within_a_name(tokens, first, last, body):
        return Role.WITHIN
    if _is_only_said(tokens, first, last, text):
        return Role.SAID
    if kind_before(tokens, first) or before in _WORDS["of-a-region"]:
        return Role.SUBJECT
    if before in _WORDS["in-passing"] or _is_example(tokens, first):
        return Role.PASSING
    return Role.PLACE if before in _WORDS["before-a-place"] or before == "," else Role.BARE


def kind_before(tokens: Sequence[Token], first: int) -> str:
    """The kind of region that the words before a name say, "" where they say none."""
    words = [token.low for token in tokens[max(0, first - 2) : first]]
    if words[-1:] == ["."]:  # Kab. Garut
        words.pop()
    return KINDS.get(words[-1], "") if words else ""


def is_dateline(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name stands at the head of a text: with nothing but capitals, names of sites and signs before it, or
    behind the name of a site, and with a sign behind it."""
    if last < len(tokens) and tokens[last].is_word:
        return False
    if first > 2 and tokens[first - 1].text == "," and tokens[first - 2].low in _WORDS["site-endings"]:
        return True
    return first <= MAX_DATELINE and all(
        not token.is_word
        or token.text.isupper()
        or token.low in _WORDS["site-endings"]
        or (token.is_capital and after.text == ".")
        for token, after in pairwise(tokens[: first + 1])
    )


def is_next_in_list(tokens: Sequence[Token], last: int, first: int) -> bool:
    """Whether between two names stands only what joins a list."""
    between = tokens[last:first]
    return len(between) <= 2 and all(token.low in (",", "dan", "serta", "atau", "hingga", "&") for token in between)


def _is_within_a_name(tokens: Sequence[Token], first: int, last: int, body: str) -> bool:
    """Whether a region's name is part of the name of something else."""
    capitals = list(islice(_capitals_before(tokens, first), MAX_NAME))
    before = tokens[first - 1].low if first else ""
    if before in _WORDS["smaller-places"] or not _WORDS["heads-of-others"].isdisjoint((before, *capitals)):
        return True
    if last - first > 1:  # no other name ends in Jawa Barat or Tangerang Selatan
        return False
    return _is_continued(tokens, first, last, body) or (not body and _ends_a_name(tokens, first, capitals))


def _ends_a_name(tokens: Sequence[Token], first: int, capitals: Sequence[str]) -> bool:
    """Whether the capitalised words before a region's name make one with it, as that of a person: Andi Makassar."""
    if not capitals or not _TELLS_PLACE.isdisjoint(capitals):
        return False
    start = first - len(capitals)
    if not start or tokens[start - 1].text in '.!?:"“':  # the first word has its capital from the sentence
        return len(capitals) > 1
    return tokens[start - 1].low not in ("di", "ke", "dari", "kawasan", "sekitar", ",")


def _capitals_before(tokens: Sequence[Token], first: int) -> Iterator[str]:
    """The capitalised words that lead up to a name, backwards."""
    for at in range(first - 1, -1, -1):
        token, after = tokens[at], tokens[at + 1]
        if not (token.is_capital or token.text == "/") or after.start - token.end > 1:
            return
        yield token.low


def _is_continued(tokens: Sequence[Token], first: int, last: int, body: str) -> bool:
    """Whether the next word makes one name with a region's: Bali United, Surabaya Post."""
    name, behind = tokens[first], tokens[last] if last < len(tokens) else None
    if behind is None or not behind.is_capital or behind.start - tokens[last - 1].end > 1 or name.text.isupper():
        return False
    if behind.low in _WORDS["may-follow"] or behind.low in _WORDS["days"] or behind.low in load_names():
        return False
    return not body or f"{name.text} {behind.text}" in body


def _is_only_said(tokens: Sequence[Token], first: int, last: int, text: str) -> bool:
    """Whether a sentence tells here only where and on which day something was said, and of no event there."""
    if not _has_day(tokens, last):
        return False
    here = tokens[first].start
    ends = _before(_END, text, here)
    sentence = ends[0] if ends else 0
    speech, event = _before(_SPEECH, text, here), _before(_EVENT, text, here)
    return bool(speech and speech[0] >= sentence) and not (event and event[0] >= sentence)


def _before(pattern: re.Pattern[str], text: str, place: int) -> tuple[int, int] | None:
    """The last match of a pattern before a place of a text."""
    found = _places(pattern, text)
    index = bisect_right(found, place, key=lambda span: span[1]) - 1
    return found[index] if index >= 0 else None


@lru_cache(maxsize=8)  # of a paragraph, which is asked for again at each of its names
def _places(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in pattern.finditer(text))


def _has_day(tokens: Sequence[Token], last: int) -> bool:
    """Whether a day follows: `di Jakarta, Kamis (22/5)`."""
    near = [token.low for token in tokens[last : last + 6]]
    return "(" in near[:2] or not _WORDS["days"].isdisjoint(near)


def _is_example(tokens: Sequence[Token], first: int) -> bool:
    """Whether it is one of many (antara lain Aceh) or the end of the country (dari Aceh sampai Papua)."""
    words = [token.low for token in tokens[max(0, first - 2) : first]]
    if words in (["antara", "lain"], ["mulai", "dari"]):
        return True
    return len(words) > 1 and words[1] in ("sampai", "hingga") and words[0] in load_names()
