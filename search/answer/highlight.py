"""Which words of a text a query marks: every form of a queried word, exact words and whole phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.language.analysis import Lexicon, Token, analyze, indexed_forms
from indexer.language.english import english_form
from indexer.language.variants import Variants
from indexer.language.word_forms import word_form
from search.planning.expansion import all_groups
from search.planning.special_words import phrase_terms
from search.planning.words import Forms
from search.query.patterns import matcher
from search.query.tree import All, And, Exact, Fuzzy, Near, Or, Phrase, TextLeaf, Tree, Wildcard, Word


class Mark(NamedTuple):
    """Characters `start` to `end`, marked by a part of the query; `part` numbers the parts."""

    start: int
    end: int
    part: int


class Form(NamedTuple):
    """What a word of a query marks: words written like `exact`, forms of `word`, those with the root `stem` or in an
    English text the stem `english`, or those that `matches`; with a `mark` (`BIN`) only words that have it too."""

    exact: str = ""
    word: str = ""
    stem: str = ""
    mark: str = ""
    english: str = ""
    matches: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A part of a query that marks: words in a row (one for a single word), in title or body or both."""

    words: tuple[Form, ...]
    slop: int = 0
    field: str = ""


Span = tuple[int, int]
"""The first and the last place of some words."""


class _Words:
    """The words of a text without their places. Most paragraphs have none that is marked, and to note where all their
    words stand took four fifths of an answer's time."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._written = {token.exact for token in tokens}
        self._written |= {half for exact in self._written if "-" in exact for half in exact.split("-")}
        self._word = {token.word for token in tokens}
        self._stem = {token.stem for token in tokens}
        self._mark = {token.mark for token in tokens}

    def may_have(self, part: Marker) -> bool:
        """Whether each word of a part may stand here; False where one certainly does not."""
        return all(map(self._may_mark, part.words))

    def _may_mark(self, form: Form) -> bool:
        """As `_Places.of`; of a pattern nothing is known."""
        exact, written = form.exact, self._written
        if form.matches:
            return True
        if form.mark:
            return form.mark in self._mark
        return (
            exact in written
            or bool(form.word and form.word in self._word)
            or bool(form.stem and form.stem in self._stem)
            or bool(form.english and form.english in self._mark)
            or any(exact[:place] in written and exact[place:] in written for place in range(1, len(exact)))
        )


class _Places:
    """Where each word of a text stands, by its spelling, its word, its root and its mark: each word of a query is
    looked up once. Places are those of the index, where a plural (`anak-anak`) takes two."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list[Token]()
        """The token that each place belongs to."""
        self._written, self._joined, self._word, self._stem, self._mark = (
            defaultdict[str, list[Span]](list) for _ in range(5)
        )
        for token in tokens:
            first = len(self.tokens)
            written = indexed_forms((token,)) if "-" in token.exact else (token.exact,)
            for place, half in enumerate(written, first):
                self._written[half].append((place, place))
                self.tokens.append(token)
            span = (first, len(self.tokens) - 1)
            self._word[token.word].append(span)
            self._stem[token.stem].append(span)
            self._mark[token.mark].append(span)
            if first and token.start - (before := self.tokens[first - 1]).end == 1:  # covid-19, S.Pd
                self._joined[before.exact + token.exact].append((first - 1, span[1]))

    def of(self, form: Form) -> set[Span]:
        """The places of the words that a form marks."""
        if form.matches:
            return {span for exact, spans in self._written.items() if form.matches(exact) for span in spans}
        if form.mark:
            return set(self._mark.get(form.mark, ()))
        return {
            *self._written.get(form.exact, ()),
            *self._joined.get(form.exact, ()),
            *(self._word.get(form.word, ()) if form.word else ()),
            *(self._stem.get(form.stem, ()) if form.stem else ()),
            *(self._mark.get(form.english, ()) if form.english else ()),
        }

    def marks(self, span: Span, part: int) -> list[Mark]:
        """A mark over words in a row; where they begin or end within a plural, one over each of them."""
        first, last = span
        covered = list(dict.fromkeys(self.tokens[first : last + 1]))
        around = (*self.tokens[max(first - 1, 0) : first], *self.tokens[last + 1 : last + 2])
        if any(token in covered for token in around):
            return [Mark(token.start, token.end, part) for token in covered]
        return [Mark(covered[0].start, covered[-1].end, part)]


def markers(tree: Tree, lexicon: Lexicon, variants: Variants, forms: Forms = "word") -> list[Marker]:
    """The markers of all parts of a query that say what hits have (not what they must not have)."""
    leaves = list(text_leaves(tree))
    for group in all_groups(tree, lexicon, variants):
        leaves += [_as_leaf(other.words) for other in group.others]
    found = (marker for leaf in leaves for marker in (_marker(leaf, lexicon, forms), _joined(leaf, lexicon)))
    return [marker for marker in found if marker is not None]


