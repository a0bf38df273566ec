"""The pages as HTML: templates filled with values that are ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse

from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.request import SearchRequest

TEMPLATES = Path(__file__).parent / "templates"

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


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
        home=results_href(SearchRequest(ui=language)),
        sources=sources_href(language),
        t=partial(_text, language),
        number=partial(_number, language),
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-cache", **(headers or {})})


def results_href(request: SearchRequest) -> str:
    """The address of the page that answers a request."""
    query = request.to_query()
    return f"/?{query}" if query else "/"


def sources_href(language: Language) -> str:
    """The address of the page of sources."""
    return "/sumber" if language == "id" else f"/sumber?ui={language}"


def read_language(parameters: QueryParams) -> Language:
    """The language of the page: Indonesian unless asked otherwise."""
    return "en" if parameters.get("ui") == "en" else "id"


def error_page(
    parameters: QueryParams, status: int, *, label_code: str, arguments: tuple[str, ...], headers: Mapping[str, str]
) -> HTMLResponse:
    """A page that says what went wrong and leads back to the search."""
    language = read_language(parameters)
    other = results_href(SearchRequest(ui="id" if language == "en" else "en"))
    return page("error.html", language, other, {"message": label(label_code, language, *arguments)}, status, headers)


def _text(language: Language, code: str, *arguments: str) -> str:
    return label(code, language, *arguments)


def _number(language: Language, value: int) -> str:
    return i18n.number(value, language)
