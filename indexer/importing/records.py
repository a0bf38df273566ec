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
from base.safe_text import without_guard
from indexer.importing.keys import by_field

STDIN = Path("-")
MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line, or characters of a cell."""
_LIST = "a JSON list; each article must be an object in a line of its own, as `jq -c '.[]' FILE` writes them"
_MARK = b"\xef\xbb\xbf"
_NAMES_DELIMITER = re.compile(rb"sep=.\s*$")
"""A line before the header by which Excel knows what parts the cells; the header tells it too."""
_LISTS = ("authors", "tags")
"""Fields of which a cell of CSV holds several values, parted by semicolons as an export writes them."""


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
            lines = _unpacking(_lines(stream))
            read = [next(lines, b"")]
            if not isinstance(read[0], BadRecordError) and _NAMES_DELIMITER.match(read[0]):
                read.append(next(lines, b""))
            header, whole = read[-1], itertools.chain(read, lines)
            if not isinstance(header, BadRecordError) and _is_csv(header):
                yield from _csv_records(header, whole, len(read))
            else:
                yield from _json_records(whole)
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


def _json_records(lines: Iterable[bytes | BadRecordError]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, BadRecordError):
            yield Record(number, line)
        elif line.strip():
            yield Record(number, _json_object(line, is_first=number == 1))


def _json_object(line: bytes, *, is_first: bool) -> Mapping[str, Any] | BadRecordError:
    if len(line) > MAX_LINE:
        return BadRecordError(f"longer than {MAX_LINE} bytes")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        told = f"not JSON: {error}" if _is_utf8(line) else "not UTF-8; save the file as UTF-8"
        if is_first and line.lstrip().startswith(b"["):
            told = _LIST
        elif is_first:  # of a table, perhaps
            told += "; a table needs a header that names a title or a text, such as judul or isi"
        return BadRecordError(told)
    if isinstance(given, dict):
        return given
    return BadRecordError(_LIST if is_first and isinstance(given, list) else "not a JSON object")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_csv(line: bytes) -> bool:
    """Whether a first line is a header of CSV: one that names a title or a text."""
    if line.lstrip()[:1] in (b"{", b"[") or len(line) > MAX_LINE:
        return False
    names = line.decode("utf-8", "replace").splitlines()[:1]  # a lone carriage return is none of a header's
    csv.field_size_limit(MAX_LINE)
    header = next(csv.reader(names, delimiter=_delimiter(line)), [])
    named = by_field(dict.fromkeys(header, "x")).values
    return "title" in named or "body" in named


def _delimiter(header: bytes) -> str:
    """What parts the cells: spreadsheets of Indonesia write semicolons, and some tools tabs."""
    return max(",;\t", key=lambda sign: header.count(sign.encode()))


def _csv_records(header: bytes, lines: Iterable[bytes | BadRecordError], place: int) -> Iterator[Record]:
    """The rows of CSV by the names of its header, which is the line of this number. A row with too many cells stops no
    other; what breaks the table itself ends it, since nobody knows where the next row begins."""
    csv.field_size_limit(MAX_LINE)
    rows = csv.reader(_texts(lines), delimiter=_delimiter(header), strict=True)
    try:
        *_, names = itertools.islice(rows, place)
        columns = [(name, _is_list(name)) for name in names]
        for row in rows:
            if len(row) > len(columns):
                problem = BadRecordError(f"has {len(row)} cells, and the header names {len(columns)}")
                yield Record(rows.line_num, problem)
            elif any(row):
                yield Record(rows.line_num, dict(_cells(columns, row)))
    except csv.Error as error:
        yield Record(rows.line_num, BadRecordError(f"not CSV, so nothing from here on was read: {error}"))
    except BadRecordError as error:
        yield Record(rows.line_num + 1, error)


def _texts(lines: Iterable[bytes | BadRecordError]) -> Iterator[str]:
    """The lines as text. Raises BadRecordError, behind which there are no more."""
    for line in lines:
        if isinstance(line, BadRecordError):
            raise line
        if len(line) > MAX_LINE:
            raise BadRecordError(f"longer than {MAX_LINE} bytes, so nothing from here on was read")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            told = f"not UTF-8 ({error.reason}), so nothing from here on was read; save the table as CSV UTF-8"
            raise BadRecordError(told) from error


def _is_list(name: str) -> bool:
    return next(iter(by_field({name: "x"}).values), "") in _LISTS


def _cells(columns: Iterable[tuple[str, bool]], row: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for (name, is_list), cell in zip(columns, row, strict=False):
        text = without_guard(cell)
        yield name, [one.strip() for one in text.split(";") if one.strip()] if is_list else text