def marks(tokens: Sequence[Token], parts: Sequence[Marker], field: str) -> list[Mark]:
    """Where the words of a text are marked, in order and without overlaps."""
    words = _Words(tokens)
    there = [(number, part) for number, part in enumerate(parts) if part.field in ("", field) and words.may_have(part)]
    if not there:
        return []
    places = _Places(tokens)
    found = sorted(
        (mark for number, part in there for span in _find(places, part) for mark in places.marks(span, number)),
        key=lambda mark: (mark.start, -mark.end),
    )
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def text_leaves(tree: Tree) -> Iterator[TextLeaf]:
    """The words, phrases and patterns that hits may have, not those that they must not have."""
    match tree:
        case All(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from text_leaves(part)
        case Word() | Exact() | Phrase() | Near() | Wildcard() | Fuzzy():
            yield tree
        case _:
            return


def _as_leaf(words: tuple[str, ...]) -> TextLeaf:
    return Word(words[0]) if len(words) == 1 else Phrase(" ".join(words))


def _marker(leaf: TextLeaf, lexicon: Lexicon, forms: Forms) -> Marker | None:
    match leaf:
        case Near(left, right, distance):
            sides = [marker for word in (left, right) if (marker := _marker(word, lexicon, forms))]
            return _row([form for marker in sides for form in marker.words], distance, left.field)
        case Phrase(text, _, field) if "*" in text or "?" in text:
            return _row([_written(term) for term in phrase_terms(text, lexicon)], 0, field)
        case Wildcard() | Fuzzy():
            return Marker((Form(matches=matcher(leaf)),), field=leaf.field)
        case Word(text, field, by_root):
            marked = "root" if by_root else forms
            return _row([_form(token, marked) for token in analyze(text, lexicon)], 0, field)
        case Exact(text, field):
            return _row(_as_written(text, lexicon), 0, field)
        case Phrase(text, slop, field):
            return _row(_as_written(text, lexicon), slop, field)


def _joined(leaf: TextLeaf, lexicon: Lexicon) -> Marker | None:
    """What marks a word of several pieces (`covid-19`) where it is written as one."""
    tokens = analyze(leaf.text, lexicon) if isinstance(leaf, Word) else []
    joined = "".join(token.exact for token in tokens)
    if len(tokens) < 2 or joined.isdigit():
        return None
    return Marker((Form(joined, word=word_form(joined, lexicon)),), field=leaf.field)


def _written(term: str) -> Form:
    return Form(matches=matcher(Wildcard(term))) if set(term) & {"*", "?"} else Form(term)


def _form(token: Token, forms: Forms) -> Form:
    match forms:
        case "root":
            return Form(token.exact, stem=token.stem, english=english_form(token.exact))
        case "exact":
            return Form(token.exact, mark=token.mark)
        case _:
            return Form(token.exact, word=token.word, mark=token.mark, english=english_form(token.exact))


def _as_written(text: str, lexicon: Lexicon) -> list[Form]:
    return [Form(half, mark=token.mark) for token in analyze(text, lexicon) for half in indexed_forms((token,))]


def _row(words: list[Form], slop: int, field: str) -> Marker | None:
    """The marker of words in a row; near each other (with `slop`) a word given twice counts once, as in the engine."""
    return Marker(tuple(dict.fromkeys(words) if slop else words), slop, field) if words else None


def _find(places: _Places, part: Marker) -> Iterator[Span]:
    """The places of what a part marks."""
    found = [places.of(word) for word in part.words]
    if len(found) > 1 and part.slop:
        yield from _find_near(found, part.slop + len(found) - 1)
        return
    rows = list(found[0])
    for following in found[1:]:
        ends = defaultdict[int, list[int]](list)
        for start, end in following:
            ends[start].append(end)
        rows = [(first, end) for first, last in rows for end in ends.get(last + 1, ())]
    yield from rows


def _find_near(found: Sequence[set[Span]], reach: int) -> Iterator[Span]:
    """The words of a sloppy phrase, each by itself, where every other one is within `reach` places.

    A window of so many places to both sides moves over all places once.
    """
    every = sorted((place, word) for word, spans in enumerate(found) for place, _ in spans)
    inside = [0] * len(found)
    start = end = present = 0
    for place, _ in every:
        while end < len(every) and every[end][0] <= place + reach:
            inside[every[end][1]] += 1
            present += inside[every[end][1]] == 1
            end += 1
        while every[start][0] < place - reach:
            inside[every[start][1]] -= 1
            present -= inside[every[start][1]] == 0
            start += 1
        if present == len(found):
            yield place, place
