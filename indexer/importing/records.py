"""The records of a file: JSON Lines or CSV, gzipped or not, from a file or standard input."""

from __future__ import annotations

import csv
import gzip
import itertools
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from base.errors import ConfigError
from indexer.importing.keys import by_field

STDIN = Path("-")
MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line, or characters of a cell."""
_MARK = b"\xef\xbb\xbf"
_LISTS = ("authors", "tags")
"""Fields of which a cell of CSV holds several values, parted by semicolons as an export writes them."""
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
"""The apostrophe that an export puts before what a spreadsheet would calculate."""


class BadRecordError(ValueError):
    """A record that cannot be imported; the text says why."""


class Record(NamedTuple):
    """A record by the number of the line that it ends on: its values by the file's own keys, or why there is none."""

    line: int
    values: Mapping[str, Any] | BadRecordError


def read_records(file: Path) -> Iterator[Record]:
    """The records of a file (`-`: of standard input), one at a time. Raises ConfigError where it cannot be read."""
    try:
        with _opened(file) as stream:
            lines = _lines(stream)
            first = next(lines, b"")
            all_lines = itertools.chain([first], lines)
            yield from _csv_records(all_lines) if _is_csv(first) else _json_records(all_lines)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from error


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    """The bytes of a file, unpacked where they are gzipped."""
    opened: AbstractContextManager[Any] = nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb")
    with opened as plain:
        is_packed = plain.peek(2)[:2] == b"\x1f\x8b"
        yield gzip.GzipFile(fileobj=plain) if is_packed else plain


def _lines(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """The lines of a stream without a byte order mark; one that is too long is cut just above the limit."""
    mark = _MARK
    while line := stream.readline(MAX_LINE + 1):
        yield line.removeprefix(mark)
        mark = b""
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)


def _unpacking(lines: Iterable[bytes]) -> Iterator[bytes | BadRecordError]:
    """The lines; damaged compression ends them with what is wrong."""
    try:
        yield from lines
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield BadRecordError(f"damaged, what follows could not be unpacked: {error}")


def _json_records(lines: Iterable[bytes]) -> Iterator[Record]:
    for number, line in enumerate(_unpacking(lines), 1):
        if isinstance(line, BadRecordError):
            yield Record(number, line)
        elif line.strip():
            yield Record(number, _json_object(line))


def _json_object(line: bytes) -> Mapping[str, Any] | BadRecordError:
    if len(line) > MAX_LINE:
        return BadRecordError(f"longer than {MAX_LINE} bytes")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return BadRecordError(f"not JSON: {error}")
    return given if isinstance(given, dict) else BadRecordError("not a JSON object")


def _is_csv(line: bytes) -> bool:
    """Whether a first line is a header of CSV: one that names a title or a text."""
    if line.lstrip()[:1] in (b"{", b"["):
        return False
    named = by_field(dict.fromkeys(_header(line.decode("utf-8", "replace")), "x")).values
    return "title" in named or "body" in named


def _header(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=_delimiter(line)), [])


def _delimiter(header: str) -> str:
    """What parts the cells: spreadsheets of Indonesia write semicolons, and some tools tabs."""
    return max(",;\t", key=header.count)


def _csv_records(lines: Iterable[bytes]) -> Iterator[Record]:
    """The rows of CSV by the names of its header. A row that cannot be read stops no other."""
    csv.field_size_limit(MAX_LINE)
    texts = _texts(_unpacking(lines))
    first = next(texts)
    rows = csv.reader(itertools.chain([first], texts), delimiter=_delimiter(first), strict=True)
    header = next(rows)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, BadRecordError) as error:
            yield Record(rows.line_num + 1, BadRecordError(f"not CSV: {error}"))
            return
        if len(row) > len(header):
            problem = BadRecordError(f"has {len(row)} cells, and the header names {len(header)}")
            yield Record(rows.line_num, problem)
        elif any(row):
            yield Record(rows.line_num, dict(_cells(header, row)))


def _texts(lines: Iterable[bytes | BadRecordError]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, BadRecordError):
            raise line
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRecordError(f"this line is not UTF-8 ({error.reason}); save the table as CSV UTF-8") from error


def _cells(header: Iterable[str], row: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name, cell in zip(header, row, strict=False):
        text = _GUARDED.sub("", cell, count=1) if cell[:1] == "'" else cell
        is_list = next(iter(by_field({name: "x"}).values), "") in _LISTS
        yield name, [one.strip() for one in text.split(";") if one.strip()] if is_list else text
