"""The text of a query cut into words, phrases, brackets and operators, in one pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from search.notes import Note
from search.query.dates import LONG_DATE
from search.query.leaves import (
    DATES,
    FIELD,
    FIELDS,
    FUZZY,
    MAX_WILDCARDS,
    NEAR,
    NO_NEAR,
    OPERATORS,
    ROOT_NEXT,
    WILDCARD,
    WORDS,
    by_root,
    days,
    fuzzy,
    is_address,
    is_wildcard,
    misread,
    phrase,
    plain,
    trim,
    unmarked,
    with_field,
)
from search.query.signs import (
    DOUBLE_QUOTES,
    HYPHENS,
    INVISIBLE,
    MINUS,
    SIGNS_BEFORE,
    SINGLE_QUOTES,
    alternatives,
    closing_marks,
)
from search.query.tree import Exact, Leaf, Wildcard, Word

MAX_DISTANCE = 100
_HINTED = frozenset(("or", "Or", "atau", "Atau"))
_MAX_HINTED = 6
"""Words of a query in which a small `atau` may have been meant as the operator; a longer one is a sentence."""

_PERCENT = r"(?<=\d) %(?!\w)"
"""What belongs to the number before it."""
_RUN = re.compile(rf"(?:[^\s()|{DOUBLE_QUOTES}]|(?<=\b[A-Z]\.) (?=[A-Z]\.))+(?:{_PERCENT})?")
"""Up to the next blank; initials (`H. M.`) and a percentage (`5 %`) are not parted by theirs."""
_SPACED_FIELD = re.compile(rf"([a-z]+):[^\S\r\n]+(?!(?:{'|'.join(OPERATORS)})\b)(?=[\w{DOUBLE_QUOTES}])")
"""Small letters alone: `Sumber: Reuters` is a headline's."""
_NEGATIVE = re.compile(rf"[{MINUS}]\d+:(?=[^\W_])")
"""A number behind `hitung:` that no word can stand so often."""
_UNKNOWN_FIELD = re.compile(r"[a-z]{3,}:[^\W\d_].*")
_BLANK_OF_INITIALS = re.compile(r"(?<=\.) (?=[A-Z]\.)")
_SLOP = re.compile(r"~(\d{0,6})")
_VALUE_WILDCARD = re.compile(r"[^\W_]{3}[^\s~*?]*[*?][^\s~]*")
"""In a value a wildcard may stand beside any sign, as in `situs:kabar*.id`."""
_MARKED = re.compile(r"\w[*~]|\*\w|\w\?\w")
_ASKED = re.compile(r"\?(?!\w)")  # punctuation, where no letter follows
_ENDING = " .,;:!)]}…"


class Lexeme(NamedTuple):
    """A piece of a query: `leaf`, and where it starts, for the kind "leaf", `field` for a bracket that follows a
    field's name."""

    kind: Literal["leaf", "open", "close", "and", "or", "not", "near"]
    text: str = ""
    leaf: Leaf | None = None
    field: str = ""
    distance: int = 0
    start: int = 0


