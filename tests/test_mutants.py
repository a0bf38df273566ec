"""`benchmarks/mutants.py`: what it changes, and that it tells who survives without touching the tree it is given."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.mutants import mutants, own_tests, try_file

SOURCE = '''"""Numbers; é is two bytes."""

LIMIT = 3


def grade(points: int, *, bonus: int = 0) -> str:
    """A word for a number."""
    total = max(points, 0) + bonus
    if "é" and total >= LIMIT and not total == 9:
        return "good"
    return grade(total, bonus=1) if total < 0 else f"{total + 1} points"
'''


def test_each_kind_of_change_is_made_and_leaves_the_rest_as_it_was() -> None:
    made = mutants(SOURCE)
    assert {(mutant.line, mutant.change.partition("  ->  ")[2]) for mutant in made} >= {
        (3, "2"),
        (3, "4"),
        (3, "6"),
        (8, "min"),
        (8, "(max(points, 0) - bonus)"),
        (9, "(total > LIMIT)"),
        (9, "(total <= LIMIT)"),
        (9, "('é' or total >= LIMIT or (not total == 9))"),
        (9, "total == 9"),
        (10, "return str()"),
        (11, "(grade(total))"),
        (11, "not (total < 0)"),
    }
    for mutant in made:
        ast.parse(mutant.source)
        changed = [
            n
            for n, lines in enumerate(zip(SOURCE.split("\n"), mutant.source.split("\n"), strict=True), 1)
            if lines[0] != lines[1]
        ]
        assert changed == [mutant.line]


def test_who_survives_is_told_and_the_file_is_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tiny.py").write_text("def double(number):\n    return number + number\n\nUNUSED = True\n")
    (tmp_path / "tests" / "test_tiny.py").write_text("import tiny\n\ndef test_it():\n    assert tiny.double(2) == 4\n")
    assert own_tests(tmp_path, "tiny.py") == own_tests(tmp_path, "deep/below/tiny.py") == "tests"
    before = (tmp_path / "tiny.py").read_text()
    try_file(tmp_path, "tiny.py", ["tests"], 0, seed=1)
    *survivors, summary = capsys.readouterr().out.splitlines()
    assert survivors == ["tiny.py:4: survived: True  ->  False"]
    assert summary == "tiny.py: 3 of 3 mutants: 2 killed, 1 survived, 0 timed out"
    assert (tmp_path / "tiny.py").read_text() == before
