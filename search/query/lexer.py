"""The text of a query cut into words, phrases, brackets and operators, in one pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from indexer import fields
from search.notes import Note
from search.query.dates import read_day, read_span
from search.query.tree import Exact, Fuzzy, Leaf, Phrase, Since, Until, Value, Wildcard, Word

MAX_DISTANCE = 100
MAX_WILDCARDS = 4
LONG_WORD = 8
"""From so many letters on, `~` allows an edit distance of 2."""

DATES = {
    "sejak": "since", "after": "since",
    "sampai": "until", "before": "until",
    "rentang": "span", "when": "span",
}  # fmt: skip
ROOT = {"akar": "root", "root": "root"}
FIELDS = {name: field.name for name, field in fields.by_query_name().items()} | DATES | ROOT
"""What may stand before a colon, and the field or kind of date that it means."""
_TEXTS = tuple(field.name for field in fields.FIELDS if field.kind == "text")
OPERATORS: dict[str, Literal["and", "or", "not"]] = {
    "AND": "and", "DAN": "and", "OR": "or", "ATAU": "or", "NOT": "not", "BUKAN": "not",
}  # fmt: skip

DOUBLE_QUOTES = '"“”„‟«»″＂〝〞〟「」『』'
_SINGLE = "'‘’‚‛‹›`´′"
_MINUS = "-−"
_RUN = re.compile(rf"[^\s(){DOUBLE_QUOTES}]+")
_FIELD = re.compile(r"([^\W\d_]+):(?=[^\s)])")
_NEAR = re.compile(r"NEAR/(\d{1,6})")
_CLOSE_DOUBLE = re.compile(rf"[{DOUBLE_QUOTES}]")
_CLOSE_SINGLE = re.compile(rf"(?<=\S)[{_SINGLE}](?!\w)")
_SLOP = re.compile(r"~(\d{0,6})")
_FUZZY = re.compile(r"(.+)~([12]?)")
_WILDCARD = re.compile(r"[^\W_]{3}[\w'’-]*[*?][\w'’*?-]*")
_VALUE_WILDCARD = re.compile(r"[^\W_]{3}[^\s~]*[*?][^\s~]*")
"""In a field a wildcard may stand beside any sign, as in `situs:kabar*.id`."""
_MARKED = re.compile(r"\w[*~]|\*\w|\w\?\w")
_ASKED = re.compile(r"\?(?!\w)")
"""A question mark that no letter follows is punctuation."""


class Lexeme(NamedTuple):
    """A piece of a query: `leaf` for the kind "leaf", `field` for a bracket that follows a field's name."""

    kind: Literal["leaf", "open", "close", "and", "or", "not", "near"]
    text: str = ""
    leaf: Leaf | None = None
    field: str = ""
    distance: int = 0


