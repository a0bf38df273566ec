"""The query language: any string becomes a tree, with notes on what was read in another way.

Every form is in the reference of the query language. Nothing is ever an error: what cannot be read is
taken as words. The caps on length, clauses and levels bound the cost of whatever comes in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from search.notes import Note
from search.query.lexer import Lexeme, Lexer, with_field
from search.query.tree import (
    EMPTY,
    All,
    And,
    Exact,
    Fuzzy,
    Leaf,
    Not,
    Or,
    Phrase,
    Since,
    Tree,
    Until,
    Value,
    Wildcard,
    Word,
    join,
    negate,
    to_text,
)

MAX_CHARACTERS = 1024
MAX_CLAUSES = 64
MAX_LEVELS = 20
MAX_PATTERNS = 8
"""Wildcards and `~` in one query; each costs as much as many words."""
MAX_PHRASE_WORDS = 32
"""Words of one phrase, or pieces of one word (a-b-c); a sentence of news has 20."""

_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a query (`EMPTY` where it says nothing) and how it was read."""

    tree: Tree
    notes: tuple[Note, ...]


def parse(text: str, now: datetime) -> Parsed:
    """Read a query. `now` is what `kemarin` and `rentang:` count from."""
    text, notes = _within_limit(text)
    lexer = Lexer(text, now)
    builder = _Builder(lexer.notes)
    for lexeme in lexer:
        builder.take(lexeme)
    tree, mixed = builder.finish()
    notes += lexer.notes
    if mixed:
        notes.append(Note("read_as", (to_text(tree),)))
    return Parsed(tree, tuple(notes))


def _within_limit(text: str) -> tuple[str, list[Note]]:
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) <= MAX_CHARACTERS:
        return text, []
    return text[:MAX_CHARACTERS], [Note("too_long", (str(MAX_CHARACTERS),))]


@dataclass(slots=True)
class _Frame:
    """What has been read between two brackets: alternatives (OR) of runs (side by side) of chains (AND)."""

    scope: str = ""
    alternatives: list[list[list[Tree]]] = field(default_factory=lambda: [[]])
    nots: list[str] = field(default_factory=list)
    operator: Lexeme | None = None

    def tree(self) -> Tree | None:
        runs = [[join(And, chain) for chain in run] for run in self.alternatives if run]
        before, after = _outer_filters(runs) if len(runs) > 1 else ([], [])
        either = [join(Or, [join(All, run) for run in runs])] if runs else []
        return join(All, [*before, *either, *after]) if either else None

    def mixed(self) -> bool:
        """Whether words side by side stand beside an OR, which may have been meant in two ways."""
        return len(self.alternatives) > 1 and any(len(run) > 1 for run in self.alternatives)


