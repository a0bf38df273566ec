"""Where nothing was found: ways on, each with what it would find; of an empty archive, what runs and what waits."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from base.errors import UnavailableError
from base.events import event
from indexer.engines.queries import Everything
from indexer.fields import Language
from search import i18n
from search.answer.counts import count_all
from search.answer.highlight import text_leaves
from search.answer.interpretation import interpret
from search.context import Context
from search.i18n import label
from search.query.signs import DOUBLE_QUOTES
from search.query.tree import to_text
from search.request import NO_FILTERS, SearchRequest
from search.status_reader import StatusReader
from search.web.pages.addresses import results_href

MAX_WORDS = 8
"""Words of a query whose articles are counted one by one."""

logger = logging.getLogger(__name__)


def values(
    context: Context, request: SearchRequest, chips: Sequence[Mapping[str, Any]], status: StatusReader
) -> dict[str, Any]:
    """What an empty page of results shows."""
    if context.engine.count(Everything()):
        return {"archive": None, "ways": list(_ways(context, request, chips))}
    return {"archive": list(_archive(status, request.ui)), "ways": []}


def _ways(context: Context, request: SearchRequest, chips: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Searches near this one that find something, each once."""
    seen = [request]
    for text, changed in _changes(context, request, chips):
        if changed in seen:
            continue
        seen.append(changed)
        if total := count_all(context, changed):
            count = i18n.counted("articles", request.ui, total)
            yield {"text": text, "count": count, "href": results_href(changed)}


def _changes(
    context: Context, request: SearchRequest, chips: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, SearchRequest]]:
    """What could be asked instead: without a filter, without all, without quotation marks, any word, single words."""
    for chip in chips:
        yield label("without_filter", request.ui, chip["text"]), chip["request"]
    if len(chips) > 1:
        yield label("without_filters", request.ui), request.change(filters=NO_FILTERS)
    bare = request.change(query="".join(" " if one in DOUBLE_QUOTES else one for one in request.query).strip())
    yield label("without_quotes", request.ui), bare
    if request.match == "all":
        yield label("any_instead", request.ui), request.change(match="any")
        yield label("any_without_filters", request.ui), bare.change(match="any", filters=NO_FILTERS)
    words = list(dict.fromkeys(map(to_text, text_leaves(interpret(request, context).tree))))
    for word in words[:MAX_WORDS] if len(words) > 1 else ():
        yield label("only_word", request.ui, word), request.change(query=word, filters=NO_FILTERS)


def _archive(reader: StatusReader, language: Language) -> Iterator[str]:
    """What the stages of an empty archive have done and have before them, a sentence each."""
    try:
        status = reader.read()
    except UnavailableError as error:
        event(logger, "status.unavailable", str(error), level=logging.WARNING)
        yield label("archive_nothing_ran", language)
        return
    fetched, visited = sum(status.stages["fetch"].values()), [one for one in status.sources if one.last_visit]
    numbers = {code: i18n.number(count, language) for code, count in status.waiting.items()}
    if not visited:
        yield label("archive_no_visit", language)
    else:
        last = max(one.last_visit for one in visited if one.last_visit)
        yield label("archive_visited", language, i18n.number(len(visited), language), i18n.moment(last, language))
        yield label("archive_fetched", language, i18n.number(fetched, language))
    if any(status.waiting.values()):
        yield label("archive_waiting", language, numbers["links"], numbers["pages"], numbers["articles"])
    following = min((one.next_visit for one in status.sources if one.next_visit), default=None)
    if visited and following:
        yield label("archive_next", language, i18n.moment(following, language))
    if status.findings:
        yield label("archive_findings", language, i18n.number(len(status.findings), language))
