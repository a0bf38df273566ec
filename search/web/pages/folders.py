"""The pages of clipping folders: the list of all, and one with its clippings, put in order and annotated here.

As the page of saved searches, they ask no engine; what changes something is a POST from this site's own forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from base.database import reading
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.request import SearchRequest, make_filters
from search.saved.collections import clips
from search.saved.collections.articles import Clipped, clipped_articles
from search.saved.collections.collections import (
    Collection,
    ensure_collection,
    find_collection,
    read_collections,
    remove_collection,
)
from search.saved.refusal import GoneError, RefusedError
from search.saved.searches import saved_database
from search.web.pages.addresses import (
    MAX_PLACE,
    article_href,
    folder_href,
    other,
    page_href,
    results_href,
    web_address,
)
from search.web.pages.model.in_folder import folder_values, shown_summary, summaries_link
from search.web.pages.take_out import folder_files
from search.web.posted import Pairs
from search.web.templating import page, read_language

SHOWN = 25
"""Clippings on a page."""
UNKEPT = {"Cache-Control": "no-store"}
"""What users keep is not kept by browsers."""


def folders_routes(settings: Settings, data: Path) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/map")
    def listed(request: Request) -> Response:
        return _list(settings, data, read_language(request.query_params))

    @routes.post("/map")
    def made(request: Request, pairs: Pairs) -> Response:
        language, name = read_language(request.query_params), dict(pairs).get("name", "").strip()
        try:
            with saved_database(settings, data) as saved:
                is_new = ensure_collection(saved, name)
        except RefusedError as error:
            return _list(settings, data, language, name, error.said(language))
        return RedirectResponse(folder_href(name, language, was_there=not is_new), HTTPStatus.SEE_OTHER)

    @routes.post("/map/hapus")
    def removed(request: Request, pairs: Pairs) -> Response:
        with saved_database(settings, data) as saved, suppress(GoneError):  # it is gone, as was asked
            remove_collection(saved, dict(pairs).get("name", ""))
        return RedirectResponse(page_href("/map", read_language(request.query_params)), HTTPStatus.SEE_OTHER)

    @routes.get("/map/isi")
    def shown(request: Request) -> Response:
        language, given = read_language(request.query_params), request.query_params
        place, is_hidden = min(_number(given.get("mulai")), MAX_PLACE), given.get("tersembunyi") == "1"
        return _folder(
            settings, data, language, given.get("nama", ""), place, hidden=is_hidden, said=_said(given, language)
        )

    @routes.post("/map/isi")
    def changed(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        name, article = form.get("name", ""), form.get("article", "")
        try:
            with saved_database(settings, data) as saved:
                _change(saved, name, article, form)
        except RefusedError as error:
            return _folder(settings, data, language, name, 0, hidden=False, error=error.said(language))
        except GoneError:  # thrown away in another window: its page shows what is left, but a note would be lost
            if note := form.get("note", "").strip():
                values = {"message": label("note_not_kept", language, note)}
                return page("error.html", language, page_href("/map", other(language)), values, HTTPStatus.CONFLICT)
        return RedirectResponse(form_back(form, folder_href(name, language)), HTTPStatus.SEE_OTHER)

    return routes


def _said(given: Mapping[str, str], language: Language) -> str:
    """What the form that led here has to say."""
    if unknown := _number(given.get("tidak-ada")):
        return label("some_not_in_archive", language, i18n.counted("articles", language, unknown))
    return label("folder_was_there", language) if given.get("sudah") == "1" else ""


def _number(text: str | None) -> int:
    """A number in an address; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def form_back(form: Mapping[str, str], otherwise: str) -> str:
    """Where a form says that its reader came from: an address of this site alone."""
    back = form.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else otherwise


def _change(saved: Any, name: str, article: str, form: Mapping[str, str]) -> None:
    if form.get("do") == "take":
        clips.take(saved, name, [article])
        return
    note = form.get("note", "").replace("\r\n", "\n").strip()  # a browser counts a line's end as one character
    changes = {"note": note, "seen": "seen" in form, "hidden": "hidden" in form}
    if not clips.edit(saved, name, [article], **changes):
        raise clips.not_in(name, article)
    place = form.get("place", "")
    if place.isascii() and place.isdigit() and len(place) < 8 and place != form.get("was"):
        clips.move(saved, name, article, int(place))


