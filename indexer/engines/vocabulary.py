"""Which terms are spelt like words that are asked for: found out once for each term, however many documents have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from indexer.engines.queries import Fuzzy
from indexer.language.spelling import within_distance

MAX_KNOWN = 200_000
"""Terms that are known at once; with more, learning begins anew."""


Letters = int
"""The set of a text's letters as bits."""
_Terms = dict[int, list[tuple[str, Letters]]]
"""Terms by their length."""


@dataclass(slots=True)
class Vocabulary:
    """The terms of all documents so far, each held once against the words whose spelling is asked for: to hold every
    document's terms against each would cost more than all else."""

    _known: set[str] = field(default_factory=set)
    _near: dict[Fuzzy, tuple[Callable[[_Terms], Iterator[str]], set[str]]] = field(default_factory=dict)
    _last: frozenset[str] = frozenset()

    def near(self, query: Fuzzy) -> set[str]:
        """The known terms that are spelt like a word, which grow as more are learnt."""
        if query not in self._near:
            self._forget()
            self._near[query] = _spelt_like(query), set()
        return self._near[query][1]

    def learn(self, terms: frozenset[str]) -> None:
        """Know these terms too."""
        if terms is self._last:
            return
        if len(self._known) > MAX_KNOWN:
            self._forget()
        new: _Terms = {}
        for term in terms - self._known:
            new.setdefault(len(term), []).append((term, _letters(term)))
        for spelt_like, near in self._near.values():
            near.update(spelt_like(new))
        self._known.update(terms)
        self._last = terms

    def _forget(self) -> None:
        self._known.clear()
        self._last = frozenset()
        for _, near in self._near.values():
            near.clear()


def _spelt_like(query: Fuzzy) -> Callable[[_Terms], Iterator[str]]:
    """Gives those of some terms that are within the distance of a word; cheap signs are looked at first."""
    text, distance = query.text, query.distance
    letters, most = _letters(text), 2 * distance  # an edit takes one letter away and brings another at most
    lengths = range(len(text) - distance, len(text) + distance + 1)
    first, *middle, last = _pieces(text, distance + 1)

    def among(terms: _Terms) -> Iterator[str]:
        for length in lengths:
            for term, its in terms.get(length, ()):
                if (
                    (letters ^ its).bit_count() <= most
                    and (term.startswith(first) or term.endswith(last) or any(piece in term for piece in middle))
                    and within_distance(text, term, distance)
                ):
                    yield term

    return among


def _pieces(text: str, number: int) -> list[str]:
    """A text in pieces with a letter between them: an edit (two letters changing places too) touches one at most, so
    that of one piece more than edits one is whole."""
    length = (len(text) - number + 1) // number
    starts = [place * (length + 1) for place in range(number)]
    return [text[start : start + length] for start in starts[:-1]] + [text[starts[-1] :]]


def _letters(text: str) -> Letters:
    found = 0
    for letter in text:
        found |= 1 << (ord(letter) & 63)
    return found
