"""A report as one HTML page that holds all it needs, and as PDF, which is that page printed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from base.errors import ConfigError
from base.safe_text import for_xml
from search.report.look import FOLDER, Look
from search.report.render import MissingLibraryError
from search.report.report import MAX_CLIPPINGS, Report
from search.web.pages.addresses import web_address

MAX_WORD = 300
"""Letters of a word, or an address, that stays as it is."""
MAX_MARKS = 30
"""Accents, vowel signs and the like upon one letter of a long word, as many as Unicode's stream-safe text has."""
ZERO_WIDTH_SPACE = "\u200b"
_LONG, _PIECE = re.compile(rf"\S{{{MAX_WORD},}}"), re.compile(r"\S{60}")
TEMPLATES = Path(__file__).parent / "templates"
BAR_STEP, BAR_WIDTH, CHART_HEIGHT = 20, 14, 120
"""Of the chart, in the units of its picture."""


def to_html(report: Report, look: Look) -> str:
    """The page. Raises ConfigError for a template of the user's that fails."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_breakable,
    )
    environment.filters["web"] = web_address
    most = max((bar.articles for bar in report.bars), default=0)
    values = {
        "report": report,
        "look": look,
        "t": report.text,
        "n": report.number,
        "most": most,
        "chart": {"step": BAR_STEP, "bar": BAR_WIDTH, "height": CHART_HEIGHT, "width": BAR_STEP * len(report.bars)},
        "max_clippings": report.number(MAX_CLIPPINGS),
    }
    try:
        own = look.template
        template = environment.from_string(own) if own is not None else environment.get_template("report.html")
        return for_xml(template.render(values))
    except TemplateError as error:
        raise ConfigError(f"{FOLDER}/report.html in the data folder fails: {error}") from error


def _breakable(value: object) -> object:
    """A value of the page; a word that is no word of people's gets places where a line may end, without which the time
    to print it grows with the square of its length (25 s for 40,000 letters), and no more marks on one letter than are
    ever written, whose time grows with the third power (41 s for 16,000)."""
    if type(value) is not str or len(value) <= MAX_WORD:
        return value
    return _LONG.sub(lambda word: _PIECE.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", _with_few_marks(word[0])), value)


def _with_few_marks(word: str) -> str:
    if word.isascii():
        return word
    kept, marks = list[str](), 0
    for letter in word:
        marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
        if marks <= MAX_MARKS:
            kept.append(letter)
    return "".join(kept)


def to_pdf(report: Report, look: Look) -> bytes:
    """The page as PDF. It fetches nothing: what is not in the page is left out."""
    try:
        from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - half a second, for this form alone
    except OSError as error:  # of the system's libraries that it loads
        raise MissingLibraryError(
            f"PDF needs Pango, which is not installed ({error}): on Debian `apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0`"
        ) from error
    only_inside = URLFetcher(allowed_protocols=("data",))
    made: bytes = HTML(string=to_html(report, look), url_fetcher=only_inside).write_pdf(pdf_tags=True)
    return made
