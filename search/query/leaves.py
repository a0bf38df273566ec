"""What a query is made of: words, phrases and patterns, the fields they may stand in, and how each is told."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from indexer import fields
from indexer.language.often import MOST
from indexer.language.written import close_up
from search.notes import Note
from search.query.dates import read_day, read_span
from search.query.signs import SIGNS_BEFORE
from search.query.tree import (
    PLAIN_VALUE,
    Exact,
    Fuzzy,
    Leaf,
    Near,
    Often,
    Phrase,
    Since,
    Until,
    Value,
    Wildcard,
    Word,
)

MAX_WILDCARDS = 4
"""`*` and `?` in one word."""
DATES = {
    "sejak": "since", "after": "since",
    "sampai": "until", "before": "until",
    "rentang": "span", "when": "span",
    "tanggal": "day", "date": "day",
}  # fmt: skip
ROOT = {"akar": "root", "root": "root"}
OFTEN = {"hitung": "often", "count": "often"}
FIELDS = {name: field.name for name, field in fields.by_query_name().items()} | DATES | ROOT | OFTEN
"""What may stand before a colon, and the field or kind of date that it means."""
_TIMES = re.compile(r"(\d{1,6}):([^\W_]+(?:['’-][^\W_]+)*)")
"""How often, and which word: `3:banjir`."""
_TEXTS = tuple(field.name for field in fields.FIELDS if field.query_names and field.kind in ("text", "plain"))
_ROOT_IN = {f"root of {name}": name for name in _TEXTS}
WORDS = ("", "root", "often", *_TEXTS, *_ROOT_IN)
"""Where words are looked for; elsewhere values, which may have any sign."""
OPERATORS: dict[str, Literal["and", "or", "not"]] = {
    "AND": "and", "DAN": "and", "OR": "or", "ATAU": "or", "NOT": "not", "BUKAN": "not",
}  # fmt: skip
FIELD = re.compile(r"([^\W\d_]+):(?=[^\s)])")
ROOT_NEXT = re.compile(rf"(?:{'|'.join(ROOT)}):(?=[^\s)])", re.IGNORECASE)
NEAR = re.compile(r"(?:NEAR|near)/(\d{1,6})")
NO_NEAR = re.compile(r"NEAR/.*|near/0+")
"""What was meant as `NEAR` with a distance, where it is not one; `near/far` is words."""
WILDCARD = re.compile(r"(?=(?:[’'-]?[^\W_]){3}|[^\W_]{2}\?[^\W_])[\w'’][\w'’-]*[*?][\w'’*?-]*")
FUZZY = re.compile(r"(.+)~([12]?)")
LONG_WORD = 8
"""From so many letters on, `~` allows an edit distance of 2."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]+\.\S+|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S+", re.IGNORECASE)
_SIGN_BEHIND = re.compile(r"\d ?%|[A-Za-z](?:\+\+|#)(?!\w)|[Ss]\$")


def is_address(text: str) -> bool:
    """Whether a text is the address of a page: with `https://` or `www.`, or a host with a path."""
    return "." in text and " " not in text and _ADDRESS.fullmatch(text) is not None


def with_field(leaf: Leaf, field: str, *, whole: bool = False) -> Leaf:
    """A leaf moved into a field, unless it has one of its own; `whole` where it is all of a keyword."""
    if field in _ROOT_IN:
        return with_field(with_field(leaf, "root"), _ROOT_IN[field])
    if field == "root" and isinstance(leaf, Word):
        return Word(leaf.text, leaf.field, by_root=True)
    if field in ("", "root") or isinstance(leaf, Value | Since | Until | Near | Often) or leaf.field:
        return leaf
    if field == "often":
        return _often(leaf)
    if field in _TEXTS:
        return _in_text(leaf, field)
    text, form = _value(leaf), leaf if isinstance(leaf, Wildcard | Fuzzy) else None
    return Value(field, text, form, form is None and (whole or not PLAIN_VALUE.fullmatch(text)))


def _value(leaf: Word | Exact | Phrase | Wildcard | Fuzzy) -> str:
    """The text of a value as it is written out again; capitals do not count in it."""
    match leaf:
        case Wildcard(pattern):
            return pattern
        case Word(text):
            return close_up(text)
        case _:
            return leaf.text.lower() if leaf.text in OPERATORS else leaf.text


