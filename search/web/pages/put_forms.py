"""What the forms show that put articles into folders: beside a list of hits, and beside one article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from indexer.fields import Language
from search import i18n
from search.answer.answer import Answer
from search.context import OwnValues
from search.request import SearchRequest
from search.web.pages.addresses import folder_href, history_href, page_href

FOLDER, LABEL = "folder", "label"
WHO = "siapa"
"""The cookie that has the name of who labels or corrects."""
YEAR_SECONDS = 365 * 86_400


def put_values(own: OwnValues, request: SearchRequest, found: Answer, who: str) -> dict[str, Any]:
    """The form of a page of results; a search for everything fills no folder."""
    return {
        "action": page_href("/map/masukkan", request.ui),
        "search": request.change().to_query(),
        "number": i18n.counted("articles", request.ui, found.total if found.matched == "all" else 0),
        "folders": folder_names(own),
        "labels": list(own.keys(LABEL)),
        "label_action": page_href("/label/beri", request.ui),
        "who": who,
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


def label_values(own: OwnValues, article: str, language: Language, back: str, who: str) -> dict[str, Any]:
    """The form that labels one article: each set with its labels, their keys, and whether the article has them."""
    held, sets = set(own.held(LABEL, article)), dict[str, list[dict[str, Any]]]()
    for path, key in own.keys(LABEL).items():
        group, _, name = path.partition("/")
        sets.setdefault(group, []).append({"path": path, "name": name, "key": key, "on": path in held})
    return {
        "action": page_href("/label/beri", language),
        "sets": sets,
        "back": f"{back}#label",
        "who": who,
        "history": history_href(article, language) if sets else "",
    }


def who_of(request: Request) -> str:
    """Who labels or corrects: what was written the last time, else the name of the key."""
    key = str(request.scope.get("state", {}).get("key") or "")
    return unquote(request.cookies.get(WHO, "")) or key


def keep_who(answer: Response, form: Mapping[str, str]) -> Response:
    """Let a reader's browser write the name into the next form."""
    who = quote(form["who"].strip())
    answer.set_cookie(WHO, who, max_age=YEAR_SECONDS, path="/", httponly=True, samesite="strict")
    return answer


def folder_names(own: OwnValues) -> list[str]:
    """All folders, by name."""
    return sorted(own.numbers(FOLDER), key=str.casefold)
