"""What the forms show that put articles into folders: beside a list of hits, and beside one article."""

from __future__ import annotations

from typing import Any

from indexer.fields import Language
from search import i18n
from search.answer.answer import Answer
from search.context import OwnValues
from search.request import SearchRequest
from search.web.pages.addresses import folder_href, page_href

FOLDER = "folder"


def put_values(own: OwnValues, request: SearchRequest, found: Answer) -> dict[str, Any]:
    """The form of a page of results; a search for everything fills no folder."""
    return {
        "action": page_href("/map/masukkan", request.ui),
        "search": request.change().to_query(),
        "number": i18n.counted("articles", request.ui, found.total if found.matched == "all" else 0),
        "folders": folder_names(own),
        "can_follow": bool(request.query or request.filters),
    }


def inside_values(own: OwnValues, article: str, language: Language, back: str) -> dict[str, Any]:
    """The form of the page of an article, and the folders that it lies in."""
    inside = own.held(FOLDER, article)
    return {
        "action": page_href("/map/masukkan", language),
        "folders": [name for name in folder_names(own) if name not in inside],
        "inside": [{"name": name, "href": folder_href(name, language)} for name in inside],
        "back": back,
    }


def folder_names(own: OwnValues) -> list[str]:
    """All folders, by name."""
    return sorted(own.numbers(FOLDER), key=str.casefold)
