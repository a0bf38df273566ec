"""A report as a workbook of Excel: a summary, the numbers with a chart, and a row for each clipping."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from base.safe_text import csv_cell
from search.export.workbook import fitting
from search.report.clippings import Clipping
from search.report.look import Look, unreadable_logo
from search.report.report import MAX_CLIPPINGS, Report
from search.report.shares import Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

INK = "#17416B"
LINE, NOTE_WIDTH = 15, 85
"""Points of a line, and characters that fit into one of the notes."""
LOGO_WIDTH, LOGO_HEIGHT, SCREEN = 640, 80, 96
"""Pixels that a logo may take, and how many make an inch on a screen."""
FEW = 6
"""Articles of the highest bar, up to which programs draw lines at fractions of one."""
PRINTED = 5
"""Columns of clippings that are printed; the others are to be looked at and worked with."""


def to_xlsx(report: Report, look: Look) -> bytes:
    """The workbook. All texts are texts: none is a formula, a link or a number."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this form needs it

    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        bold, soft = book.add_format({"bold": True}), book.add_format({"font_color": "#555555", "text_wrap": True})
        head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": INK})
        _summary(book, report, look, bold, soft)
        _numbers(book, report, head)
        _clippings(book, report, head)
    return made.getvalue()


def _summary(book: Workbook, report: Report, look: Look, bold: Format, soft: Format) -> None:
    sheet = _sheet(book, report.text("report_summary"), (22, 90))
    row = 0
    if look.logo and not look.logo_name.endswith(".svg"):
        _logo(sheet, look)
        row = 1
    title = book.add_format({"bold": True, "font_size": 18, "font_color": INK})
    for line in report.heading:
        _write(sheet, row, 0, line, bold)
        row += 1
    _write(sheet, row, 0, report.title, title)
    for row, (name, text) in enumerate(_facts(report), row + 2):  # noqa: B020 - goes on where it was
        _write(sheet, row, 0, name, bold)
        _write(sheet, row, 1, text)
    for place, text in enumerate(_notes(report), row + 2):
        sheet.set_row(place, LINE * (1 + len(text) // NOTE_WIDTH))
        _write(sheet, place, 1, text, soft)


def _logo(sheet: Worksheet, look: Look) -> None:
    """Put the logo into the row that is left for it, as large as has room there whatever pixels it has."""
    from xlsxwriter.exceptions import XlsxFileError  # noqa: PLC0415 - as the library itself
    from xlsxwriter.image import Image  # noqa: PLC0415

    try:
        picture = Image(io.BytesIO(look.logo))
    except XlsxFileError as error:
        raise unreadable_logo(look) from error
    wide, high = picture.width * SCREEN / picture.x_dpi, picture.height * SCREEN / picture.y_dpi
    scale = min(1.0, LOGO_WIDTH / wide, LOGO_HEIGHT / high)
    sheet.set_row_pixels(0, LOGO_HEIGHT)
    sheet.insert_image(0, 0, picture, {"x_scale": scale, "y_scale": scale, "object_position": 2})


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield report.text("report_query"), report.asked
    yield report.text("report_period"), report.period
    yield report.text("report_sources"), report.sources
    yield report.text("report_reading"), "; ".join(report.reading)
    yield report.text("report_made"), report.made


def _notes(report: Report) -> Iterator[str]:
    if not report.articles:
        yield report.text("report_none")
        return
    yield report.text("report_sources_how")
    if not report.independence.is_whole:
        yield report.text("report_sources_part", report.number(report.independence.articles))
    if report.left_out:
        yield report.text("report_left_out", report.number(report.left_out), report.number(MAX_CLIPPINGS))
    if report.undated:
        yield report.text("report_no_date", report.number(report.undated))
    yield report.text("report_digest_how")


def _numbers(book: Workbook, report: Report, head: Format) -> None:
    name = report.text("report_numbers")
    sheet, percent = _sheet(book, name, (34, 10, 10)), book.add_format({"num_format": "0.0%"})
    row = 0
    if report.bars:
        row = _table(sheet, report, row, report.text("report_by"), report.bars, head, percent)
        _chart(book, sheet, report, len(report.bars))
    for table in report.tables:
        row = _table(sheet, report, row, table.title, table.rows, head, percent)
        if table.others:
            _write(sheet, row - 1, 0, report.text("report_others", report.number(table.others)))
            row += 1


def _table(
    sheet: Worksheet, report: Report, row: int, title: str, rows: Sequence[Row], head: Format, percent: Format
) -> int:
    """Write a table from a row on; gives the row where the next one may begin."""
    for place, text in enumerate((title, report.text("report_count"), report.text("report_share"))):
        _write(sheet, row, place, text, head)
    for number, one in enumerate(rows, row + 1):
        _write(sheet, number, 0, one.name)
        sheet.write_number(number, 1, one.articles)
        sheet.write_number(number, 2, one.share, percent)
    return row + len(rows) + 2


def _chart(book: Workbook, sheet: Worksheet, report: Report, bars: int) -> None:
    chart, name = book.add_chart({"type": "column"}), sheet.get_name()
    chart.add_series(
        {"categories": [name, 1, 0, bars, 0], "values": [name, 1, 1, bars, 1], "fill": {"color": INK}, "gap": 40}
    )
    chart.set_title({"name": report.text("report_by"), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    axis: dict[str, Any] = {"major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}, "min": 0}
    if max(row.articles for row in report.bars) < FEW:
        axis["major_unit"] = 1  # else there are lines between whole articles
    chart.set_y_axis(axis)
    chart.set_size({"width": 640, "height": 320})
    sheet.insert_chart(0, 4, chart)


HEAD = ("title_of", "publisher", "owner", "published", "section", "authors", "copy", "agency", "address", "captured",
        "version", "digest", "note", "text")  # fmt: skip


def _clippings(book: Workbook, report: Report, head: Format) -> None:
    sheet = _sheet(book, report.text("report_clippings"), (5, 60, 22, 20, 24, 16, 22, 10, 12, 40, 24, 7, 18, 40, 80))
    sheet.freeze_panes(1, 2)
    for place, text in enumerate(("#", *(report.text(f"report_{name}") for name in HEAD))):
        _write(sheet, 0, place, text, head)
    left = book.add_format({"align": "left"})
    for row, one in enumerate(report.clippings, 1):
        sheet.write_number(row, 0, one.number, left)
        for place, text in enumerate(_cells(one), 1):
            _write(sheet, row, place, text)
    if report.clippings:
        sheet.autofilter(0, 0, len(report.clippings), len(HEAD))
        sheet.print_area(0, 0, len(report.clippings), PRINTED - 1)
        sheet.repeat_rows(0)


def _cells(one: Clipping) -> tuple[str, ...]:
    copy = str(one.copy_of) if one.copy_of else ""
    text = "\n\n".join(filter(None, (one.withdrawn, one.then, *one.body)))
    facts = (one.title, one.publisher, one.owner, one.published, one.section, ", ".join(one.authors), copy, one.agency)
    return (*facts, one.url, one.captured, str(one.version), one.digest, one.note, text)


def _sheet(book: Workbook, name: str, widths: Sequence[int]) -> Worksheet:
    sheet = book.add_worksheet(name[:31])
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    return sheet


def _write(sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
    """A cell of text, which no program takes for a formula, even when it was saved as CSV."""
    sheet.write_string(row, column, fitting(str(csv_cell(text))), form)
