"""A query as a tree, and the tree as text again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from indexer import fields
from search.query.signs import DOUBLE_QUOTES

NAMES = {field.name: field.query_names["id"][0] for field in fields.FIELDS if field.query_names}
"""How a field is written."""

_QUOTES = re.compile(f"[{DOUBLE_QUOTES}]")
PLAIN_VALUE = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its own forms, or in all of its root; in the whole article where `field` is empty."""

    text: str
    field: str = ""
    by_root: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """A word exactly as written."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order; with `slop`, within so many words of each other (two words: in either order)."""

    text: str
    slop: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Two words within so many words of each other, in either order; those that are not `Exact` in their own forms."""

    left: Word | Exact
    right: Word | Exact
    distance: int

    @property
    def field(self) -> str:
        """The field that both stand in."""
        return self.left.field


@dataclass(frozen=True, slots=True)
class Often:
    """A word that stands so many times (two or more) in an article's title and text, in whatever form of its own."""

    text: str
    times: int

    @property
    def field(self) -> str:
        """The whole article."""
        return ""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words that match a pattern with `*` (any letters) and `?` (one letter)."""

    pattern: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words spelt like this one, up to an edit distance."""

    text: str
    distance: Literal[1, 2]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """Articles whose keyword field holds this value, in any case, or one that the `form` matches; `whole` where it was
    quoted, so that a longer value with the same words is another one."""

    field: str
    text: str
    form: Wildcard | Fuzzy | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """Articles of this Jakarta day and later."""

    day: date


@dataclass(frozen=True, slots=True)
class Until:
    """Articles of this Jakarta day and earlier."""

    day: date


@dataclass(frozen=True, slots=True)
class All:
    """Parts that simply stand side by side: all of them by default, any of them by choice."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class And:
    """Parts joined by an explicit AND."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Parts joined by OR."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but the part."""

    part: Tree


TextLeaf = Word | Exact | Phrase | Near | Often | Wildcard | Fuzzy
Leaf = TextLeaf | Value | Since | Until
Tree = Leaf | All | And | Or | Not

EMPTY = All(())


def negate(tree: Tree) -> Tree:
    """The opposite of a tree; two negations are none."""
    return tree.part if isinstance(tree, Not) else Not(tree)


def join(kind: type[All | And | Or], parts: list[Tree]) -> Tree:
    """Parts under one operator: a single part stands alone, parts of the same kind are merged in."""
    if len(parts) == 1:
        return parts[0]
    merged = [one for part in parts for one in (part.parts if isinstance(part, kind) else (part,))]
    return kind(tuple(merged))


def exclusions(tree: Tree) -> Iterator[Tree]:
    """What a query leaves out, at every level."""
    match tree:
        case Not(part):
            yield part
        case All(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from exclusions(part)
        case _:
            return


def wildcards(tree: Tree) -> Iterator[Wildcard]:
    """The patterns of a query, at every level."""
    match tree:
        case All(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from wildcards(part)
        case Not(part):
            yield from wildcards(part)
        case Wildcard():
            yield tree
        case _:
            return


def to_text(tree: Tree) -> str:
    """The query written out; `parse` makes the same tree of it again."""
    match tree:
        case All(parts):
            return " ".join(_inner(part, (Or,)) for part in parts)
        case And(parts):
            return " AND ".join(_inner(part, (Or, All)) for part in parts)
        case Or(parts):
            return " OR ".join(_inner(part, (And, All)) for part in parts)
        case Not(part):
            return f"NOT {_inner(part, (Or, All, And, Near))}"
        case _:
            return _leaf_text(tree)


def _inner(tree: Tree, bracketed: tuple[type, ...]) -> str:
    text = to_text(tree)
    return f"({text})" if isinstance(tree, bracketed) else text


def _leaf_text(leaf: Leaf) -> str:  # noqa: PLR0911 - one form of leaf, one return
    match leaf:
        case Value(field, _, Wildcard() | Fuzzy() as form):
            return f"{NAMES[field]}:{_words_text(form)}"
        case Value(field, text, _, whole):
            return f"{NAMES[field]}:{_quoted(_unquoted(text)) if whole or not PLAIN_VALUE.fullmatch(text) else text}"
        case Since(day):
            return f"sejak:{day.isoformat()}"
        case Until(day):
            return f"sampai:{day.isoformat()}"
        case Often(text, times):
            return f"hitung:{times}:{text}"
        case Near(left, right, distance):
            return f"{_leaf_text(left)} NEAR/{distance} {_leaf_text(right)}"
        case _:
            return (f"{NAMES[leaf.field]}:" if leaf.field else "") + _words_text(leaf)


def _words_text(leaf: Word | Exact | Phrase | Wildcard | Fuzzy) -> str:
    match leaf:
        case Word(text, _, by_root):
            return f"akar:{text}" if by_root else text
        case Exact(text):
            return f"={text}"
        case Phrase(text, slop):
            return _quoted(text) + (f"~{slop}" if slop else "")
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, distance):
            return f"{text}~{distance}"


def _unquoted(value: str) -> str:
    """A value of a field as it can stand in quotation marks, which none of its own may end."""
    return _QUOTES.sub(" ", value)


def _quoted(text: str) -> str:
    return f'"{text}"'
