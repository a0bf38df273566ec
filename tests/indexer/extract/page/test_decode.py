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


@pytest.mark.parametrize("label", ["", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"])
def test_a_few_broken_characters_do_not_make_utf8_another_charset(label: str) -> None:
    page = f"<p>{WORDS}</p>".encode()
    cut = b'<meta name="description" content="Kata \xe2\x80"><meta content="\xe2">caf\xe9 \x93gabah\x94' + page * 4
    text = decode(cut, label) or ""
    assert text.count(WORDS) == 4
    assert 'content="Kata \ufffd"><meta content="\ufffd">café “gabah”' in text


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "utf-8", "iso-8859-15", "windows-1252", ""])
def test_bytes_of_windows_are_read_so_under_every_label_that_they_cannot_have(label: str) -> None:
    body = f'<html><meta charset="{label}">{WORDS}'.encode("windows-1252")
    assert WORDS in (decode(body) or "")
    assert WORDS in (decode(WORDS.encode("windows-1252"), f"text/html; charset={label}") or "")


def test_a_charset_of_other_letters_is_believed_where_the_bytes_can_have_it() -> None:
    words = "<p>Цены на рис выросли</p>"
    assert decode(words.encode("windows-1251"), "text/html; charset=windows-1251") == words
    assert decode(words.encode("iso-8859-5"), "text/html; charset=ISO-8859-5") == words
    assert decode("<p>価格</p>".encode("shift_jis"), "text/html; charset=utf-8x; charset=no") is not None
    assert (
        decode(f"<meta charset=shift_jis>{'価格' * 9}".encode("shift_jis")) == f"<meta charset=shift_jis>{'価格' * 9}"
    )


@pytest.mark.parametrize("label", ["base64", "rot13", "hex", "idna", "undefined", "unicode_escape"])
def test_a_label_that_names_no_charset_makes_nothing_fail(label: str) -> None:
    assert decode(WORDS.encode("windows-1252"), f"text/html; charset={label}") == WORDS
