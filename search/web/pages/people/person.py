"""The page of a person: who they are by the archive's articles, what they said, and whose names are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from base.clock import day_of, jakarta_day
from base.database import reading
from config.settings import Settings
from indexer.articles.person_names import name_key
from indexer.engines.documents import published_of
from indexer.fields import Language
from search import i18n
from search.answer.answer import KEPT, Answer, Hit, answer
from search.answer.counts import as_rows
from search.answer.cursor import CursorError
from search.answer.quotes import quotes_in
from search.context import Context
from search.i18n import label
from search.people.names import Names, parted_name
from search.people.profile import NAMED, Office, Profile, of_person, profile
from search.request import SearchRequest, read_query
from search.saved.names import NamesReader, all_names, join_names, part_names
from search.saved.refusal import RefusedError
from search.saved.searches import saved_database
from search.web.app_state import Site
from search.web.pages import take_out
from search.web.pages.addresses import USUAL, article_href, other, person_href, region_map_href, results_href
from search.web.pages.filter_panel import value_names
from search.web.pages.hit_list import publisher
from search.web.pages.timeline import Coverage, by_day, chart
from search.web.posted import Form
from search.web.templating import page, read_language

ARTICLES = 20
"""Articles whose quotes stand on one page."""


def person_routes(site: Site, coverage: Coverage, people: NamesReader, settings: Settings, data: Path) -> APIRouter:
    """The routes of the page and of its forms."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/penutur/{name:path}")
    @site.lanes.route
    def person(name: str, request: Request) -> Response:
        return _page(site, coverage, name, request)

    @routes.post("/penutur")
    @site.lanes.route
    def changed(request: Request, form: Form) -> Response:
        language = read_language(request.query_params)
        name, others = form.get("name", "").strip(), form.get("other", "").strip()
        try:
            with saved_database(settings, data) as saved:
                if form.get("do") == "join":
                    shown = join_names(saved, others, name)
                elif form.get("do") == "office":
                    shown = part_names(saved, name, others)
                else:
                    part_names(saved, others)
                    with reading(saved) as connection:
                        shown = all_names(connection).called(name)
        except RefusedError as error:
            return _page(site, coverage, name, request, error.said(language))
        finally:
            people.forget()
        return RedirectResponse(person_href(shown, language), HTTPStatus.SEE_OTHER)

    return routes


def _page(site: Site, coverage: Coverage, name: str, request: Request, error: str = "") -> Response:
    asked, _ = read_query(request.url.query)
    asked = replace(asked, query=asked.query.strip(), sort="newest", top=ARTICLES, explain=False, body=False)
    with site.context() as context:
        known = _known(context, name, asked)
        if not known.names and not error:  # others may have the words in their names
            raise HTTPException(404)
        values = _values(site, context, coverage, known, asked, str(request.base_url).rstrip("/"))
    in_other = person_href(known.person, other(asked.ui), _kept(asked))
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return page("person.html", asked.ui, in_other, {**values, "error": error}, status)


def _known(context: Context, name: str, asked: SearchRequest) -> Profile:
    """The person in the articles of a request, by the names in all articles where these have none."""
    known = profile(context, name, asked.change())
    if known.names or _kept(asked) == SearchRequest():
        return known
    anywhere = profile(context, name, SearchRequest(ui=asked.ui))
    return replace(known, person=anywhere.person, names=anywhere.names)


