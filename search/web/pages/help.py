"""How to search: the query language with examples, the keyboard, and a form that writes queries. These pages ask no
engine, so they wait in no lane."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from indexer.fields import Language, facets
from search.i18n import LABELS, label
from search.labels.help import EXAMPLES, SHORTCUTS
from search.notes import field_name
from search.query.limits import IN_ADDRESS
from search.query.signs import DOUBLE_QUOTES
from search.query.tree import NAMES
from search.request import SearchRequest, read_query
from search.web.pages.addresses import other, page_href, results_href
from search.web.templating import page, read_language

WORDS = ("all", "phrase", "any", "none")
"""The words that the form asks for."""
FIELDS = ("title", *(field.name for field in facets() if field.matching != "code"))
"""The fields that it asks for below them; nobody types the code of a language."""


def help_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/bantuan")
    def explained(request: Request) -> Response:
        language = read_language(request.query_params)
        groups = [
            {
                "title": label(f"help_{group}", language),
                "rows": [
                    {"query": query[language], "href": results_href(SearchRequest(query=query[language], ui=language)),
                     "meaning": meaning[language]}
                    for query, meaning in examples
                ],
            }
            for group, examples in EXAMPLES.items()
        ]  # fmt: skip
        shortcuts = [(key, meaning[language]) for key, meaning in SHORTCUTS]
        values = {"groups": groups, "shortcuts": shortcuts}
        return page("help.html", language, page_href("/bantuan", other(language)), values)

    @routes.get("/susun")
    def built(request: Request) -> Response:
        asked, _ = read_query(request.url.query)
        query = write_query(request.query_params)
        if query or asked.days.since or asked.days.until:
            found = asked.change(query=query[: IN_ADDRESS.characters], explain=False)
            return RedirectResponse(results_href(found), 303)
        fields = [_field(name, asked.ui) for name in (*WORDS, *FIELDS)]
        return page("builder.html", asked.ui, page_href("/susun", other(asked.ui)), {"fields": fields})

    return routes


def _field(name: str, language: Language) -> dict[str, str]:
    hint = f"build_{name}_hint"
    return {
        "name": name,
        "label": field_name(name, language) if name in FIELDS else label(f"build_{name}", language),
        "hint": label(hint, language) if hint in LABELS else "",
    }


def write_query(given: QueryParams) -> str:
    """The query that the fields of the form mean together."""
    fields = {name: _clean(given.get(name, "")) for name in (*WORDS, *FIELDS)}
    parts = [fields["all"], f'"{fields["phrase"]}"' if fields["phrase"] else ""]
    words = fields["any"].split()
    parts.append(f"({' OR '.join(words)})" if len(words) > 1 else fields["any"])
    for name in filter(fields.get, FIELDS):
        value = f"({fields[name]})" if name == "title" else f'"{fields[name]}"'
        parts.append(f"{NAMES[name]}:{value}")
    parts += [f"-{word}" for word in fields["none"].split()]
    return " ".join(filter(None, parts))


def _clean(text: str) -> str:
    """What was typed without marks that would mean something else in a query."""
    return " ".join("".join(" " if one in f"{DOUBLE_QUOTES}()" else one for one in text).split())
