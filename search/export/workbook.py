"""The export as a workbook of Excel, row by row: what is held in memory is one row (decision 98)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

from base.safe_text import for_xml
from search.export.formats import Row, cells

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Rows of a sheet; more go on a further one."""
MAX_CELL = 32_767
"""Characters of a cell, counted as Excel does: those beyond the Basic Multilingual Plane are two."""
CUT = " [...]"


def write_workbook(stream: IO[bytes], rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Write a workbook to a stream: all cells are text, each sheet begins with the names of the columns.

    The sheets are made in temporary files (`TMPDIR`) and packed at the end, so nothing is written before the last row
    was had.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this format needs it

    with tempfile.TemporaryDirectory() as folder, ExitStack() as at_failure:
        # Zip64 is used only where a sheet has more than 4 GiB, which older programs could not read anyway.
        book = Workbook(stream, {"constant_memory": True, "use_zip64": True, "tmpdir": folder})
        at_failure.callback(_close_sheets, book)
        _fill(book, rows, columns)
        at_failure.pop_all()
        book.close()


def _close_sheets(book: Workbook) -> None:
    """Close the temporary files of a workbook that is given up; the library does so only when it packs them."""
    for sheet in book.worksheets():
        sheet.row_data_fh.close()


def _fill(book: Workbook, rows: Iterable[Row], columns: Sequence[str]) -> None:
    sheet, number = _new_sheet(book, columns), 1
    for row in rows:
        if number == MAX_ROWS:
            sheet, number = _new_sheet(book, columns), 1
        for place, text in enumerate(cells(row)):
            sheet.write_string(number, place, fitting(text))
        number += 1


def _new_sheet(book: Workbook, columns: Sequence[str]) -> Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name)
    return sheet


def fitting(text: str) -> str:
    """The text without what no workbook can hold, cut with a mark where it is longer than a cell may be. One that the
    library would take for markup of its own (`<r>...</r>`), and write as it is, gets a blank behind it."""
    text = for_xml(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if _length(text) <= MAX_CELL:
        return text
    text = text[: MAX_CELL - len(CUT)]
    while _length(text) > MAX_CELL - len(CUT):
        text = text[: -max(1, (_length(text) - MAX_CELL + len(CUT)) // 2)]
    return text + CUT


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2
