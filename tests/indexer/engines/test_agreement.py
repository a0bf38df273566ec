"""The two engines side by side on one corpus: the same documents, in the same order, with the same scores."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from indexer.engines.copies import in_group
from indexer.engines.port import Engine, Page
from indexer.engines.queries import (
    Best,
    Bool,
    Boost,
    Cursor,
    Everything,
    Filter,
    Fuzzy,
    Pattern,
    Phrase,
    Query,
    Range,
    Request,
    Term,
)
from indexer.language.often import terms_from
from tests.indexer.engines.corpus import corpus, words

pytestmark = pytest.mark.elasticsearch

TOLERANCE = 1e-4
DOCUMENTS = corpus(600)


@pytest.fixture(scope="module")
def pair(module_engines: tuple[Engine, Engine]) -> tuple[Engine, Engine]:
    """Both engines, freshly built of the same documents."""
    for engine in module_engines:
        engine.create("1", "fingerprint")
        engine.switch("1")
        assert engine.write("1", DOCUMENTS, []) == []
    return module_engines


class Queries:
    """Makes up queries of every form, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def word(self) -> str:
        return self.chance.choice(words())

    def leaf(self) -> Query:
        field = self.chance.choice(("stem", "exact", "title", "body", "headline"))
        return self.chance.choice(
            (
                lambda: Term(field, self.word()),
                lambda: Term("stem", self.word()),
                lambda: Term("word", self.word()),
                lambda: Term("title_word", self.word()),
                lambda: Bool((Term("word", self.word()),), must_not=(Term("title_only", self.word()),)),
                lambda: Term("often", terms_from(self.word(), self.chance.randint(2, 4))[0]),
                lambda: Term("id", self.chance.choice(DOCUMENTS).id),
                lambda: in_group(self.chance.choice(DOCUMENTS).group),
                lambda: Range("copies", self.chance.randrange(2**62), None),
                lambda: Term(
                    *self.chance.choice((("publisher", "tempo"), ("author", "Budi Santoso"), ("tag", "perang")))
                ),
                lambda: Phrase("exact", self.phrase()),
                lambda: Phrase("exact", (self.word(), self.word()), self.chance.randrange(20)),
                lambda: Phrase("title", (self.word(), self.word(), self.word()), self.chance.randrange(1, 8)),
                lambda: Pattern(
                    self.chance.choice(("exact", "headline")), self.word()[:3] + self.chance.choice(("*", "?*", "*a"))
                ),
                lambda: Fuzzy("exact", self.word()[1:], self.chance.choice((1, 2))),
                lambda: Range("published", 1_640_000_000 + self.chance.randrange(10**8), None),
                Everything,
            )
        )()

    def phrase(self) -> tuple[str, ...]:
        terms = self.chance.choice(DOCUMENTS).exact_title.split()
        start = self.chance.randrange(len(terms) - 1)
        return tuple(terms[start : start + self.chance.randint(2, 4)])

    def query(self, depth: int = 2) -> Query:
        if depth == 0 or self.chance.random() < 0.3:
            return self.leaf()
        some = tuple(self.query(depth - 1) for _ in range(self.chance.randint(1, 3)))
        one = self.query(depth - 1)
        return self.chance.choice(
            (
                Bool(must=some),
                Bool(should=some, minimum=self.chance.randint(0, 2)),
                Bool(must=(one,), should=some),
                Bool(must=(one,), must_not=some[:1]),
                Bool(should=(one, *some), must_not=(self.leaf(),)),
                Best((one, *some), self.chance.choice((0.0, 0.3))),
                Boost(one, self.chance.choice((0.3, 2.0, 3.5))),
                Filter(one),
            )
        )


def assert_same(mine: Page, theirs: Page) -> None:
    """The same documents and scores; documents whose scores differ by no more than rounding may change places."""
    assert mine.total == theirs.total
    scores = [hit.score for hit in mine.hits]
    assert [hit.score for hit in theirs.hits] == pytest.approx(scores, rel=TOLERANCE, abs=TOLERANCE)
    assert _runs(mine, scores) == _runs(theirs, scores)


def _runs(page: Page, scores: list[float]) -> list[set[str]]:
    """The ids, those of (nearly) one score together; the last run may be cut, and is left out."""
    runs: list[set[str]] = []
    for place, (hit, score) in enumerate(zip(page.hits, scores, strict=True)):
        if place == 0 or scores[place - 1] - score > TOLERANCE:
            runs.append(set())
        runs[-1].add(hit.id)
    return runs if len(page.hits) == page.total else runs[:-1]


@pytest.mark.parametrize("seed", range(200))
def test_any_query_by_relevance(pair, seed):
    query = Queries(seed).query()
    mine, theirs = (engine.search(Request(query, limit=40)) for engine in pair)
    assert_same(mine, theirs)


@pytest.mark.parametrize("seed", range(200, 260))
def test_any_query_by_date_page_by_page(pair, seed):
    queries = Queries(seed)
    request = Request(queries.query(), limit=7, sort=queries.chance.choice(("newest", "oldest")))
    for _ in range(4):
        mine, theirs = (engine.search(request) for engine in pair)
        assert mine == theirs
        if not mine.hits:
            break
        request = replace(request, after=Cursor(0.0, mine.hits[-1].sort))


@pytest.mark.parametrize("seed", range(260, 300))
def test_any_query_counted(pair, seed):
    query = Queries(seed).query()
    mine, theirs = pair
    assert mine.count(query) == theirs.count(query)
    fields = ("publisher", "author", "section")
    assert mine.overview(query, dict.fromkeys(fields, 3)) == theirs.overview(query, dict.fromkeys(fields, 3))
