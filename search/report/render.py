"""A report as a file of one of its forms."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Literal, get_args

from base.errors import ConfigError
from base.workers import Limits
from search.report.look import FOLDER, Look
from search.report.report import Report

Form = Literal["html", "pdf", "docx", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
MEDIA: Mapping[Form, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LIBRARIES: Mapping[Form, str] = {"pdf": "weasyprint", "docx": "docx"}
"""What a form needs beyond what is always installed: the extra `report`."""


LIMITS = Limits(seconds=180.0, cpu_seconds=120.0, memory_bytes=3_000_000_000, jobs=20)
"""Of a process that makes reports: far above what 400 clippings cost as PDF (decision 118)."""
OF_OWN = (
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, SyntaxError, TypeError, ValueError),
    *(EOFError, struct.error, zlib.error),
)
"""What a user's own logo, template or document lets libraries raise: Python's own errors, those of lxml, which are a
SyntaxError, and of archives. What else a library raises is told where it is called."""


class MissingLibraryError(ConfigError):
    """What a form needs is not installed."""


def can_make(form: Form) -> bool:
    """Whether what a form needs is installed."""
    return form not in LIBRARIES or find_spec(LIBRARIES[form]) is not None


def need(form: Form) -> None:
    """Raise MissingLibraryError where what a form needs is not installed."""
    if not can_make(form):
        raise MissingLibraryError(
            f"{form} needs {LIBRARIES[form]}: install Kliping with its extra `report` (pip install -e '.[report]' in "
            "the checkout), or take html or xlsx"
        )


def render(report: Report, form: Form, look: Look) -> bytes:
    """The report as a file. Raises MissingLibraryError, and ConfigError for a logo or template of the user's that
    fails."""
    need(form)
    try:
        return _made(report, form, look)
    except OF_OWN as error:
        if look.logo or look.template is not None or look.document is not None:
            text = f"{FOLDER}/ in the data folder has a logo, template or document that fails as {form}: {error!r}"
            raise ConfigError(text) from error
        raise


def _made(report: Report, form: Form, look: Look) -> bytes:
    match form:
        case "html":
            from search.report.page import to_html  # noqa: PLC0415 - only the form that is wanted is loaded

            return to_html(report, look).encode("utf-8", "replace")
        case "pdf":
            from search.report.page import to_pdf  # noqa: PLC0415

            return to_pdf(report, look)
        case "docx":
            from search.report.document import to_docx  # noqa: PLC0415

            return to_docx(report, look)
        case "xlsx":
            from search.report.sheets import to_xlsx  # noqa: PLC0415

            return to_xlsx(report, look)