class _Builder:
    """Puts lexemes into a tree with a stack of its own, so that no query is too deep for it."""

    def __init__(self, notes: list[Note]) -> None:
        self._notes, self._frames = notes, [_Frame()]
        self._clauses = self._patterns = self._ignored = 0
        self._mixed = False

    def take(self, lexeme: Lexeme) -> None:
        match lexeme.kind:
            case "open":
                self._open(lexeme.field)
            case "close":
                self._close()
            case "not":
                self._frames[-1].nots.append(lexeme.text)
            case "leaf" if lexeme.leaf is not None:
                self._leaf(lexeme.leaf)
            case _:
                self._operator(lexeme)

    def finish(self) -> tuple[Tree, bool]:
        """The whole tree, and whether its order of operators should be shown."""
        if len(self._frames) > 1 or self._ignored:
            self._note("unclosed_bracket")
        while len(self._frames) > 1:
            self._pop()
        self._settle()
        frame = self._frames[0]
        return frame.tree() or EMPTY, self._mixed or frame.mixed()

    def _open(self, name: str) -> None:
        if len(self._frames) > MAX_LEVELS:
            self._ignored += 1
            self._note("too_deep", str(MAX_LEVELS))
            return
        self._frames.append(_Frame(name or self._frames[-1].scope))

    def _close(self) -> None:
        if self._ignored:
            self._ignored -= 1
        elif len(self._frames) == 1:
            self._note("extra_bracket")
        else:
            self._pop()

    def _pop(self) -> None:
        self._settle()
        frame = self._frames.pop()
        self._mixed = self._mixed or frame.mixed()
        tree = frame.tree()
        if tree is not None:
            self._add(tree)

    def _leaf(self, leaf: Leaf) -> None:
        if self._clauses == MAX_CLAUSES:
            self._note("too_many", str(MAX_CLAUSES))
            self._frames[-1].operator, self._frames[-1].nots = None, []
            return
        self._clauses += 1
        self._add(with_field(self._affordable(leaf), self._frames[-1].scope))

    def _affordable(self, leaf: Leaf) -> Leaf:
        """The leaf; a long phrase as its first words, a pattern beyond the limit as the word that is left of it."""
        if isinstance(leaf, Phrase | Word | Exact):
            return self._shortened(leaf)
        if not isinstance(leaf, Wildcard | Fuzzy):
            return leaf
        self._patterns += 1
        if self._patterns <= MAX_PATTERNS:
            return leaf
        self._note("too_many_patterns", str(MAX_PATTERNS))
        text = leaf.text if isinstance(leaf, Fuzzy) else leaf.pattern
        return Word(text.replace("*", "").replace("?", ""), leaf.field)

    def _shortened(self, leaf: Phrase | Word | Exact) -> Leaf:
        pieces = list(_PIECE.finditer(leaf.text))
        if len(pieces) <= MAX_PHRASE_WORDS:
            return leaf
        end = pieces[MAX_PHRASE_WORDS - 1].end()
        self._note("long_phrase", str(MAX_PHRASE_WORDS), leaf.text[end:].strip())
        return replace(leaf, text=leaf.text[:end])

    def _operator(self, lexeme: Lexeme) -> None:
        """An operator waits for what follows it; one with nothing on its left is a word."""
        frame = self._frames[-1]
        self._settle()
        if frame.alternatives[-1]:
            frame.operator = lexeme
        else:
            self._dangling(lexeme.text)

    def _settle(self) -> None:
        """Take an operator that still waits for something as the word that it is."""
        frame = self._frames[-1]
        if frame.operator is not None:
            text, frame.operator = frame.operator.text, None
            self._dangling(text)
        nots, frame.nots = [text for text in frame.nots if text], []
        for text in nots:
            self._dangling(text)

    def _dangling(self, text: str) -> None:
        self._note("dangling", text)
        self._leaf(Word(text.lower()))

    def _add(self, tree: Tree) -> None:
        """Put a part where the operator before it says."""
        frame = self._frames[-1]
        if len(frame.nots) % 2:
            tree = negate(tree)
        frame.nots = []
        operator, frame.operator = frame.operator, None
        run = frame.alternatives[-1]
        if operator is None:
            run.append([tree])
        elif operator.kind == "or":
            frame.alternatives.append([[tree]])
        else:
            self._chain(run[-1], tree, operator)

    def _chain(self, chain: list[Tree], tree: Tree, operator: Lexeme) -> None:
        if operator.kind == "near":
            near = _near(chain[-1], tree, operator.distance)
            if near is not None:
                chain[-1] = near
                return
            self._note("near", operator.text)
        chain.append(tree)

    def _note(self, code: str, *arguments: str) -> None:
        note = Note(code, arguments)
        if note not in self._notes:
            self._notes.append(note)


def _outer_filters(runs: list[list[Tree]]) -> tuple[list[Tree], list[Tree]]:
    """Takes out filters at the outer ends of alternatives (`a OR b sejak:2025`): they are meant for all of them.

    Not where another alternative has filters of its own, nor where one would be left without words.
    """
    first, last = runs[0], runs[-1]
    leading = next((place for place, part in enumerate(first) if not _is_filter(part)), 0)
    trailing = next((place for place, part in enumerate(reversed(last)) if not _is_filter(part)), 0)
    if sum(any(map(_is_filter, run)) for run in runs) != 1 or (leading and trailing):
        return [], []
    before, after = first[:leading], last[len(last) - trailing :]
    runs[0], runs[-1] = first[leading:], last[: len(last) - trailing]
    return before, after


def _is_filter(tree: Tree) -> bool:
    return isinstance(tree.part if isinstance(tree, Not) else tree, Value | Since | Until)


def _near(left: Tree, right: Tree, distance: int) -> Phrase | None:
    """Two words within a distance; None where either side is no word."""
    if isinstance(left, Word | Exact) and isinstance(right, Word | Exact) and left.field == right.field:
        return Phrase(f"{left.text} {right.text}", distance, left.field)
    return None
