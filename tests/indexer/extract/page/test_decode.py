"""Bytes to text: strict UTF-8 before every label, and no text at all from pictures and noise."""

import pytest

from indexer.extract.page.decode import decode

WORDS = "<p>Harga “gabah” naik – kata Bu Ratna</p>"


def test_utf8_wins_over_a_wrong_label() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head>{WORDS}'
    assert WORDS in (decode(page.encode(), "text/html; charset=ISO-8859-1") or "")


@pytest.mark.parametrize("charset", ["windows-1252", "utf-16"])
def test_a_label_is_used_where_the_bytes_are_no_utf8(charset: str) -> None:
    assert decode(WORDS.encode(charset), f"text/html; charset={charset}") == WORDS


def test_the_charset_of_the_page_itself_is_used() -> None:
    page = f'<html><head><meta charset="windows-1252"></head>{WORDS}'
    assert decode(page.encode("windows-1252")) == page


@pytest.mark.parametrize(
    "body",
    [b"", b" \n\t ", b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, bytes(range(256)) * 8, b"\0" * 100],
)
def test_what_is_no_text_is_none(body: bytes) -> None:
    assert decode(body) is None


def test_an_unknown_charset_is_passed_over() -> None:
    assert decode(WORDS.encode(), "text/html; charset=no-such-thing") == WORDS


def test_control_characters_become_spaces() -> None:
    page = WORDS * 5
    assert decode(page.encode().replace(b"naik", b"na\x00ik", 1)) == page.replace("naik", "na ik", 1)
