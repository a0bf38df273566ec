"""What a query falls back on where no article has all its words, and how many lists of the index it has read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indexer.engines.queries import Best, Bool, Boost, Filter, Nothing, Phrase, Query, Term
from indexer.language.analysis import Lexicon, Token, analyze
from indexer.language.variants import Variants
from search.planning.expansion import Group
from search.planning.plan import Match, Part, Plan, Planner, Step, plan
from search.planning.ranking import MAX_PAIRS, neighbours
from search.planning.words import WORD_WEIGHT, piece_query
from search.query.tree import All, Word


@pytest.mark.parametrize(
    ("words", "expected"), [(0, ()), (1, (1,)), (2, (2, 1)), (3, (3, 2, 1)), (4, (4, 2, 1)), (5, (5, 3, 1))]
)
def test_the_nearest_have_at_least_half_of_the_words_by_their_roots(words: int, expected: tuple[int, ...]) -> None:
    plan = Plan((), (), tuple(Part(str(number), Nothing(), Nothing()) for number in range(words)), ())
    assert plan.steps("all") == (Step(words), *(Step(minimum, roots=True) for minimum in expected))


@pytest.mark.parametrize("match", ["all", "any"])
def test_a_word_is_read_twice_and_as_written_only_where_that_is_another_form(match: Match, lexicon: Lexicon) -> None:
    plain, inflected = _plan("pasar harga", lexicon), _plan("pasarnya harga", lexicon)
    assert [term.field for term in _terms(plain.asked(match))].count("word") == 2
    assert sorted(term.text for term in _terms(plain.asked(match)) if term.field == "stem") == ["harga", "pasar"]
    assert Term("exact", "pasarnya") in _terms(inflected.asked(match))
    assert not [term for term in _terms(plain.asked(match)) if term.field == "exact"]


@pytest.mark.parametrize("match", ["all", "any"])
@pytest.mark.parametrize("text", ["prabowo", "2024", "anindyaswari"])
def test_a_word_that_no_root_is_known_of_is_read_once(match: Match, text: str, lexicon: Lexicon) -> None:
    assert _terms(_plan(text, lexicon).asked(match)) == [Term("word", text)]


def test_a_word_without_a_root_weighs_as_much_as_one_with_its_root(lexicon: Lexicon) -> None:
    (part,) = _plan("2024", lexicon).words
    assert part.query == Bool(must=(Boost(Term("word", "2024"), 1 + WORD_WEIGHT),))


@pytest.mark.parametrize("words", [2, 40, MAX_PAIRS + 1, MAX_PAIRS + 20])
def test_neighbours_rank_in_a_query_of_any_length(words: int, lexicon: Lexicon) -> None:
    names = [f"xyz{number:07b}".translate({48: "a", 49: "o"}) for number in range(words)]
    made = neighbours([Group((Word(name),)) for name in names], lexicon)
    assert made == [Boost(Phrase("body", pair), 0.1) for pair in list(pairwise(names))[:MAX_PAIRS]]


def test_an_inflected_word_that_has_another_spelling_ranks_by_its_word_as_it_does_without(lexicon: Lexicon) -> None:
    def ranking(variants: Variants) -> set[tuple[str, str]]:
        tree = All((Word("mengimbau"), Word("warga")))
        made = plan(tree, Planner(lexicon, variants, lambda _: ()), "any").asked("any")
        terms = {(term.field, term.text) for term in _ranking(made)}
        return {(field, text) for field, text in terms if "~" not in text and "himbau" not in text}

    alone, beside_another = Variants({}, 1), Variants({("mengimbau",): {("menghimbau",): 0.9}}, 1)
    assert ranking(alone) >= {("word", "imbau"), ("stem", "imbau"), ("exact", "mengimbau")}
    assert ranking(beside_another) == ranking(alone)


def _ranking(query: Query) -> list[Term]:
    """The terms whose scores count."""
    match query:
        case Term():
            return [query]
        case Boost(inner):
            return _ranking(inner)
        case Bool(must, should):
            return [term for part in (*must, *should) for term in _ranking(part)]
        case Best(queries):
            return [term for part in queries for term in _ranking(part)]
        case _:
            return []


def _plan(text: str, lexicon: Lexicon) -> Plan:
    def part(token: Token) -> Part:
        return Part(token.exact, *(piece_query(token, forms, lexicon) for forms in ("word", "root")))

    return Plan((), (), tuple(map(part, analyze(text, lexicon))), ())


def _terms(query: Query) -> list[Term]:
    """The Indonesian terms of a query whose scores are added."""
    match query:
        case Term(_, text) | Filter(Term(_, text)) | Boost(Bool((Term(_, text),)), _) if text.startswith("~"):
            return []
        case Term():
            return [query]
        case Boost(inner):
            return _terms(inner)
        case Bool(must, should):
            return [term for part in (*must, *should) for term in _terms(part)]
        case _:
            raise AssertionError(f"{query} is no term, which the engine reads more slowly")
