"""Decodes the bytes of a page."""

from __future__ import annotations

import codecs
import re

from bs4.dammit import UnicodeDammit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(n for n in range(128) if _CONTROL.match(chr(n)))
_SIGNATURES = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF")


def decode(body: bytes, content_type: str = "") -> str | None:
    """The text of a page; None for empty or binary bytes.

    Strict UTF-8 is tried before any declared charset, since servers often label UTF-8 as ISO-8859-1.
    """
    if not body.strip() or body.startswith(_SIGNATURES):
        return None
    marked = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    definite = [] if marked else ["utf-8"]
    found = UnicodeDammit(body, known_definite_encodings=definite, user_encodings=_labelled(content_type), is_html=True)
    text = found.unicode_markup
    if text is None or _is_binary(text):
        return None
    return _CONTROL.sub(" ", text) if len(body.translate(None, _CONTROL_BYTES)) < len(body) else text


def _labelled(content_type: str) -> list[str]:
    """The charset in the Content-Type header, if Python knows it."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    try:
        return [codecs.lookup(match[1]).name] if match else []
    except LookupError:
        return []


def _is_binary(text: str) -> bool:
    """Whether a text is binary data: more than one control or replacement character in fifty."""
    sample = text[:20_000]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return strange * 50 > len(sample)
