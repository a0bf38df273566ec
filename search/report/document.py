"""A report as a document of Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from base.errors import ConfigError
from base.safe_text import for_xml
from search.report.clippings import Clipping
from search.report.look import FOLDER, Look, unreadable_logo
from search.report.report import MAX_CLIPPINGS, Report
from search.report.shares import Row

SOFT, INK = RGBColor(0x55, 0x55, 0x55), RGBColor(0x17, 0x41, 0x6B)
BAR = "█"
MAX_BAR = 20
"""Signs of the longest bar."""
MAX_PROPERTY = 255
"""Characters of what Word's form says of itself, as its title."""


def to_docx(report: Report, look: Look) -> bytes:
    """The document. Raises ConfigError for a template of the user's that is none."""
    document = _begin(look, report)
    _cover(document, report, look)
    if report.articles:
        _numbers(document, report)
        _list(document, report)
        _clippings(document, report)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _begin(look: Look, report: Report) -> Docx:
    if look.document is None:
        document = Document()
        page = document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin = page.bottom_margin = Mm(18)
        document.styles["Normal"].font.name = "Liberation Serif"
        document.styles["Normal"].font.size = Pt(10.5)
        for name in ("Title", "Heading 1", "Heading 2"):
            _plain_font(document, name)
    else:
        try:
            document = Document(io.BytesIO(look.document))
        except (KeyError, ValueError, OSError, BadZipFile) as error:
            raise ConfigError(f"{FOLDER}/report.docx in the data folder is no document of Word: {error}") from error
    document.core_properties.title = for_xml(report.title)[:MAX_PROPERTY]
    document.core_properties.author = for_xml(report.heading[0])[:MAX_PROPERTY] if report.heading else "Kliping"
    _number_pages(document)
    return document


def _plain_font(document: Docx, style: str) -> None:
    """One font for all scripts: the given styles have a theme's, which not every program has."""
    font = document.styles[style].font
    font.name, font.color.rgb = "Liberation Sans", INK
    theme = document.styles[style].element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        theme.attrib.pop(qn(f"w:{name}"), None)
    theme.set(qn("w:hAnsi"), "Liberation Sans")


def _number_pages(document: Docx) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = 2
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - the library has no fields of its own


def _cover(document: Docx, report: Report, look: Look) -> None:
    if look.logo and not look.logo_name.endswith(".svg"):  # which Word's form cannot hold by this library
        try:
            document.add_picture(io.BytesIO(look.logo), height=Mm(20))
        except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError) as error:
            raise unreadable_logo(look) from error
    for line in report.heading:
        _say(document, line, soft=True)
    document.add_heading(for_xml(report.title), 0)
    _say(document, report.asked, size=15)
    for name, lines in (
        ("report_period", [report.period]),
        ("report_sources", [report.sources]),
        ("report_reading", report.reading),
        ("report_made", [report.made]),
    ):
        _fact(document, report.text(name), "; ".join(lines))
    how = report.text("report_sources_how")
    if not report.independence.is_whole:
        how += " " + report.text("report_sources_part", report.number(report.independence.articles))
    _say(document, how, soft=True, size=8.5)
    if not report.articles:
        _say(document, report.text("report_none"))
    elif report.left_out:
        _say(document, report.text("report_left_out", report.number(report.left_out), report.number(MAX_CLIPPINGS)))


def _numbers(document: Docx, report: Report) -> None:
    document.add_heading(report.text("report_numbers"), 1)
    if report.bars:
        shown = [row for row in report.bars if row.articles]
        _shares(document, report, f"{report.text('report_by')} ({report.unit})", shown)
    if report.undated:
        _say(document, report.text("report_no_date", report.number(report.undated)), soft=True, size=8.5)
    for table in report.tables:
        _shares(document, report, table.title, table.rows)
        if table.others:
            _say(document, report.text("report_others", report.number(table.others)), soft=True, size=8.5)


def _shares(document: Docx, report: Report, title: str, rows: Sequence[Row]) -> None:
    most = max((1, *(row.articles for row in rows)))
    cells = [
        (row.name, report.number(row.articles), report.percent(row.share), BAR * round(MAX_BAR * row.articles / most))
        for row in rows
    ]
    _table(document, (title, report.text("report_count"), report.text("report_share"), ""), cells, (66, 18, 18, 68))


def _list(document: Docx, report: Report) -> None:
    document.add_heading(report.text("report_list"), 1)
    head = ("#", *(report.text(f"report_{name}") for name in ("title_of", "publisher", "published")))
    cells = [
        (str(one.number), one.title + (f" = {one.copy_of}" if one.copy_of else ""), one.publisher, one.published)
        for one in report.clippings
    ]
    _table(document, head, cells, (10, 85, 38, 37))


def _table(document: Docx, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """A table whose first row is its head; widths in millimetres."""
    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for place, cells in enumerate((head, *rows)):
        for cell, text, width in zip(table.add_row().cells, cells, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(for_xml(text))
            run.font.size, run.bold = Pt(9), place == 0
            if text.startswith(BAR):
                run.font.color.rgb, run.font.size = INK, Pt(7)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _clippings(document: Docx, report: Report) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading(report.text("report_clippings"), 1)
    last = _say(document, report.text("report_digest_how"), soft=True, size=8.5)._p  # noqa: SLF001 - as above
    body, apart = document.element.body, list[BaseOxmlElement]()
    for one in report.clippings:
        _clipping(document, report, one)
        written = list(last.itersiblings(qn("w:p")))
        for paragraph in written:  # the library looks through all that is there for each paragraph that it adds
            body.remove(paragraph)
        apart += written
    for paragraph in apart:
        last.addprevious(paragraph)


def _clipping(document: Docx, report: Report, one: Clipping) -> None:
    source = f"{one.number} · {one.publisher}" + (f" ({one.owner})" if one.owner else "") + f" · {one.published}"
    _say(document, source, soft=True).paragraph_format.keep_with_next = True
    document.add_heading(for_xml(one.title), 2)
    if one.authors:
        _say(document, ", ".join(one.authors), soft=True)
    if one.note:
        _fact(document, report.text("report_note"), one.note)
    for paragraph in one.body:
        _say(document, paragraph)
    facts = (
        ("report_copy", report.text("report_copy_of", str(one.copy_of)) if one.copy_of else ""),
        ("report_agency", report.text("report_agency_of", one.agency) if one.agency else ""),
        ("report_section", one.section),
        ("report_address", one.url),
        ("report_captured", _archived(report, one)),
        ("report_digest", one.digest),
    )
    if one.withdrawn:
        _say(document, one.withdrawn, bold=True, size=8.5)
    for name, text in facts:
        if text:
            together = _fact(document, report.text(name), text, size=8.5)
            together.paragraph_format.keep_with_next = name != "report_digest"
    document.add_paragraph()


def _archived(report: Report, one: Clipping) -> str:
    said = f"{one.captured} · {report.text('report_version')} {one.version}"
    return f"{said} ({one.then})" if one.then else said


def _say(document: Docx, text: str, *, soft: bool = False, bold: bool = False, size: float | None = None) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(5)
    run = paragraph.add_run(for_xml(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if soft:
        run.font.color.rgb = SOFT
    return paragraph


def _fact(document: Docx, name: str, text: str, size: float = 10.5) -> Paragraph:
    paragraph = _say(document, f"{name}: ", soft=True, size=size)
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.add_run(for_xml(text)).font.size = Pt(size)
    return paragraph
