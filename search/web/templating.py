"""The pages as HTML: templates filled with values that are ready to be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse

from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.web.pages.addresses import other, page_href

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
MENU = (
    ("help", "/bantuan"),
    ("builder", "/susun"),
    ("compare", "/bandingkan"),
    ("folders", "/map"),
    ("labelling", "/label"),
    ("saved", "/tersimpan"),
    ("sources", "/sumber"),
)
"""The pages that every page leads to, each by the name of its template."""
MINOR = ("builder", "compare", "folders", "labelling")
"""Pages that a phone's first line has no room for; the line at the foot of the page has them."""

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def compile_pages() -> None:
    """Compile all templates, which takes longer than filling them, so that no reader waits for it."""
    for name in _environment.list_templates():
        _environment.get_template(name)


def page(
    template: str,
    language: Language,
    other_language: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A template with its values in a language. `other_language` is the address of the same page in the other."""
    html = _environment.get_template(template).render(
        values,
        lang=language,
        other_language=other_language,
        menu=[_entry(code, path, language, is_here=template == f"{code}.html") for code, path in MENU],
        **{code: page_href(path, language) for code, path in (("home", "/"), *MENU)},
        keys=page_href("/bantuan", language) + "#tombol",
        static=static_href,
        t=partial(_text, language),
        counted=partial(_counted, language),
        number=partial(_number, language),
    )
    return HTMLResponse(html, status, headers)


@cache
def static_href(name: str) -> str:
    """The address of a file that pages use, with a hash of what it holds, so that browsers may keep it."""
    held = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={held}"


def _entry(code: str, path: str, language: Language, *, is_here: bool) -> dict[str, Any]:
    text, href = label(code, language), page_href(path, language)
    return {"text": text, "href": href, "is_minor": code in MINOR, "is_here": is_here}


def read_language(parameters: QueryParams) -> Language:
    """The language of the page: Indonesian unless asked otherwise."""
    return "en" if parameters.get("ui") == "en" else "id"


def error_page(
    parameters: QueryParams, status: int, *, label_code: str, arguments: tuple[str, ...], headers: Mapping[str, str]
) -> HTMLResponse:
    """A page that says what went wrong and leads back to the search."""
    language = read_language(parameters)
    home = page_href("/", other(language))
    return page("error.html", language, home, {"message": label(label_code, language, *arguments)}, status, headers)


def _text(language: Language, code: str, *arguments: str) -> str:
    return label(code, language, *arguments)


def _counted(language: Language, code: str, count: int) -> str:
    return i18n.counted(code, language, count)


def _number(language: Language, value: int) -> str:
    return i18n.number(value, language)
