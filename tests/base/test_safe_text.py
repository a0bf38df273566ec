"""Foreign text and secrets made fit to be shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.safe_text import csv_cell, for_terminal, json_line, without_guard, without_secrets


def test_nothing_of_a_foreign_text_steers_the_terminal() -> None:
    assert for_terminal("\x1b]0;pwn\x07 judul\r\n\u202etxet\x9b2J\ud800") == (
        "\\x1b]0;pwn\\x07 judul\\r\\n\\u202etxet\\x9b2J\\ud800"
    )


@pytest.mark.parametrize("text", ["Harga beras turun", "“Rp 5\u00a0ribu” · café", "中文 العربية", ""])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert for_terminal(text) == text
    assert json_line(text) == json.dumps(text, ensure_ascii=False)


@given(st.text())
def test_whatever_is_shown_is_on_one_line_and_can_be_written(text: str) -> None:
    for shown in (for_terminal(text), json_line([text])):
        assert shown.splitlines() in ([shown], [])
        shown.encode("utf-8")
        assert "\x1b" not in shown
    assert json.loads(json_line([text])) == [text]


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_looks_like_a_formula_is_text(cell: str) -> None:
    assert csv_cell(cell) == f"'{cell}"
    assert without_guard(f"'{cell}") == cell


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    for cell in ("'Saya' kata '-5 persen", "'", "Jum'at", "''=1"):
        assert without_guard(cell) == cell


@pytest.mark.parametrize("cell", ["Nasional", "a=b", "", 5, -5])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert csv_cell(cell) == cell


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("embedded:", "embedded:"),
        ("", ""),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("http://a:9200,http://b:9200", "http://a:9200,http://b:9200"),
        ("https://[2001:db8::1]:9200/es", "https://[2001:db8::1]:9200/es"),
        ("postgresql+psycopg://kliping:rahasia@db.example:5432/kliping", "postgresql+psycopg://kliping:***@db.example:5432/kliping"),
        ("postgresql+psycopg://db.example/kliping?password=rahasia", "postgresql+psycopg://db.example/kliping?***"),
        ("https://rahasia@host", "https://***:***@host"),
        ("rahasia", "***"),
        ("user:rahasia@host", "***"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_what_is_secret_in_it(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


@given(st.text(max_size=20), st.sampled_from(["https", "postgresql+psycopg"]))
def test_no_password_whatever_its_characters_changes_what_is_shown_of_an_address(password: str, scheme: str) -> None:
    nothing = f"{scheme}://***"
    assert without_secrets(f"{scheme}://kliping:{password}@host:5432/db") in (
        nothing,
        f"{scheme}://kliping:***@host:5432/db",
    )
    assert without_secrets(f"{scheme}://host/db?password={password}") in (nothing, f"{scheme}://host/db?***")
