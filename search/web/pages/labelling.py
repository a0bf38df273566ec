"""The page of labels: sets that are defined here, samples with the agreement of their coders, and what gives labels to
articles, from their pages or from a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy.engine import Connection, Engine
from starlette.responses import RedirectResponse, Response

from base.database import reading
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.model.proposals import open_numbers
from search.query.tree import Value, to_text
from search.request import SearchRequest, make_filters
from search.saved.labelling.by_search import Rule, label_by, label_by_no_more, label_rules
from search.saved.labelling.giving import FOR_ALL, Sheet, changes_of, known_publishers, label_articles
from search.saved.labelling.samples import Sample, agreements, codings, find_sample, read_samples
from search.saved.labelling.sets import LabelSet, NewLabel, add_set, find_label, read_sets, remove_set
from search.saved.refusal import GoneError, RefusedError
from search.saved.searches import saved_database, saved_searches
from search.web.app_state import Site
from search.web.pages.addresses import (
    history_href,
    other,
    page_href,
    proposals_href,
    results_href,
    sample_href,
)
from search.web.pages.change_history import change_history
from search.web.pages.folders import UNKEPT, form_back
from search.web.pages.put_forms import LABEL, keep_who
from search.web.pages.putting import chosen_ids
from search.web.posted import Pairs
from search.web.templating import page, read_language

COMPARED = 5
"""Labels of a set that are compared over time: as many searches as that page takes."""


def labelling_routes(site: Site, settings: Settings, data: Path) -> APIRouter:
    """The routes of the page and of the forms that label."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/label")
    def listed(request: Request) -> Response:
        return _list(site, settings, data, read_language(request.query_params), {})

    @routes.post("/label")
    def made(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        lines = (line.partition("=") for line in form.get("labels", "").splitlines() if line.strip())
        new = [NewLabel(name.strip(), key.strip()) for name, _, key in lines]
        try:
            with saved_database(settings, data) as saved:
                add_set(saved, form.get("name", "").strip(), new, several="several" in form)
        except RefusedError as error:
            return _list(site, settings, data, language, form, error.said(language))
        return RedirectResponse(page_href("/label", language), HTTPStatus.SEE_OTHER)

    @routes.post("/label/hapus")
    def removed(request: Request, pairs: Pairs) -> Response:
        with saved_database(settings, data) as saved, suppress(GoneError):  # it is gone, as was asked
            remove_set(saved, dict(pairs).get("name", ""))
        return RedirectResponse(page_href("/label", read_language(request.query_params)), HTTPStatus.SEE_OTHER)

    @routes.post("/label/ikut")
    def followed(request: Request, pairs: Pairs) -> Response:
        """A saved search gives a label from now on, or no longer."""
        form = dict(pairs)
        with suppress(ConfigError), saved_database(settings, data) as saved:  # thrown away in another window
            change = label_by_no_more if "stop" in form else label_by
            change(saved, form.get("label", ""), form.get("search", ""))
        return RedirectResponse(page_href("/label", read_language(request.query_params)), HTTPStatus.SEE_OTHER)

    @routes.post("/label/beri")
    @site.lanes.route
    def given(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        chosen = [value for name, value in pairs if name == "article"]
        try:
            if "sample" not in form:
                with site.context() as context:
                    chosen = list(chosen_ids(context, form, chosen))
            _label(settings, data, form, chosen)
        except RefusedError as error:
            values = {"message": f"{label('not_done', language)} {error.said(language)}"}
            return page("error.html", language, page_href("/label", other(language)), values, HTTPStatus.BAD_REQUEST)
        return keep_who(RedirectResponse(form_back(form, page_href("/label", language)), HTTPStatus.SEE_OTHER), form)

    @routes.get("/label/riwayat")
    def history(request: Request) -> Response:
        return change_history(request, settings, data, "label_history", _changes, history_href)

    return routes


def _changes(connection: Connection, article: str, language: Language) -> Iterator[tuple[str, str]]:
    for one in changes_of(connection, article):
        code, at = "label_gave" if one.given else "label_took", i18n.moment(one.at, language)
        yield label(code, language, one.label, one.who, at), one.why


def _label(settings: Settings, data: Path, form: Mapping[str, str], articles: Sequence[str]) -> None:
    """Give or take the label that a form names. Raises RefusedError."""
    path = form.get("label") or form.get("take") or ""
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        try:
            with reading(saved) as connection:
                group, one = find_label(connection, path)
                sample = find_sample(connection, form["sample"]) if "sample" in form else None
        except ConfigError as error:  # thrown away in another window
            raise RefusedError("no_label_named") from error
        if sample and (group.id != sample.group.id or not set(articles) <= set(sample.articles)):
            raise RefusedError("no_label_named")
        who = form.get("who", "").strip()
        sheet = Sheet(sample.id, who) if sample else FOR_ALL
        known = known_publishers(database, articles)
        if not known:
            raise RefusedError("not_in_archive")
        why = form.get("why", "").strip()
        label_articles(saved, known, group, one, who, given="take" not in form, why=why, sheet=sheet)


def _list(
    site: Site, settings: Settings, data: Path, language: Language, form: Mapping[str, str], error: str = ""
) -> Response:
    with saved_database(settings, data) as saved:
        samples = [_sample(saved, one, language) for one in read_samples(saved)]
        sets = read_sets(saved)
        with reading(saved) as connection:
            proposed = open_numbers(connection)
            rules, searches = label_rules(connection), [one.name for one in saved_searches(connection)]
    numbers = site.own.numbers(LABEL)
    values = {
        "sets": [_set(one, numbers, rules, proposed.get(one.id, 0), language) for one in sets],
        "searches": searches,
        "action_follow": page_href("/label/ikut", language),
        "samples": samples,
        "error": error,
        "form": {"name": form.get("name", ""), "labels": form.get("labels", ""), "several": "several" in form},
        "action": page_href("/label", language),
        "action_remove": page_href("/label/hapus", language),
    }
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return page("labelling.html", language, page_href("/label", other(language)), values, status, UNKEPT)


def _set(
    group: LabelSet, numbers: Mapping[str, int], rules: Sequence[Rule], proposed: int, language: Language
) -> dict[str, Any]:
    queries = [("q", to_text(Value(LABEL, one.path, whole=True))) for one in group.labels[:COMPARED]]
    more = [("chart", "share"), *([("ui", language)] if language != "id" else [])]
    return {
        "name": group.name,
        "several": group.several,
        "proposed": proposed,
        "proposals": proposals_href(group.name, language),
        "rules": [one for one in rules if one.label in {label.path for label in group.labels}],
        "compare": f"/bandingkan?{urlencode([*queries, *more])}",
        "labels": [
            {
                "name": one.name,
                "path": one.path,
                "key": one.key,
                "number": numbers.get(one.path, 0),
                "href": results_href(SearchRequest(filters=make_filters({LABEL: (one.path,)}), ui=language)),
            }
            for one in group.labels
        ],
    }


def _sample(saved: Engine, sample: Sample, language: Language) -> dict[str, Any]:
    """A sample with how far its coders are and how well they agree."""
    with reading(saved) as connection:
        coded = codings(connection, sample)
    number = [i18n.number(one, language) for one in (len(sample.articles), sample.drawn_from)]
    return {
        "name": sample.name,
        "facts": label("sample_facts", language, *number, str(sample.seed), sample.group.name),
        "coders": [
            label("sample_coded", language, who, i18n.number(len(mine), language))
            for who, mine in sorted(coded.items())
        ],
        "agreements": [
            label("sample_alpha", language, one.name, _alpha(one.alpha, language), i18n.number(one.units, language))
            for one in agreements(sample, coded)
        ] if coded else [],
        "href": sample_href(sample.name, language),
    }  # fmt: skip


def _alpha(value: float | None, language: Language) -> str:
    if value is None:
        return label("no_alpha", language)
    return f"{value:.3f}".replace(".", "," if language == "id" else ".")
