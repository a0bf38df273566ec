"""The page of an article: its text with the searched words marked, where it came from, how it changed, what is like it,
and the way back to the list that it was found in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from base.deadline import TooSlowError
from indexer import fields
from indexer.articles.history import HistoryReader
from indexer.engines.port import EngineHit
from indexer.fields import Language
from search import i18n
from search.answer.answer import KEPT, Answer, answer
from search.answer.collapse import copies_of
from search.answer.cursor import CursorError
from search.answer.explain import Reason, reasons
from search.answer.highlight import Marker, markers
from search.answer.marking import Marking
from search.answer.quotes import quotes_in
from search.answer.similar import similar
from search.answer.snippets import mark_body, mark_title
from search.article_history import Line, ShownHistory, read_history, to_line
from search.context import Context
from search.i18n import label
from search.model.reader import ProposalReader
from search.notes import field_name
from search.people.names import Names
from search.request import SearchRequest, make_filters, read_query
from search.web.app_state import Site
from search.web.pages import citation, differences
from search.web.pages.addresses import View, article_href, other, person_href, read_view, results_href, web_address
from search.web.pages.filter_panel import value_names
from search.web.pages.hit_list import publisher
from search.web.pages.model.shown import proposed_values
from search.web.pages.people.speech import TOLD, with_speech
from search.web.pages.put_forms import inside_values, label_values, who_of
from search.web.pages.regions.correcting import region_values
from search.web.pages.results import HITS
from search.web.templating import page

MAX_REASONS = 12


def article_routes(site: Site, histories: HistoryReader, proposals: ProposalReader) -> APIRouter:
    """The routes of the page and of its citation as a file."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/artikel/{article_id:path}")
    @site.lanes.route
    def article(article_id: str, request: Request) -> Response:
        asked, view = _asked(request)
        with site.context() as context:
            hit = _held(context, article_id)
            values = _values(site, hit, context.names(), asked)
            is_from_list = _is_from_list(request.query_params)
            values |= _from_list(context, hit, values["article"], asked, view, is_from_list=is_from_list)
            values["paragraphs"] = list(with_speech(values["paragraphs"], values["quotes"]))
            here = article_href(article_id, asked, view)
            values["put"] = inside_values(context.own, article_id, asked.ui, here)
            values["labels"] = label_values(context.own, article_id, asked.ui, here, who_of(request))
            regions = values["article"].get("regions", ())
            values["regions"] = region_values(context, article_id, regions, asked.ui, here, who_of(request))
            values["labels"] |= proposed_values(proposals, article_id, asked.ui)
            values |= _beside(context, hit, values["article"], asked.ui)
        history = read_history(histories, article_id)
        values |= _history(history, asked.ui)
        shown = {one["href"] for one in values["related"]}
        values["similar"] = [one for one in values["similar"] if one["href"] not in shown]
        in_other = article_href(article_id, replace(asked, ui=other(asked.ui)), view)
        return page("article.html", asked.ui, in_other, values)

    @routes.get("/sitasi/{article_id:path}")
    @site.lanes.route
    def cited(article_id: str, request: Request) -> Response:
        form = request.query_params.get("format", "")
        if form not in citation.FILES:
            raise HTTPException(404)
        with site.context() as context:
            stored = orjson.loads(_held(context, article_id).stored)
        return citation.file(stored, article_id, form)

    return routes


def _asked(request: Request) -> tuple[SearchRequest, View]:
    """The search that the article was found by."""
    asked, _ = read_query(request.url.query)
    return replace(asked, query=asked.query.strip(), top=HITS), read_view(request.query_params)


def _is_from_list(parameters: QueryParams) -> bool:
    return any(name not in ("ui", "explain") for name in parameters)


def _held(context: Context, article_id: str) -> EngineHit:
    hit = context.engine.documents([article_id]).get(article_id)
    if hit is None:
        raise HTTPException(404)
    return hit


def _values(site: Site, hit: EngineHit, names: Names, asked: SearchRequest) -> dict[str, Any]:
    """What the page shows of the article itself; an index of an earlier release has not all of its fields."""
    kept, language = orjson.loads(hit.stored), asked.ui
    stored = kept | {name: field.kept_in(kept) for name, field in KEPT.items()}
    return {
        "request": asked,
        "article": stored,
        "id": hit.id,
        "publisher": publisher(stored),
        "when": i18n.when(stored, language),
        "withdrawn": i18n.withdrawn(stored, language),
        "captured": _captured(stored, language),
        "original": web_address(stored["url"]),
        "permalink": article_href(hit.id, SearchRequest(ui=language)),
        "facts": list(_facts(site, stored, language)),
        "quotes": _quotes(stored, names, language),
        "citations": citation.forms(stored, hit.id, language),
    }


def _beside(context: Context, hit: EngineHit, stored: dict[str, Any], language: Language) -> dict[str, Any]:
    """Its copies and what is like it. An article is shown without them where the time is over, and a note says so."""
    try:
        copies, alike = copies_of(context.engine, hit), similar(context, hit, stored)
    except TooSlowError:
        return {"copies": [], "similar": [], "late": label("no_similar", language)}
    return {
        "copies": [_line(to_line(one), language) for one in copies],
        "similar": [_line(to_line(one), language) for one in alike],
        "late": "",
    }


def _captured(stored: Mapping[str, Any], language: Language) -> str:
    """When the text was captured; "" from an index that was made before it was kept there."""
    instant = stored.get("captured")
    return i18n.moment(datetime.fromisoformat(instant), language) if instant else ""