def _list(settings: Settings, data: Path, language: Language, name: str = "", error: str = "") -> Response:
    with saved_database(settings, data) as saved:
        rows = [_row(one, language) for one in read_collections(saved)]
        summaries = summaries_link(saved, settings, language)
    values = {
        "rows": rows,
        "summaries": summaries,
        "name": name,
        "error": error,
        "action": page_href("/map", language),
        "action_remove": page_href("/map/hapus", language),
    }
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return page("folders.html", language, page_href("/map", other(language)), values, status, UNKEPT)


def _row(one: Collection, language: Language) -> dict[str, Any]:
    return {"name": one.name, "href": folder_href(one.name, language), "facts": list(_facts(one, language))}


def _facts(one: Collection, language: Language) -> list[str]:
    """What is said of a folder in a line."""
    said = [i18n.counted("articles", language, one.clips - one.hidden)]
    said += [label("folder_unread", language, i18n.number(one.unread, language))] if one.unread else []
    said += [label("folder_hidden", language, i18n.number(one.hidden, language))] if one.hidden else []
    said += [label("folder_filled", language, ", ".join(one.searches))] if one.searches else []
    return said


def _folder(
    settings: Settings,
    data: Path,
    language: Language,
    name: str,
    start: int,
    *,
    hidden: bool,
    error: str = "",
    said: str = "",
) -> Response:
    with saved_database(settings, data) as saved, reading(saved) as connection:
        try:
            found = find_collection(connection, name)
        except GoneError as missing:
            raise HTTPException(HTTPStatus.NOT_FOUND) from missing
        number = found.clips if hidden else found.clips - found.hidden
        start = min(start, max(0, number - 1) // SHOWN * SHOWN)  # the last page may be gone since it was linked
        some = clips.read_clips(connection, found.id, hidden=hidden, start=start, limit=SHOWN)
        model = folder_values(connection, settings, found.id, language)
    with articles_database(settings, data) as articles, reading(articles) as connection:
        rows = [_clip(one, language) for one in clipped_articles(connection, some)]
        summary = shown_summary(connection, model["summary"], language)
    inside = SearchRequest(filters=make_filters({"folder": (name,)}), ui=language)
    here = folder_href(name, language, start, hidden=hidden)
    values = {
        "name": name,
        "facts": _facts(found, language),
        "rows": rows,
        "error": error,
        "said": said,
        "position": _position(start, len(some), number, language),
        "before": folder_href(name, language, max(0, start - SHOWN), hidden=hidden) if start else "",
        "after": folder_href(name, language, start + SHOWN, hidden=hidden) if start + SHOWN < number else "",
        "search_in": results_href(inside.change(sort="newest")),
        "out": folder_files(inside),
        "action": page_href("/map/isi", language),
        "action_remove": page_href("/map/hapus", language),
        "here": here,
        "other_hidden": folder_href(name, language, hidden=not hidden) if found.hidden else "",
        "hidden": hidden,
        "max_note": clips.MAX_NOTE,
        "last": found.clips,
        "model": model,
        "summary": summary,
    }
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    in_other = folder_href(name, other(language), start, hidden=hidden)
    return page("folder.html", language, in_other, values, status, UNKEPT)


def _position(start: int, shown: int, number: int, language: Language) -> str:
    """Which of the clippings the page shows; "" where it shows all."""
    if shown == number:
        return ""
    return label(
        "folder_position", language, *(i18n.number(one, language) for one in (start + 1, start + shown, number))
    )


def _clip(one: Clipped, language: Language) -> dict[str, Any]:
    clip, article = one.clip, one.article
    return {
        "id": article.id,
        "place": clip.place,
        "href": article_href(article.id, SearchRequest(ui=language)),
        "title": article.content.title,
        "language": article.content.language,
        "publisher": article.publisher_name or article.publisher,
        "when": i18n.published(article.published_text, language),
        "original": web_address(article.url),
        "version": _version(one, language),
        "by": label("clip_by", language, clip.added_by) if clip.added_by else "",
        "note": clip.note,
        "seen": clip.seen,
        "hidden": clip.hidden,
    }


def _version(one: Clipped, language: Language) -> str:
    """Which version a clipping is, where that is not simply the only one."""
    if not one.is_as_clipped:
        return label("clip_read_otherwise", language, str(one.article.version))
    return label("clip_older", language, str(one.article.version)) if one.article.version > 1 else ""
