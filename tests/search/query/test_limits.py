"""The caps on what one query may say: at the limit all is read, one more is left out and a note says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from search.query.parser import (
    MAX_CHARACTERS,
    MAX_CLAUSES,
    MAX_LEVELS,
    MAX_PATTERNS,
    MAX_PHRASE_WORDS,
    parse,
)
from search.query.tree import to_text

NOW = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)


def words(number: int) -> str:
    return " ".join(f"kata{n}" for n in range(number))


def nested(levels: int) -> str:
    """Each bracket changes what is meant, so that none can be left out unseen."""
    return "".join(f"(a{n} OR " for n in range(levels)) + "b" + ")" * levels


LIMITS = {
    "too_long": (MAX_CHARACTERS, lambda number: "k" * number),
    "too_many": (MAX_CLAUSES, words),
    "too_deep": (MAX_LEVELS, nested),
    "too_many_patterns": (MAX_PATTERNS, lambda number: " ".join(f"kata{n}*" for n in range(number))),
    "long_phrase": (MAX_PHRASE_WORDS, lambda number: f'"{words(number)}"'),
}


@pytest.mark.parametrize("code", LIMITS)
def test_a_query_at_a_limit_is_read_whole_and_one_more_is_noted(code: str) -> None:
    limit, write = LIMITS[code]
    for number in (limit - 1, limit):
        assert parse(write(number), NOW).notes == ()
    assert [note.code for note in parse(write(limit + 1), NOW).notes] == [code]


def test_what_is_within_the_limits_is_in_the_tree() -> None:
    assert to_text(parse(words(MAX_CLAUSES), NOW).tree) == words(MAX_CLAUSES)
    assert to_text(parse(words(MAX_CLAUSES + 1), NOW).tree) == words(MAX_CLAUSES)
    assert to_text(parse("k" * MAX_CHARACTERS + "x", NOW).tree) == "k" * MAX_CHARACTERS


def test_brackets_that_closed_again_do_not_count_as_levels() -> None:
    assert parse(" ".join("(a)" for _ in range(MAX_LEVELS + 1)), NOW).notes == ()


def test_what_is_left_of_a_pattern_beyond_the_limit_is_searched_as_a_word() -> None:
    patterns = " ".join(f"kata{n}*" for n in range(MAX_PATTERNS))
    assert to_text(parse(f"{patterns} kota* desa~", NOW).tree) == f"{patterns} kota desa"