class Lexer:
    """One reading of a query; `notes` say what could not be read as it was meant, each once and in their order."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text, self.now, self.notes = INVISIBLE.sub("", text), now, dict[Note, None]()
        self._place = self._looked_to = 0
        self._bars, self._closing = alternatives(self.text), closing_marks(self.text)
        self._is_short = len(self.text.split(maxsplit=_MAX_HINTED)) <= _MAX_HINTED

    def __iter__(self) -> Iterator[Lexeme]:
        while self._place < len(self.text):
            start = self._place
            for lexeme in self._next(self.text[start]):
                yield lexeme._replace(start=start) if lexeme.leaf else lexeme

    def _next(self, character: str) -> Iterator[Lexeme]:
        """What stands at the place."""
        if character in "()":
            self._place += 1
            yield Lexeme("open" if character == "(" else "close", character)
        elif self._place in self._bars:
            self._place += 2 if self.text.startswith("||", self._place) else 1
            yield Lexeme("or", "OR")
        elif self._minus():
            self._place += 1
            yield Lexeme("not")
        elif self._starts_item(character):
            yield from self._item()
        else:
            self._skip(character)

    def _minus(self) -> bool:
        """A minus sign counts at the start of a word, as in `kota -jakarta`."""
        if (sign := self.text[self._place]) not in MINUS:
            return False
        before, after = self._beside()
        counts = (not before or before.isspace() or before == "(") and (
            after.isalnum() or after in ("(", "=", *DOUBLE_QUOTES, *SINGLE_QUOTES)
        )
        if counts and sign == "–" and (run := _RUN.match(self.text, self._place)):
            self._note("dash_excludes", run.group())
        return counts

    def _beside(self) -> tuple[str, str]:
        """The characters before and after the place, "" where the text ends."""
        before = self.text[self._place - 1] if self._place else ""
        return before, self.text[self._place + 1 : self._place + 2]

    def _starts_item(self, character: str) -> bool:
        if character.isalnum() or character in DOUBLE_QUOTES:
            return True
        before, after = self._beside()
        at_start = not before or before.isspace() or before in "(:=" + MINUS
        if not at_start:
            return False
        marks = character == "=" or (character in SIGNS_BEFORE and after.isalnum())
        return character in SINGLE_QUOTES or (marks and not after.isspace() and after != "")

    def _skip(self, character: str) -> None:
        if character in "*?" and self._place >= self._looked_to and (run := _RUN.match(self.text, self._place)):
            self._looked_to = run.end()  # at each of its marks it would be looked through to its end again
            if trim(run.group()):
                self._note("wildcard", run.group(), str(MAX_WILDCARDS))
        if character == "|" and self._place:
            self._note("or_hint", "|")
        self._place += 1

    def _item(self) -> Iterator[Lexeme]:
        """A word, phrase or operator, with the field and the equals sign before it."""
        start, field = self._place, self._field()
        if field in DATES.values() and (found := LONG_DATE.match(self.text, self._place)):
            self._place = found.end()
            yield from self._dated(field, self.text[start : self._place])
            return
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
        elif rest and rest in DOUBLE_QUOTES + SINGLE_QUOTES and (quoted := self._quoted(rest)) is not None:
            yield from self._leaves(self.text[start : self._place], field, phrase(*quoted), quoted=True)
        elif self._place == opened or field or exact:
            yield from self._run(start, field, exact=exact)

    def _field(self) -> str:
        place = self._place
        found = FIELD.match(self.text, place) or _SPACED_FIELD.match(self.text, place)
        name = FIELDS.get(found[1].lower(), "") if found else ""
        if found and name:
            self._place = found.end()
            if name in WORDS and (root := ROOT_NEXT.match(self.text, self._place)):
                self._place, name = root.end(), by_root(name)
            if found[0][-1].isspace():
                run = _RUN.match(self.text, self._place)
                self._note("spaced_field", f"{found[0]}{run.group() if run else ''}", found[0].rstrip())
        return name

    def _excludes(self) -> bool:
        """Whether a minus sign follows the name of a field, as in `rubrik:-ekonomi`; a date may have one."""
        after = self._beside()[1]
        return self.text[self._place : self._place + 1] in tuple(MINUS) and (after.isalpha() or after in ("(", "="))

    def _quoted(self, mark: str) -> tuple[str, int] | None:
        """The text up to the closing mark, and the number after `~`. A mark without its partner is skipped."""
        close = self._closing.get(self._place)
        if close is None:
            self._place += 1
            if mark in DOUBLE_QUOTES:
                self._note("unclosed_quote")
            return None
        inner = self.text[self._place + 1 : close]
        self._place = close + 1
        slop = self._slop()
        return self._clean(inner, wildcards=slop == 0), slop

    def _clean(self, inner: str, *, wildcards: bool) -> str:
        """The words of a phrase, without marks that mean something elsewhere."""
        words = re.sub(rf"[{DOUBLE_QUOTES}()|]", " ", inner).split()
        asked = " ".join(word if is_address(word) else _ASKED.sub(" ", word) for word in words)
        bare = [word.rstrip(_ENDING) for word in asked.split()]
        kept = [one if wildcards and is_wildcard(one) else unmarked(one).rstrip(_ENDING) for one in bare]
        if _MARKED.search(inner) and not any(is_wildcard(one) or is_address(one) for one in kept):
            self._note("quoted_wildcard", inner.strip())
        return " ".join(" ".join(kept).split())

    def _slop(self) -> int:
        if (found := _SLOP.match(self.text, self._place)) is None:
            return 0
        self._place = found.end()
        return self._distance(found[1] or "0")

    def _distance(self, digits: str) -> int:
        if int(digits) > MAX_DISTANCE:
            self._note("distance", str(MAX_DISTANCE))
        return min(int(digits), MAX_DISTANCE)

    def _run(self, start: int, field: str, *, exact: bool) -> Iterator[Lexeme]:
        """What reaches to the next blank, bracket or quotation mark."""
        run = found.group() if (found := _RUN.match(self.text, self._place)) else ""
        self._place += len(run)
        if self._place - start == len(run) and (operator := self._operator(run)):
            yield operator
            return
        self._hint(run, self.text[start : self._place], is_alone=not (field or exact))
        if field == "often" and not exact and (negative := _NEGATIVE.match(run)):
            run = f"0:{run[negative.end() :]}"
        word = trim(unmarked(re.sub(r"~\d*$", "", run))) if exact else ""
        if word and _MARKED.search(run) and not is_address(run):
            self._note("quoted_wildcard", f"={run}")
        wildcard = WILDCARD if field in WORDS else _VALUE_WILDCARD
        leaves: list[Leaf] = [Exact(word)] if word else self._words(run, wildcard)
        yield from self._leaves(self.text[start : self._place], field, leaves)

    def _hint(self, run: str, written: str, *, is_alone: bool) -> None:
        """Note what looks like a form of the query language and is none."""
        if written.endswith(":") and written[:-1].lower() in FIELDS:
            self._note("empty_field", run)
        if not is_alone or is_address(run):
            return
        if _UNKNOWN_FIELD.fullmatch(run):
            self._note("unknown_field", run.partition(":")[0])
        if run in _HINTED and self._is_short and self._place > len(run) and self.text[self._place :].strip():
            self._note("or_hint", run)
        if NO_NEAR.fullmatch(run) or (run == "NEAR" and self._is_between(len(run))):
            self._note("near_hint", run)

    def _is_between(self, length: int) -> bool:
        """Whether the run before the place stands between words of a query that is no headline in capitals."""
        start, (first, last, is_headline) = self._place - length, self._extent
        return first < start and self._place <= last and not is_headline and self.text[start - 1] not in MINUS

    @cached_property
    def _extent(self) -> tuple[int, int, bool]:
        """The places of the first and the last letter or digit, and whether the query is a headline in capitals."""
        places = [place for place, character in enumerate(self.text) if character.isalnum()]
        return places[0], places[-1], self.text.isupper() and not self._is_short

    def _operator(self, run: str) -> Lexeme | None:
        if run in OPERATORS:
            return Lexeme(OPERATORS[run], run)
        near = NEAR.fullmatch(run)
        return Lexeme("near", run, distance=self._distance(near[1])) if near and int(near[1]) else None

    def _words(self, run: str, wildcard: re.Pattern[str] = WILDCARD) -> list[Leaf]:
        """The leaf of a run of characters; more than one where its marks cannot be read."""
        if run.isalnum():  # as nearly all are
            return [Word(word) for word in plain(run)]
        if is_address(address := trim(run)):
            return [Word(address)]
        run = _ASKED.sub(" ", _BLANK_OF_INITIALS.sub("", run)).rstrip(_ENDING)
        if "*" in run or "?" in run:
            pattern = re.sub(r"\*{2,}", "*", run)
            if wildcard.fullmatch(pattern) and sum(map(pattern.count, "*?")) <= MAX_WILDCARDS:
                return [Wildcard(pattern)]
            self._note("wildcard", run, str(MAX_WILDCARDS))
        elif marked := FUZZY.fullmatch(run):
            if found := fuzzy(*marked.groups()):
                return [found]
            self._note("fuzzy", run)
        return [Word(word) for part in re.split(rf"(?!{_PERCENT})[\s*?~]+", run) for word in plain(trim(part))]

    def _plain(self, written: str) -> list[Leaf]:
        """The words of what cannot be read as the field that it names."""
        return [leaf for part in re.split(rf"[\s:{DOUBLE_QUOTES}]+", written) for leaf in self._words(part)]

    def _leaves(self, written: str, field: str, leaves: list[Leaf], *, quoted: bool = False) -> Iterator[Lexeme]:
        """The leaves put into their field."""
        if field in DATES.values() and leaves:
            yield from self._dated(field, written)
            return
        if field and not leaves:
            self._note("empty_field", written)
            field, leaves = "", self._plain(written)
        for leaf in leaves:
            if note := misread(leaf, field):
                self._note(note.code, *note.arguments)
            yield Lexeme("leaf", written, with_field(leaf, field, whole=quoted))

    def _dated(self, field: str, written: str) -> Iterator[Lexeme]:
        """The ends of the days that are meant; what is no valid date stays words."""
        name, _, value = written.partition(":")
        value = value.translate(HYPHENS).strip(f"{DOUBLE_QUOTES}{SINGLE_QUOTES}=.,;!? ")
        leaves = days(field, value, self.now, "en" if name.lower() == "when" else "id")
        if not leaves:
            self._note("span" if field == "span" else "date", written)
            leaves = self._plain(written)
        if field == "day" and len(leaves) > 1:
            yield Lexeme("open", "(")
        for leaf in leaves:
            yield Lexeme("leaf", written, leaf)
        if field == "day" and len(leaves) > 1:
            yield Lexeme("close", ")")

    def _note(self, code: str, *arguments: str) -> None:
        self.notes.setdefault(Note(code, arguments))
