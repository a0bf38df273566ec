"""The formats of an export that are text: CSV, JSON Lines and RIS; each a stream of bytes.

A text that breaks off ends with `broken`, so that nobody takes it for the whole of what was found.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import orjson

from base.safe_text import csv_cell
from search.export.ris import to_ris

Format = Literal["csv", "jsonl", "xlsx", "ris"]
FORMATS: tuple[Format, ...] = get_args(Format)
Row = Mapping[str, Any]

_AT_ONCE = 64 * 1024
"""Bytes that are handed on together: a piece for each article would cost more to send than to make."""


class MediaType(NamedTuple):
    """What HTTP calls a format, and the name that its files end in."""

    name: str
    suffix: str


MEDIA: Mapping[Format, MediaType] = {
    "csv": MediaType("text/csv; charset=utf-8; header=present", "csv"),
    "jsonl": MediaType("application/jsonl", "jsonl"),
    "xlsx": MediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ris": MediaType("application/x-research-info-systems", "ris"),
}


def write_text(form: Format, rows: Iterable[Row], columns: Sequence[str]) -> Generator[bytes]:
    """The rows in a format that is text, in pieces."""
    match form:
        case "csv":
            return _joined(_csv_lines(rows, columns))
        case "jsonl":
            return _joined(orjson.dumps(row) + b"\n" for row in rows)
        case "ris":
            return _joined(to_ris(row).encode("utf-8", "replace") for row in rows)
        case _:
            raise ValueError(f"{form} is no text")


def broken(form: Format, reason: str) -> bytes:
    """The last line of a text that broke off."""
    said = f"kliping: this export broke off and is not whole: {reason}"
    if form == "jsonl":
        return orjson.dumps({"error": said}) + b"\n"
    return f"\n{said}\n".encode("utf-8", "replace")


def cell(value: Any) -> str:
    """A value as a table has it: lists joined by `; ` (paragraphs by a blank line), flags as true and false."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(map(_part, value))
        case _:
            return str(value)


def _part(value: Any) -> str:
    """A value of a list: of a quote who said what."""
    if isinstance(value, dict):
        return f"{value['speaker'] or '?'}: {value['text']}"
    return str(value)


def cells(row: Row) -> Iterator[str]:
    """The cells of a row, none of which a spreadsheet runs."""
    for name, value in row.items():
        text = "\n\n".join(value) if name == "body" else cell(value)
        yield str(csv_cell(text))


def _csv_lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[bytes]:
    """Lines as RFC 4180 has them."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow(columns)
    yield line.getvalue().encode()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow(cells(row))
        yield line.getvalue().encode("utf-8", "replace")


def _joined(pieces: Iterable[bytes]) -> Generator[bytes]:
    """The same bytes in larger pieces."""
    held, size = list[bytes](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