def _values(
    site: Site, context: Context, coverage: Coverage, known: Profile, asked: SearchRequest, base: str
) -> dict[str, Any]:
    """What the page shows."""
    own = asked.change(query=of_person(asked.query, known.person))
    found, cursor = _quoted(context, own, asked.after)
    names, language = context.names(), asked.ui
    covered, today = coverage.read(context), jakarta_day(context.now)
    return {
        "request": own,
        "person": known.person,
        "spellings": [one for one in known.names if name_key(one) != name_key(known.person)],
        "quoted": known.quoted,
        "named": known.named,
        "all_quoted": results_href(own),
        "all_named": results_href(asked.change(query=of_person(asked.query, known.person, NAMED))),
        "offices": [_office(one, language) for one in known.offices],
        "chart": chart(by_day(known.days), covered, own, USUAL, own.days, today),
        "undated": max(0, known.quoted - sum(known.days.values())),
        "by_region": region_map_href(own),
        "compare_these": f"/bandingkan?{own.change().to_query()}",
        "counts_file": f"/bandingkan.csv?{own.change().to_query()}",
        "publishers": list(_publishers(site, own, known)),
        "beside": [
            {"text": one.value, "number": one.number, "href": person_href(one.value, language)}
            for one in as_rows(known.beside)
        ],
        "days": list(_by_day(context, found, known.person, language)),
        "next": person_href(known.person, language, replace(_kept(asked), after=cursor)) if cursor else "",
        "is_further": bool(asked.after),
        "first": person_href(known.person, language, _kept(asked)),
        "out": take_out.values(own, found, base),
        "joined": _joined(names, known.person),
        "namesakes": [{"text": one, "href": person_href(one, language)} for one in _namesakes(names, known.person)],
        "action": "/penutur" + (f"?ui={language}" if language != "id" else ""),
    }


def _kept(asked: SearchRequest) -> SearchRequest:
    """What of a request narrows the articles that the page tells of."""
    return SearchRequest(query=asked.query, filters=asked.filters)


def _quoted(context: Context, own: SearchRequest, after: str) -> tuple[Answer, str]:
    """The newest articles that quote the person, and where the next ones begin; the first ones where a cursor is
    none."""
    try:
        found = answer(context, replace(own, after=after), relax=False, snippets=False)
    except CursorError:
        found = answer(context, own, relax=False, snippets=False)
    return found, found.next or ""


def _office(one: Office, language: Language) -> dict[str, str]:
    first, last = (i18n.day(day, language) if day else "" for day in (one.first, one.last))
    return {
        "title": one.title,
        "number": i18n.counted("articles", language, one.number),
        "days": first if first == last else f"{first} – {last}",
    }


def _publishers(site: Site, own: SearchRequest, known: Profile) -> Iterator[dict[str, Any]]:
    """The publishers who quote a person, each with the address of what they have."""
    name = value_names(site, own.ui)["publisher"]
    for one in known.publishers:
        href = results_href(own.narrow("publisher", (one.value,)))
        yield {"text": name(one.value), "number": one.count, "href": href}


def _by_day(context: Context, found: Answer, person: str, language: Language) -> Iterator[dict[str, Any]]:
    """What was said, by the days on which it was published, the newest first."""
    names = context.names()
    told = [(_day(hit, language), hit) for hit in found.hits]
    for day, hits in groupby(told, key=lambda one: one[0]):
        articles = []
        for _, hit in hits:
            quotes = quotes_in({"quotes": KEPT["quotes"].kept_in(hit.stored)}, [person], names)
            if quotes:
                articles.append(
                    {
                        "title": hit.stored["title"],
                        "language": hit.stored["language"],
                        "href": article_href(hit.id, SearchRequest(ui=language)),
                        "publisher": publisher(hit.stored),
                        "quotes": quotes,
                    }
                )
        yield {"day": day, "articles": articles}


def _day(hit: Hit, language: Language) -> str:
    """The day that hits are ordered by, in Jakarta: of a day alone from further east it is the one before."""
    if not hit.stored["dated"]:
        return label("said_undated", language)
    return i18n.day(day_of(published_of(hit.sort)), language)


def _joined(names: Names, person: str) -> list[str]:
    """The names that were given to a person, as the form parts them."""
    given = names.by_person.get(name_key(person), ())
    called = (parted_name(one.name, one.office) if one.office else one.name for one in given)
    return [one for one in called if name_key(one) != name_key(person)]


def _namesakes(names: Names, person: str) -> list[str]:
    """The others who have one of a person's names."""
    rules = (one for key in names.keys(person) for one in names.by_name.get(key, ()))
    others = [name for one in rules for name in (one.person, names.person(one.name))]
    return [one for one in dict.fromkeys(others) if name_key(one) != name_key(person)]
