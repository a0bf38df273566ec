"""The walk down the letters: exact, and short."""

from __future__ import annotations

import random

import pytest

from indexer.engine import Bucket, Pattern
from indexer.engines.elastic_terms import ALPHABET, commonest


class Holdings:
    """A stand-in for an index: terms and their documents. It counts how often it is asked."""

    def __init__(self, terms):
        self.terms = terms
        self.asked = 0

    def count(self, queries):
        self.asked += 1
        return {name: len(self.documents(query)) for name, query in queries.items()}

    def documents(self, query):
        if isinstance(query, Pattern):
            return {one for term, ids in self.terms.items() if term.startswith(query.pattern[:-1]) for one in ids}
        return self.terms.get(query.text, set())


@pytest.mark.parametrize("seed", range(20))
def test_terms_are_those_of_a_full_count(seed):
    chance = random.Random(seed)
    terms = {
        "ser" + "".join(chance.choices(ALPHABET, k=chance.randrange(5))): set(
            chance.sample(range(50), chance.randint(1, 9))
        )
        for _ in range(60)
    }
    everything = sorted((Bucket(term, len(ids)) for term, ids in terms.items()), key=lambda b: (-b.count, b.value))
    for limit in (1, 5, 100):
        assert commonest(Holdings(terms).count, "exact", "ser", limit) == everything[:limit]


def test_many_rare_terms_do_not_make_it_long():
    letters = "abcdefghij"
    terms = {f"ser{a}{b}{c}panjang": {a + b + c} for a in letters for b in letters for c in letters}
    holdings = Holdings(terms)
    assert [bucket.value for bucket in commonest(holdings.count, "exact", "ser", 3)] == sorted(terms)[:3]
    assert holdings.asked < 40
