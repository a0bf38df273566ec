"""Patterns of users: what is none is told, and none holds up a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest

from base.errors import ConfigError
from base.pattern import bounded, searcher


def test_a_pattern_is_found_anywhere_in_a_text() -> None:
    is_found = searcher(r"/opini/\d+")
    assert is_found("https://kabar.id/opini/12-judul")
    assert not is_found("https://kabar.id/berita/12")


@pytest.mark.parametrize("pattern", ["(", "a" * 1_001, "(" * 900, "a{99999999999999999999}", "*"])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(ConfigError):
        searcher(pattern)


def look_long(is_found: Callable[[str], bool]) -> NoReturn:
    """An engine that knows better than to try each way is asked again and again."""
    while True:
        is_found("a" * 60 + "!")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*b", "(a*)*(b*)*c"])
def test_a_pattern_that_would_take_for_ever_ends(pattern: str) -> None:
    with pytest.raises(ConfigError, match="takes too long"), bounded(pattern, 0.2):
        look_long(searcher(pattern))