class Lexer:
    """One reading of a query; `notes` say what could not be read as it was meant."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text, self.now, self.notes = text, now, list[Note]()
        self._place = 0

    def __iter__(self) -> Iterator[Lexeme]:
        while self._place < len(self.text):
            character = self.text[self._place]
            if character in "()":
                self._place += 1
                yield Lexeme("open" if character == "(" else "close", character)
            elif self._minus():
                self._place += 1
                yield Lexeme("not")
            elif self._starts_item(character):
                yield from self._item()
            else:
                self._skip(character)

    def _minus(self) -> bool:
        """A minus sign counts at the start of a word, as in `kota -jakarta`."""
        before, after = self._beside()
        return (
            self.text[self._place] in _MINUS
            and (not before or before.isspace() or before == "(")
            and (after.isalnum() or after in ("(", "=", *DOUBLE_QUOTES, *_SINGLE))
        )

    def _beside(self) -> tuple[str, str]:
        """The characters before and after the place, "" where the text ends."""
        before = self.text[self._place - 1] if self._place else ""
        return before, self.text[self._place + 1 : self._place + 2]

    def _starts_item(self, character: str) -> bool:
        if character.isalnum() or character in DOUBLE_QUOTES:
            return True
        before, after = self._beside()
        at_start = not before or before.isspace() or before in "(-−:="
        return at_start and (character in _SINGLE or (character == "=" and not after.isspace() and after != ""))

    def _skip(self, character: str) -> None:
        if character in "*?" and (run := _RUN.match(self.text, self._place)) and _trim(run.group()):
            self._note("wildcard", run.group(), str(MAX_WILDCARDS))
        self._place += 1

    def _item(self) -> Iterator[Lexeme]:
        """A word, phrase or operator, with the field and the equals sign before it."""
        start, field = self._place, self._field()
        if field and self._excludes():
            self._place += 1
            yield Lexeme("not")
        exact = self.text.startswith("=", self._place)
        if exact:
            self._place += 1
        rest, opened = self.text[self._place : self._place + 1], self._place
        if rest == "(" and field not in DATES.values():
            self._place += 1
            yield Lexeme("open", "(", field=field)
        elif rest and rest in DOUBLE_QUOTES + _SINGLE and (quoted := self._quoted(rest)) is not None:
            yield from self._leaves(self.text[start : self._place], field, _phrase(*quoted))
        elif self._place == opened or field or exact:
            yield from self._run(start, field, exact=exact)

    def _field(self) -> str:
        found = _FIELD.match(self.text, self._place)
        name = FIELDS.get(found[1].lower(), "") if found else ""
        if found and name:
            self._place = found.end()
        return name

    def _excludes(self) -> bool:
        """Whether a minus sign follows the name of a field, as in `rubrik:-ekonomi`; a date may have one."""
        after = self._beside()[1]
        return self.text[self._place : self._place + 1] in tuple(_MINUS) and (after.isalpha() or after in ("(", "="))

    def _quoted(self, mark: str) -> tuple[str, int] | None:
        """The text up to the closing mark, and the number after `~`. A mark without its partner is skipped."""
        close = (_CLOSE_DOUBLE if mark in DOUBLE_QUOTES else _CLOSE_SINGLE).search(self.text, self._place + 1)
        if close is None:
            self._place += 1
            if mark in DOUBLE_QUOTES:
                self._note("unclosed_quote")
            return None
        inner = self.text[self._place + 1 : close.start()]
        self._place = close.end()
        return self._clean(inner), self._slop()

    def _clean(self, inner: str) -> str:
        """The words of a phrase, without marks that mean something elsewhere."""
        if _MARKED.search(inner):
            self._note("quoted_wildcard", inner.strip())
        return " ".join(re.sub(rf"[{DOUBLE_QUOTES}*?~()]", " ", inner).split())

    def _slop(self) -> int:
        found = _SLOP.match(self.text, self._place)
        if found is None:
            return 0
        self._place = found.end()
        return self._distance(found[1] or "0")

    def _distance(self, digits: str) -> int:
        if int(digits) > MAX_DISTANCE:
            self._note("distance", str(MAX_DISTANCE))
        return min(int(digits), MAX_DISTANCE)

    def _run(self, start: int, field: str, *, exact: bool) -> Iterator[Lexeme]:
        """What reaches to the next blank, bracket or quotation mark."""
        found = _RUN.match(self.text, self._place)
        run = found.group() if found else ""
        self._place += len(run)
        if self._place - start == len(run) and (operator := self._operator(run)):
            yield operator
            return
        name = self.text[start : start + len(run)].partition(":")[0].lower()
        if run.endswith(":") and name in FIELDS:
            self._note("empty_field", run)
        word = _trim(re.sub(r"~\d*$|[*?~]", "", run)) if exact else ""
        if word and _MARKED.search(run):
            self._note("quoted_wildcard", f"={run}")
        leaves: list[Leaf] = [Exact(word)] if word else self._words(run, _VALUE_WILDCARD if field else _WILDCARD)
        yield from self._leaves(self.text[start : self._place], field, leaves)

    def _operator(self, run: str) -> Lexeme | None:
        if run in OPERATORS:
            return Lexeme(OPERATORS[run], run)
        near = _NEAR.fullmatch(run)
        return Lexeme("near", run, distance=self._distance(near[1])) if near and int(near[1]) else None

    def _words(self, run: str, wildcard: re.Pattern[str] = _WILDCARD) -> list[Leaf]:
        """The leaf of a run of characters; more than one where its marks cannot be read."""
        run = _ASKED.sub(" ", run).rstrip(" .,;:!)]}…")
        if "*" in run or "?" in run:
            pattern = re.sub(r"\*{2,}", "*", run)
            if wildcard.fullmatch(pattern) and sum(map(pattern.count, "*?")) <= MAX_WILDCARDS:
                return [Wildcard(pattern)]
            self._note("wildcard", run, str(MAX_WILDCARDS))
        elif found := _FUZZY.fullmatch(run):
            word = _trim(found[1])
            if len(word) >= 3 and re.fullmatch(r"[^\W_]+", word):
                far = found[2] == "2" if found[2] else len(word) >= LONG_WORD
                return [Fuzzy(word, 2 if far else 1)]
            self._note("fuzzy", run)
        return [Word(word) for part in re.split(r"[\s*?~]+", run) for word in _plain(_trim(part))]

    def _leaves(self, written: str, field: str, leaves: list[Leaf]) -> Iterator[Lexeme]:
        """The leaves put into their field; what is no valid date stays words."""
        if field in DATES.values() and leaves:
            dated = self._date(field, written)
            if dated is None:
                self._note("date", written)
                parts = re.split(rf"[\s:{DOUBLE_QUOTES}]+", written)
                field, leaves = "", [leaf for part in parts for leaf in self._words(part)]
            else:
                field, leaves = "", [dated]
        elif field and not leaves:
            self._note("empty_field", written)
            field, leaves = "", [Word(_trim(written))]
        for leaf in leaves:
            yield Lexeme("leaf", written, with_field(leaf, field))

    def _date(self, field: str, written: str) -> Since | Until | None:
        name, _, value = written.partition(":")
        value = value.strip(f"{DOUBLE_QUOTES}{_SINGLE}=.,;!? ")
        if field == "span":
            day = read_span(value, self.now, "en" if name.lower() == "when" else "id")
        else:
            day = read_day(value, self.now, last=field == "until")
        if day is None:
            return None
        return Until(day) if field == "until" else Since(day)

    def _note(self, code: str, *arguments: str) -> None:
        note = Note(code, arguments)
        if note not in self.notes:
            self.notes.append(note)


def with_field(leaf: Leaf, field: str) -> Leaf:
    """A leaf moved into a field, unless it has one of its own."""
    if field == "" or isinstance(leaf, Value | Since | Until) or leaf.field:
        return leaf
    if field == "root":
        return Word(leaf.text, by_root=True) if isinstance(leaf, Word) else leaf
    if field in _TEXTS:
        return _in_text(leaf, field)
    if isinstance(leaf, Wildcard):
        return Value(field, leaf.pattern, leaf)
    return Value(field, leaf.text, leaf if isinstance(leaf, Fuzzy) else None)


def _in_text(leaf: Word | Exact | Phrase | Wildcard | Fuzzy, field: str) -> Leaf:
    match leaf:
        case Word(text, _, by_root):
            return Word(text, field, by_root)
        case Exact(text):
            return Exact(text, field)
        case Phrase(text, slop):
            return Phrase(text, slop, field)
        case Wildcard(pattern):
            return Wildcard(pattern, field)
        case Fuzzy(text, distance):
            return Fuzzy(text, distance, field)


def _phrase(text: str, slop: int) -> list[Leaf]:
    """A phrase; one word in quotation marks is an exact word, none is nothing."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    if len(words) == 1:
        return [Exact(_trim(words[0]))]
    return [Phrase(text, slop)] if words else []


def _trim(text: str) -> str:
    """A text without the punctuation around it."""
    letters = [place for place, character in enumerate(text) if character.isalnum()]
    return text[letters[0] : letters[-1] + 1] if letters else ""


def _plain(word: str) -> list[str]:
    """A word as it stays one when it is read again: one like an operator is small, one like a field is taken apart."""
    if word in OPERATORS or _NEAR.fullmatch(word):
        return [word.lower()]
    found = _FIELD.match(word)
    if found and found[1].lower() in FIELDS:
        return [part for one in word.split(":") for part in _plain(_trim(one))]
    return [word] if word else []
