"""Every state and all that shows one can be said in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crawler
from crawler.health.states import MEANINGS, Evidence, State, evidence
from crawler.health.wording import ADVICE, EVIDENCE, NAMES, advice, name, show

CRAWLER = Path(crawler.__path__[0])


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_name_and_what_is_sick_an_advice(state: State) -> None:
    assert MEANINGS[state]
    assert all(NAMES[state])
    assert (state in ADVICE) == state.is_sick
    assert bool(advice(state)) == bool(advice(state, "id")) == state.is_sick
    assert name(state, "en")


@pytest.mark.parametrize("code", EVIDENCE)
def test_all_that_shows_a_state_is_said_in_both_languages_with_the_same_values(code: str) -> None:
    indonesian, english = EVIDENCE[code]
    assert sorted(re.findall(r"\{\d\}", indonesian)) == sorted(re.findall(r"\{\d\}", english))
    values = [3] * len(re.findall(r"\{\d\}", english))
    assert "3" in show(evidence(code, *values)) or not values


def test_every_code_that_is_used_is_known() -> None:
    texts = [file.read_text("utf-8") for file in CRAWLER.rglob("*.py")]
    used = {code for text in texts for code in re.findall(r'\bevidence\("([a-z_]+)"', text)}
    assert {"answered", "cut", "foreign"} <= used
    assert used <= set(EVIDENCE)


@pytest.mark.parametrize(
    ("hours", "english", "indonesian"),
    [("0.5", "0.5 hours", "0,5 jam"), ("26.2", "26 hours", "26 jam"), ("1440.0", "60 days", "60 hari")],
)
def test_hours_are_said_as_people_say_them(hours: str, english: str, indonesian: str) -> None:
    shown = evidence("silent_day", hours, hours)
    assert f"nothing new for {english};" in show(shown)
    assert f"{indonesian} tanpa yang baru;" in show(shown, "id")


def test_what_another_version_wrote_is_left_out() -> None:
    assert show(Evidence("of tomorrow", ("1",))) == ""
