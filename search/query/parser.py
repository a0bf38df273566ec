"""The query language: any string becomes a tree, with notes on what was read in another way.

Every form is in the reference of the query language. Nothing is ever an error: what cannot be read is
taken as words. The caps on length, clauses and levels bound the cost of whatever comes in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from search.notes import Note
from search.query.leaves import misread, with_field
from search.query.lexer import Lexeme, Lexer
from search.query.limits import IN_ADDRESS, MAX_PHRASE_WORDS, Limits
from search.query.tree import (
    EMPTY,
    All,
    And,
    Exact,
    Fuzzy,
    Leaf,
    Near,
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

_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a query (`EMPTY` where it says nothing) and how it was read."""

    tree: Tree
    notes: tuple[Note, ...]


def parse(text: str, now: datetime, limits: Limits = IN_ADDRESS) -> Parsed:
    """Read a query. `now` is what `kemarin` and `rentang:` count from. Of what is over the limits only what the query
    leaves out is read: to lose that would find what nobody wants."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    lexer = Lexer(text[: limits.most], now)
    builder = _Builder(lexer.notes, limits)
    for lexeme in lexer:
        builder.take(lexeme)
    tree, mixed = builder.finish()
    notes = [*lexer.notes]
    if len(text) > limits.most:
        notes.append(Note("cut_off", (str(limits.most),)))
    if mixed:
        notes.append(Note("read_as", (to_text(tree),)))
    return Parsed(tree, tuple(notes))


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

    def __init__(self, notes: dict[Note, None], limits: Limits) -> None:
        self._notes, self._limits, self._frames = notes, limits, [_Frame()]
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
                self._leaf(lexeme.leaf, lexeme.start)
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
        if len(self._frames) > self._limits.levels:
            self._ignored += 1
            self._note("too_deep", str(self._limits.levels))
            return
        self._frames.append(_Frame(name))

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

    def _leaf(self, leaf: Leaf, start: int = 0) -> None:
        excluded = any(frame.nots for frame in self._frames)
        if not excluded and (over := self._over(start)):
            self._note(*over)
            self._frames[-1].operator = None
            return
        self._clauses += not excluded
        leaf = leaf if excluded else self._cut(leaf, start)
        leaf = self._affordable(leaf, excluded=excluded)
        for frame in reversed(self._frames):
            if note := misread(leaf, frame.scope):
                self._note(note.code, *note.arguments)
            leaf = with_field(leaf, frame.scope)
        self._add(leaf)

    def _over(self, start: int) -> tuple[str, str] | None:
        """Which limit a part that starts there is over, and what it is."""
        if start >= self._limits.characters:
            return "too_long", str(self._limits.characters)
        return ("too_many", str(self._limits.clauses)) if self._clauses >= self._limits.clauses else None

    def _cut(self, leaf: Leaf, start: int) -> Leaf:
        """The part of a leaf that stands within the first characters."""
        room = self._limits.characters - start
        if not isinstance(leaf, Word | Exact | Phrase) or len(leaf.text) <= room:
            return leaf
        self._note("too_long", str(self._limits.characters))
        return replace(leaf, text=leaf.text[:room].rstrip())

    def _affordable(self, leaf: Leaf, *, excluded: bool) -> Leaf:
        """The leaf; a long phrase as its first words, a pattern beyond the limit as the word that is left of it."""
        leaf = self._shortened(leaf) if isinstance(leaf, Phrase | Word | Exact) else leaf
        patterns = _patterns(leaf)
        if excluded or not patterns:
            return leaf
        self._patterns += patterns
        if self._patterns <= self._limits.patterns:
            return leaf
        self._note("too_many_patterns", str(self._limits.patterns))
        return _without_patterns(leaf)

    def _shortened(self, leaf: Phrase | Word | Exact) -> Leaf:
        if leaf.text.isalnum():
            return leaf
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
        for word in text.lower().split("/"):
            self._leaf(Word(word))

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
        self._notes.setdefault(Note(code, arguments))


def _outer_filters(runs: list[list[Tree]]) -> tuple[list[Tree], list[Tree]]:
    """Takes out filters at the outer ends of alternatives (`a OR b sejak:2025 -c`): they are meant for all of them.

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
    """Whether a part says which articles, and not what they are about: fields, days, and what is left out."""
    return all(map(_is_filter, tree.parts)) if isinstance(tree, All) else isinstance(tree, Value | Since | Until | Not)


def _patterns(leaf: Leaf) -> int:
    """How many words with `*`, `?` or `~` a leaf has."""
    if isinstance(leaf, Phrase):
        return sum("*" in word or "?" in word for word in leaf.text.split())
    return int(isinstance(leaf, Wildcard | Fuzzy))


def _without_patterns(leaf: Leaf) -> Leaf:
    match leaf:
        case Phrase(text):
            return replace(leaf, text=re.sub("[*?]", "", text))
        case Wildcard(text, field) | Fuzzy(text, _, field):
            return Word(re.sub("[*?]", "", text), field)
        case _:
            return leaf


def _near(left: Tree, right: Tree, distance: int) -> Near | None:
    """Two words within a distance; None where either side is no word."""
    if isinstance(left, Word | Exact) and isinstance(right, Word | Exact) and left.field == right.field:
        return Near(left, right, distance)
    return None
