"""The caps on what one query may say: at the limit all is read, one more is left out and a note says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from search.query.limits import IN_ADDRESS, LONG, MAX_PHRASE_WORDS, Limits
from search.query.parser import parse
from search.query.tree import to_text

NOW = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)


def words(number: int) -> str:
    return " ".join(f"kata{n}" for n in range(number))


def nested(levels: int) -> str:
    """Each bracket changes what is meant, so that none can be left out unseen."""
    return "".join(f"(a{n} OR " for n in range(levels)) + "b" + ")" * levels


LIMITS = {
    "too_long": (IN_ADDRESS.characters, lambda number: "k" * number),
    "too_many": (IN_ADDRESS.clauses, words),
    "too_deep": (IN_ADDRESS.levels, nested),
    "too_many_patterns": (IN_ADDRESS.patterns, lambda number: " ".join(f"kata{n}*" for n in range(number))),
    "long_phrase": (MAX_PHRASE_WORDS, lambda number: f'"{words(number)}"'),
}


@pytest.mark.parametrize("code", LIMITS)
def test_a_query_at_a_limit_is_read_whole_and_one_more_is_noted(code: str) -> None:
    limit, write = LIMITS[code]
    for number in (limit - 1, limit):
        assert parse(write(number), NOW).notes == ()
    assert [note.code for note in parse(write(limit + 1), NOW).notes] == [code]


def test_what_is_within_the_limits_is_in_the_tree() -> None:
    assert to_text(parse(words(IN_ADDRESS.clauses), NOW).tree) == words(IN_ADDRESS.clauses)
    assert to_text(parse(words(IN_ADDRESS.clauses + 1), NOW).tree) == words(IN_ADDRESS.clauses)
    assert to_text(parse("k" * IN_ADDRESS.characters + "x", NOW).tree) == "k" * IN_ADDRESS.characters


def test_brackets_that_closed_again_do_not_count_as_levels() -> None:
    assert parse(" ".join("(a)" for _ in range(IN_ADDRESS.levels + 1)), NOW).notes == ()


def test_what_is_left_of_a_pattern_beyond_the_limit_is_searched_as_a_word() -> None:
    patterns = " ".join(f"kata{n}*" for n in range(IN_ADDRESS.patterns))
    assert to_text(parse(f"{patterns} kota* desa~", NOW).tree) == f"{patterns} kota desa"


@pytest.mark.parametrize(
    ("code", "number", "write"),
    [
        ("cut_off", LONG.characters, lambda number: "k" * number),
        ("too_many", LONG.clauses, words),
        ("too_deep", LONG.levels, nested),
        ("too_many", LONG.patterns, lambda number: " ".join(f"kata{n}*" for n in range(number))),
    ],
)
def test_a_long_query_has_limits_of_its_own(code: str, number: int, write: Callable[[int], str]) -> None:
    assert parse(write(number), NOW, LONG).notes == ()
    assert code in [note.code for note in parse(write(number + 1), NOW, LONG).notes]


@pytest.mark.parametrize("limits", [IN_ADDRESS, LONG])
@pytest.mark.parametrize(
    "write",
    [
        lambda names: " ".join(f"-{name}" for name in names),
        lambda names: " ".join(f"NOT {name}" for name in names),
        lambda names: f"-({' OR '.join(names)})",
        lambda names: f"NOT ({' '.join(f'judul:{name}' for name in names)})",
    ],
)
def test_what_a_query_leaves_out_is_never_cut(limits: Limits, write: Callable[[list[str]], str]) -> None:
    names = [f"kota{number}" for number in range(500)]
    parsed = parse(f"{words(limits.clauses + 10)} {write(names)}", NOW, limits)
    written = to_text(parsed.tree)
    assert all(f"{name} " in f"{written} ".replace(")", " ") for name in names)
    assert {note.code for note in parsed.notes} >= {"too_many"}


def test_the_end_of_a_text_without_measure_is_cut_with_a_note() -> None:
    parsed = parse("kota " * 5_000, NOW, LONG)
    assert {note.code for note in parsed.notes} == {"cut_off", "too_many"}


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("", "*", ""),
        ("", ".*", "a"),
        ("", "?", "a"),
        ("", "a", "*/"),
        ('"', "a", '*/ b"'),
        ("situs:abc", "*a", "~x"),
        ("www.", "a.", "A. B."),
        ("www.", "a.", "5 %"),
    ],
)
def test_no_query_takes_long_to_read(before: str, unit: str, after: str) -> None:
    text = f"{before}{(unit * LONG.most)[: LONG.most - len(before + after)]}{after}"
    spent = time.process_time()
    parse(text, NOW, LONG)
    assert time.process_time() - spent < 1


def test_a_query_with_thousands_of_notes_has_each_once() -> None:
    text = " ".join(f"*{number} *{number}" for number in range(1_000))
    assert len([note for note in parse(text, NOW, LONG).notes if note.code == "wildcard"]) == 1_000


def test_marks_in_front_of_a_word_are_told_of_once() -> None:
    assert [note.arguments[0] for note in parse("***banjir ?*demak", NOW).notes] == ["***banjir", "?*demak"]
