"""What only ranks the hits of a query: words that are neighbours, the words of a phrase, the query as a phrase."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from indexer.engines.queries import Boost, Query, Term
from indexer.engines.queries import Phrase as TermPhrase
from indexer.language.analysis import Lexicon, analyze, indexed_forms
from search.planning.expansion import Group
from search.query.tree import All, Phrase, Tree, Word

PAIR_WEIGHT = 0.1
"""What two words of a query that are neighbours in the article too add to the score (decision 50)."""
MAX_PAIRS = 64
"""Pairs that are looked at, the first of a query: 36 of a summary of three sentences take a quarter of its time
(decision 50)."""


def neighbours(grouped: Sequence[Group | Tree], lexicon: Lexicon) -> list[Query]:
    """Neighbouring words of a query, which rank articles higher where they are neighbours too."""
    pairs, row = list[tuple[str, ...]](), list[str]()
    for part in (*grouped, None):
        if isinstance(part, Group):
            row += [token.stem for word in part.words for token in analyze(word.text, lexicon)]
        else:
            pairs += itertools.pairwise(row)
            row = []
    return [Boost(TermPhrase("body", pair), PAIR_WEIGHT) for pair in list(dict.fromkeys(pairs))[:MAX_PAIRS]]


def phrase_words(part: Tree, lexicon: Lexicon) -> list[Query]:
    """The words of a phrase, which rank its hits as they would alone."""
    if not isinstance(part, Phrase) or part.field:
        return []
    words = " ".join(word for word in part.text.split() if not set(word) & {"*", "?"})
    return [Term("stem", token.stem) for token in analyze(words, lexicon)]


def as_phrase(tree: Tree, lexicon: Lexicon) -> list[Query]:
    """A query of plain words as a phrase, which ranks the article that is called so (`Ada Apa dengan Cinta`) first even
    where some of its words are left out."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    if not all(isinstance(part, Word) and not part.field for part in parts):
        return []
    tokens = [token for part in parts if isinstance(part, Word) for token in analyze(part.text, lexicon)]
    return [TermPhrase("exact", indexed_forms(tokens))] if len(tokens) > 1 else []