def _facts(site: Site, stored: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    """The fields whose values lead to the articles that share them."""
    names = value_names(site, language)
    for one in fields.facets():
        if values := one.each(one.kept_in(stored)):
            links = [
                {
                    "text": publisher(stored) if one.name == "publisher" else names[one.name](value),
                    "href": results_href(SearchRequest(filters=make_filters({one.name: (value,)}), ui=language)),
                }
                for value in values
            ]
            yield {"name": field_name(one.name, language), "links": links}


def _quotes(stored: Mapping[str, Any], names: Names, language: Language) -> list[dict[str, Any]]:
    """Who said what, each with the address of the speaker's page and, where it is not told beside the quote who spoke,
    with what says that it was read from elsewhere."""
    quotes = quotes_in(stored, (), names)
    return [
        {
            **one,
            "href": person_href(one["speaker"], language) if one["speaker"] else "",
            "is_read": bool(one["speaker"]) and one["how"] != TOLD,
        }
        for one in quotes
    ]


def _from_list(
    context: Context,
    hit: EngineHit,
    stored: Mapping[str, Any],
    asked: SearchRequest,
    view: View,
    *,
    is_from_list: bool,
) -> dict[str, Any]:
    """Marks, neighbours and reasons by the search that the article was found by."""
    found = _search(context, asked) if is_from_list else None
    marking = Marking(_markers(context, asked, found) if found and asked.query else [], context.lexicon)
    why = replace(asked, explain=True)
    return {
        "title": mark_title(stored["title"], marking, stored["language"]).pieces(),
        "paragraphs": mark_body(stored["body"], marking, stored["language"]),
        "back": results_href(replace(asked, explain=False), view) if is_from_list else "",
        "place": _place(context, hit, asked, view, found) if found else {},
        "why": article_href(hit.id, why, view) + "#alasan" if found and asked.query and not asked.explain else "",
        "is_explained": bool(found and asked.query and asked.explain),
        "reasons": _reasons(context, hit, found, asked.ui) if found and asked.query and asked.explain else [],
    }


def _search(context: Context, asked: SearchRequest) -> Answer | None:
    """The page of the list that the article stands on; None where it cannot be made again."""
    try:
        return answer(context, replace(asked, explain=False), snippets=False)
    except (CursorError, TooSlowError):
        return None


def _markers(context: Context, asked: SearchRequest, found: Answer) -> list[Marker]:
    forms = "root" if found.step.roots else asked.forms
    return markers(found.question.tree, context.lexicon, context.words.variants, forms)


def _place(context: Context, hit: EngineHit, asked: SearchRequest, view: View, found: Answer) -> dict[str, str]:
    """Which of the hits the article is, and the ones before and after it."""
    asked = replace(asked, explain=False)
    ids = [one.id for one in found.hits]
    if hit.id not in ids:
        return {}
    place, start = ids.index(hit.id), view.start if asked.after else 0
    number, total = i18n.number(start + place + 1, asked.ui), i18n.number(found.total - found.folded, asked.ui)
    before = article_href(ids[place - 1], asked, view) if place else ""
    return {"text": label("hit_of", asked.ui, number, total), "previous": before,
            "next": _next(context, ids[place + 1 :], asked, replace(view, start=start), found)}  # fmt: skip


def _next(context: Context, behind: list[str], asked: SearchRequest, view: View, found: Answer) -> str:
    """The address of the next hit, which may stand on the next page."""
    if behind:
        return article_href(behind[0], asked, view)
    if not found.next:
        return ""
    following = replace(asked, after=found.next)
    further = _search(context, following)
    if not further or not further.hits:
        return ""
    return article_href(further.hits[0].id, following, replace(view, start=view.start + len(found.hits)))


def _reasons(context: Context, hit: EngineHit, found: Answer, language: Language) -> list[dict[str, str]]:
    """Which words of the query the article has, where, and how much of its score each gave."""
    held = reasons(context.engine, found.question.plan.query(found.step), [hit.id])[hit.id]
    whole = sum(one.score for one in held)
    return [_reason(one, whole, language) for one in held[:MAX_REASONS]]


def _reason(one: Reason, whole: float, language: Language) -> dict[str, str]:
    part = f"{100 * one.score / whole:.0f}%" if whole else "–"
    code = f"reason_{one.field}"
    return {"term": one.term, "where": label(code if code in i18n.LABELS else "reason_other", language), "part": part}


def _history(history: ShownHistory, language: Language) -> dict[str, Any]:
    """The versions, newest first, and the related articles; a note where the database is unavailable."""
    versions = [
        {
            "number": version.number,
            "name": label("version", language, str(version.number), i18n.moment(version.captured, language)),
            "title": version.content.title,
            "body": version.content.body,
            "changes": list(differences.shown(changes, language)),
        }
        for version, changes in history.versions
    ]
    return {
        "versions": versions[::-1] if len(versions) > 1 else [],
        "related": [
            {**_line(one, language), "share": label("shared", language, f"{one.shared:.0%}"[:-1])}
            for one in history.related
        ],
        "note": "" if history.is_known else label("no_history", language),
    }


def _line(one: Line, language: Language) -> dict[str, str]:
    return {
        "href": article_href(one.id, SearchRequest(ui=language)),
        "title": one.stored["title"],
        "language": one.stored["language"],
        "publisher": publisher(one.stored),
        "when": i18n.when(one.stored, language),
    }
