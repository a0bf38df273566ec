"""Decodes the bytes of a page.

What the bytes can be is believed before what they are labelled as: servers often label UTF-8 as ISO-8859-1, templates
cut UTF-8 within a character, and windows-1252 is labelled ISO-8859-1 nearly always (browsers read it so: the Encoding
Standard of WHATWG, section 4.2).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from bs4.dammit import EncodingDetector, UnicodeDammit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = [bytes([n]) for n in range(128) if _CONTROL.match(chr(n))]
_SIGNATURES = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BROKEN_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]*|[\x80-\xff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_C1 = re.compile(r"[\x80-\x9f]")
_READ_AS_WINDOWS = ("ascii", "iso8859-1", "latin-1", "latin_1", "utf-8", "utf_8")
"""Labels under which bytes that are no UTF-8 are windows-1252."""
_NO_CHARSETS = ("unicode", "raw", "idna", "punycode", "utf-7", "hz")
"""What Python decodes and no page is written in."""
_MAX_HIGH_SHARE = 0.1
"""Share of bytes beyond ASCII up to which unlabelled bytes are taken for a language in Latin letters."""
_BROKEN = "utf-8 with broken bytes"


def decode(body: bytes, content_type: str = "") -> str | None:
    """The text of a page; None for empty or binary bytes."""
    if not body.strip() or body.startswith(_SIGNATURES):
        return None
    text = _text(body, content_type)
    has_controls = any(map(body.__contains__, _CONTROL_BYTES))
    if _is_binary(text, has_controls):
        return None
    return _CONTROL.sub(" ", text) if has_controls else text


def _text(body: bytes, content_type: str) -> str:
    """The bytes by their mark, as UTF-8 (whole, else with a few broken characters), by a label that they can have, by
    what such bytes are in Indonesia, or by a guess."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.removeprefix(codecs.BOM_UTF8).decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    characters = len(_UTF8_CHARACTER.findall(body))
    if characters > len(_BROKEN_CHARACTER.findall(_UTF8_CHARACTER.sub(b"", body))):
        return body.decode("utf-8", _BROKEN)
    for label in _labels(body, content_type):
        text = _labelled(body, label)
        if text is not None:
            return text
    if len(_HIGH.findall(body)) <= _MAX_HIGH_SHARE * len(body):
        return body.decode("windows-1252", "replace")
    return UnicodeDammit(body, is_html=True).unicode_markup or body.decode("windows-1252", "replace")


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    """The charsets that the Content-Type header and the page name, as far as Python knows them."""
    header = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    for label in (header[1] if header else None, EncodingDetector.find_declared_encoding(body, is_html=True)):
        try:
            name = codecs.lookup(label).name if label else ""
            b"a".decode(name or "ascii")  # fails for codecs that are none of text
        except (LookupError, ValueError):  # ValueError: a NUL in it, or bytes that are none of ASCII
            continue
        if name and not name.startswith(_NO_CHARSETS):
            yield name


def _labelled(body: bytes, label: str) -> str | None:
    """The text by a label; None where the bytes cannot have it. Controls of ISO-8859 are letters of Windows."""
    if label in _READ_AS_WINDOWS:
        return body.decode("windows-1252", "replace")
    try:
        text = body.decode(label)
    except UnicodeError:
        return None
    return body.decode("windows-1252", "replace") if label.startswith("iso8859") and _C1.search(text) else text


def _mend(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that break UTF-8: one alone is of windows-1252; what was cut off shows as missing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    # 0xE2 begins the quotation marks and dashes of UTF-8, and is hardly ever the letter that it is in windows-1252.
    cut = len(broken) > 1 or broken == b"\xe2"
    return ("\ufffd" if cut else broken.decode("windows-1252", "replace")), error.end


codecs.register_error(_BROKEN, _mend)


def _is_binary(text: str, has_controls: bool) -> bool:
    """Whether a text is binary data: more than one control or replacement character in fifty."""
    sample = text[:20_000]
    strange = (len(_CONTROL.findall(sample)) if has_controls else 0) + sample.count("\ufffd")
    return strange * 50 > len(sample)
