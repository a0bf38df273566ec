"""Foreign text and secrets made fit to be shown: on a terminal, in a cell of a spreadsheet, in a message.

Whoever wrote a headline or an address must not be able to steer the program of the one who reads it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

HIDDEN = "***"
"""What is printed in the place of a secret."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that move the cursor, turn the text around, break the line or cannot be written at all."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: spreadsheets calculate what follows (OWASP, CSV injection)."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_PLAIN_ADDRESS = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::\d+)?(?:,\s*(?:https?://)?[A-Za-z0-9._-]+(?::\d+)?)*(?:/[A-Za-z0-9._/-]*)?"
)


def for_terminal(text: str) -> str:
    """The text with control characters (ESC, line ends), direction marks and lone surrogates as escapes."""
    return _escape(text, lambda character: character.encode("unicode_escape").decode("ascii"))


def json_line(value: Any) -> str:
    """JSON on one line that a terminal shows as it is: readable letters, with the same characters escaped."""
    return _escape(json.dumps(value, ensure_ascii=False), lambda character: json.dumps(character)[1:-1])


def _escape(text: str, escape: Callable[[str], str]) -> str:
    if text.isprintable():
        return text
    return "".join(escape(one) if unicodedata.category(one) in _UNSEEN else one for one in text)


def csv_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def without_guard(cell: str) -> str:
    """The text of a cell that `csv_cell` wrote."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def for_xml(text: str) -> str:
    """The text without the characters that no XML document can hold, escaped or not."""
    return _NOT_IN_XML.sub("", text)


def without_secrets(url: str) -> str:
    """An address without password and query; of one that cannot be taken apart with certainty, only the scheme.

    People write passwords unescaped, so that what stands behind `@`, `:` or `?` may still be a part of one.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url if url in ("", "embedded:", "sqlite:") else HIDDEN
    if not re.fullmatch(r"[a-z]+(?:\+[a-z0-9]+)?", scheme):
        return HIDDEN
    address, *query = re.split("[?#]", rest, maxsplit=1)
    login, at, host = address.rpartition("@")
    if "@" in "".join(query) or (at and "," in address) or not _PLAIN_ADDRESS.fullmatch(host):
        return f"{scheme}://{HIDDEN}"
    user = login.partition(":")[0] if ":" in login else HIDDEN
    return f"{scheme}://" + (f"{user}:{HIDDEN}@" if at else "") + host + (f"?{HIDDEN}" if query else "")
