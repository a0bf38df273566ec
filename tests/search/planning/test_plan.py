"""What a query falls back on where no article has all its words, and how many lists of the index it has read."""

from __future__ import annotations

import pytest

from indexer.engines.queries import Bool, Boost, Nothing, Query, Term
from indexer.language.analysis import Token
from search.planning.plan import Match, Part, Plan, Step
from search.planning.words import piece_query


@pytest.mark.parametrize(
    ("words", "expected"), [(0, ()), (1, (1,)), (2, (2, 1)), (3, (3, 2, 1)), (4, (4, 2, 1)), (5, (5, 3, 1))]
)
def test_the_nearest_have_at_least_half_of_the_words_by_their_roots(words: int, expected: tuple[int, ...]) -> None:
    plan = Plan((), (), tuple(Part(str(number), Nothing(), Nothing()) for number in range(words)), ())
    assert plan.steps("all") == (Step(words), *(Step(minimum, roots=True) for minimum in expected))


@pytest.mark.parametrize("match", ["all", "any"])
def test_a_word_is_read_twice_and_as_written_only_where_that_is_another_form(match: Match) -> None:
    tokens = [Token("6", "6", "6", "", 0, 1), Token("pasar", "pasar", "pasar", "", 0, 5)]
    inflected = Token("pasarnya", "pasar", "pasar", "", 0, 8)
    indonesian = [term for term in _terms(_plan(*tokens).asked(match)) if not term.text.startswith("~")]
    assert {term.field for term in indonesian} == {"word", "stem"}
    assert len(indonesian) == 2 * len(tokens)
    assert Term("exact", "pasarnya") in _terms(_plan(*tokens, inflected).asked(match))


def _plan(*tokens: Token) -> Plan:
    parts = (Part(token.exact, piece_query(token, "word"), piece_query(token, "root")) for token in tokens)
    return Plan((), (), tuple(parts), ())


def _terms(query: Query) -> list[Term]:
    """The terms of a query whose scores are added."""
    match query:
        case Term():
            return [query]
        case Boost(inner):
            return _terms(inner)
        case Bool(must, should):
            return [term for part in (*must, *should) for term in _terms(part)]
        case _:
            raise AssertionError(f"{query} is no term, which the engine reads more slowly")
