"""Other spellings of inflected words (`perizinan`: `perijinan`), as far as articles write them so."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from indexer.engines.queries import Term
from indexer.language.analysis import Lexicon, analyze
from indexer.language.variants import Variants, Words
from indexer.language.word_forms import word_form
from search.planning.joining import MAX_ASKED, Counts, rows
from search.query.tree import Tree


class _Spelling(NamedTuple):
    """An inflected word of a query, another way to write it, and the weight of that."""

    written: str
    other: str
    weight: float


def with_inflected(tree: Tree, lexicon: Lexicon, variants: Variants, counts: Counts) -> Variants:
    """The variants, and the inflected words of a query with the other spellings of their roots where the articles that
    `counts` counts have them."""
    asked = list(itertools.islice(_other_spellings(tree, lexicon, variants), MAX_ASKED))
    if not asked:
        return variants
    numbers = counts([Term("word", word_form(spelling.other, lexicon)) for spelling in asked])
    found = defaultdict[Words, dict[Words, float]](dict)
    for (written, other, weight), number in zip(asked, numbers, strict=True):
        if number:
            found[(written,)][(other,)] = weight
    return replace(variants, others={**variants.others, **found}) if found else variants


def _other_spellings(tree: Tree, lexicon: Lexicon, variants: Variants) -> Iterator[_Spelling]:
    for word in itertools.chain.from_iterable(rows(tree)):
        tokens = analyze(word.text, lexicon)
        if len(tokens) != 1 or (tokens[0].exact,) in variants.others:
            continue
        exact, root = tokens[0].exact, tokens[0].stem
        for other, weight in variants.others.get((root,), {}).items():
            if root in exact and len(other) == 1 and other[0].islower():
                yield _Spelling(exact, exact.replace(root, other[0]), weight)