def _often(leaf: Leaf) -> Leaf:
    """A word with how often it stands; once is simply to stand there."""
    found = _TIMES.fullmatch(leaf.text) if isinstance(leaf, Word) else None
    if not found:
        return leaf
    return Often(found[2], min(int(found[1]), MOST)) if int(found[1]) > 1 else Word(found[2])


def misread(leaf: Leaf, field: str) -> Note | None:
    """A note on a leaf that its field cannot take as it is written."""
    if field != "often" or isinstance(leaf, Value | Since | Until | Near | Often):
        return None
    found = _TIMES.fullmatch(leaf.text) if isinstance(leaf, Word) else None
    if leaf.field or not found or not int(found[1]):
        return Note("often")
    return Note("often_most", (str(MOST),)) if int(found[1]) > MOST else None


def by_root(field: str) -> str:
    """The name of a text's field in which words are looked for by their roots (`judul:akar:tani`)."""
    return f"root of {field}" if field in _TEXTS else field


def _in_text(leaf: Word | Exact | Phrase | Wildcard | Fuzzy, field: str) -> Leaf:
    match leaf:
        case Word(text, _, is_root):
            return Word(text, field, is_root)
        case Exact(text):
            return Exact(text, field)
        case Phrase(text, slop):
            return Phrase(text, slop, field)
        case Wildcard(pattern):
            return Wildcard(pattern, field)
        case Fuzzy(text, distance):
            return Fuzzy(text, distance, field)


def days(field: str, value: str, now: datetime, language: str) -> list[Leaf]:
    """The ends of the days that a field of `DATES` names by this value; none where it names none."""
    if field == "span":
        first, last = read_span(value, now, language), None
    else:
        first = read_day(value, now) if field in ("since", "day") else None
        last = read_day(value, now, last=True) if field in ("until", "day") else None
    since: list[Leaf] = [Since(first)] if first else []
    return since + ([Until(last)] if last else [])


def is_wildcard(word: str) -> bool:
    return bool(WILDCARD.fullmatch(word)) and sum(map(word.count, "*?")) <= MAX_WILDCARDS


def fuzzy(text: str, distance: str) -> Fuzzy | None:
    """A word with `~`, of three letters or more; None for anything else."""
    word = trim(text)
    if len(word) < 3 or not re.fullmatch(r"[^\W_]+", word):
        return None
    far = distance == "2" if distance else len(word) >= LONG_WORD
    return Fuzzy(word, 2 if far else 1)


def unmarked(word: str) -> str:
    """A word without `*`, `?` and `~`; an address as it is."""
    return word if is_address(word) else re.sub(r"[*?~]", "", word)


def phrase(text: str, slop: int) -> list[Leaf]:
    """A phrase; one word in quotation marks is an exact word, or a pattern, none is nothing."""
    words = [word for word in close_up(text).split() if any(map(str.isalnum, word))]
    if len(words) == 1:
        return [Wildcard(words[0]) if is_wildcard(words[0]) else Exact(trim(words[0]))]
    return [Phrase(text, slop)] if words else []


def trim(text: str) -> str:
    """A text without the punctuation around it, but with the signs that tell words apart: `#banjir`, `C++`, `5%`."""
    if text.isalnum():
        return text
    letters = [place for place, character in enumerate(text) if character.isalnum()]
    if not letters:
        return ""
    start, end = letters[0], letters[-1] + 1
    core = text[start:end]
    sign = (
        _SIGN_BEHIND.match(f"{core[-1]}{text[end:]}")
        if core[-1].isdigit() or len(core) == 1 or core.upper() == "US"
        else None
    )
    marked = start > 0 and text[start - 1] in SIGNS_BEFORE
    return text[start - marked : end + (len(sign[0]) - 1 if sign else 0)]


def plain(word: str) -> list[str]:
    """A word as it stays one when it is read again: one like an operator is small, one like a field is taken apart."""
    if word in OPERATORS:
        return [word.lower()]
    if word.isalnum():
        return [word]
    if NEAR.fullmatch(word):
        return word.lower().split("/")
    found = FIELD.match(word)
    if found and found[1].lower() in FIELDS:
        return [part for one in word.split(":") for part in plain(trim(one))]
    return [word] if word else []
