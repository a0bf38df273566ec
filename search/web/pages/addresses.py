"""Addresses of pages, with what only pages know: how hits are shown, and at which of them a page starts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from starlette.datastructures import QueryParams

from indexer.fields import Language
from search.i18n import label
from search.request import DAYS, DayRange, Mistake, SearchRequest

MAX_PLACE = 1_000_000
"""Hits before a page; a larger number in an address is no place in a list that anybody read."""


@dataclass(frozen=True, slots=True)
class View:
    """How results are shown: `compact` without snippets, the timeline as `share` of all, after `start` other hits."""

    compact: bool = False
    share: bool = False
    start: int = 0

    def pairs(self) -> list[tuple[str, str]]:
        """The view as parameters of an address; what is usual is left out."""
        chosen = (("view", "compact" if self.compact else ""), ("chart", "share" if self.share else ""))
        return [*(pair for pair in chosen if pair[1]), *([("start", str(self.start))] if self.start else [])]


USUAL = View()
_ANY = secrets.token_hex(16)
"""Stands for a text that is put in later; nobody can have written it."""


def read_view(parameters: QueryParams) -> View:
    """The view that an address asks for; what is no view is the usual one."""
    start = parameters.get("start", "")
    place = int(start) if start.isascii() and start.isdigit() and len(start) <= len(str(MAX_PLACE)) else 0
    return View(parameters.get("view") == "compact", parameters.get("chart") == "share", min(place, MAX_PLACE))


def bad_days(mistakes: Sequence[Mistake], language: Language) -> list[str]:
    """What a page says of the days in its address that are none."""
    return [label("bad_day", language, one.value) for one in mistakes if one.parameter in ("from", "to")]


def results_href(request: SearchRequest, view: View = USUAL) -> str:
    """The address of the page that answers a request; a changed request starts at its first hit."""
    view = view if request.after else replace(view, start=0)
    return _href("/", [*request.pairs(), *view.pairs()])


def results_with(change: Callable[[str], SearchRequest], view: View = USUAL) -> Callable[[str], str]:
    """The addresses of the requests that `change` makes of texts, none of them empty. A panel of filters has over a
    hundred, so one is written and its text is put in the place of another."""
    before, after = results_href(change(_ANY), view).split(_ANY)
    return lambda text: f"{before}{quote_plus(text, errors='replace')}{after}"


def results_within(request: SearchRequest, view: View = USUAL) -> Callable[[date, date], str]:
    """The addresses of a request within days, of which a chart has ninety: written once, since they differ by the days
    alone."""
    written = results_href(request.narrow(DAYS, DayRange(date.min, date.max)), view)
    before, after = written.split(_days(date.min, date.max))
    return lambda first, last: f"{before}{_days(first, last)}{after}"


def _days(first: date, last: date) -> str:
    """Two parameters as a query string has them, and as no other value can: `&` and `=` are not written so in one."""
    return f"from={first.isoformat()}&to={last.isoformat()}"


def article_href(article_id: str, request: SearchRequest, view: View = USUAL) -> str:
    """The address of an article's page, with the search that found it, so that its page leads back there."""
    return _href(f"/artikel/{quote(article_id, safe='')}", [*request.pairs(), *view.pairs()])


def articles_from(request: SearchRequest, view: View) -> Callable[[str], str]:
    """The addresses of the pages of articles that a search found, whose end is the same."""
    behind = _href("", [*request.pairs(), *view.pairs()])
    return lambda article_id: f"/artikel/{quote(article_id, safe='')}{behind}"


def person_href(name: str, language: Language, asked: SearchRequest | None = None) -> str:
    """The address of a person's page; with a request of what the articles are that it tells of."""
    return _href(
        f"/penutur/{quote(name, safe='', errors='replace')}",
        (asked.change(ui=language, after=asked.after) if asked else SearchRequest(ui=language)).pairs(),
    )


def values_href(field: str, request: SearchRequest, view: View = USUAL) -> str:
    """The address of the page of all values that a filter can have."""
    return _href(f"/saringan/{field}", [*request.change().pairs(), *replace(view, start=0).pairs()])


def region_map_href(request: SearchRequest, view: View = USUAL, path: str = "/peta") -> str:
    """The address of the page that shows which regions the articles of a search are about, or of its file."""
    return _href(path, [*request.change().pairs(), *replace(view, start=0).pairs()])


def saved_href(request: SearchRequest, language: Language) -> str:
    """The address of the page that keeps a search."""
    return _href("/tersimpan", request.change(ui=language).pairs())


def folder_href(
    name: str, language: Language, start: int = 0, *, hidden: bool = False, was_there: bool = False, unknown: int = 0
) -> str:
    """The address of the page of a clipping folder, behind `start` other clippings; `was_there` has it say that the
    folder was not made anew, `unknown` how many articles could not be put in."""
    pairs = [("nama", name), ("mulai", str(start) if start else "")]
    pairs += [("tersembunyi", "1" if hidden else ""), ("sudah", "1" if was_there else "")]
    pairs += [("tidak-ada", str(unknown) if unknown else "")]
    return _href("/map/isi", [pair for pair in (*pairs, ("ui", language if language != "id" else "")) if pair[1]])


def history_href(article: str, language: Language) -> str:
    """The address of the history of an article's labels."""
    return _href("/label/riwayat", [("artikel", article), *([("ui", language)] if language != "id" else [])])


def region_history_href(article: str, language: Language) -> str:
    """The address of what users said of an article's regions."""
    return _href("/daerah/riwayat", [("artikel", article), *([("ui", language)] if language != "id" else [])])


def sample_href(name: str, language: Language, place: int = 0) -> str:
    """The address of the page that codes a sample, at one of its articles."""
    pairs = [("nama", name), ("ke", str(place) if place else ""), ("ui", language if language != "id" else "")]
    return _href("/label/sampel", [pair for pair in pairs if pair[1]])


def proposals_href(name: str, language: Language) -> str:
    """The address of what a model proposed by a set of labels."""
    return _href("/label/usulan", [("set", name), *([("ui", language)] if language != "id" else [])])


def page_href(path: str, language: Language) -> str:
    """The address of a page that needs no search."""
    return _href(path, [("ui", language)] if language != "id" else [])


def other(language: Language) -> Language:
    """The language that the page is not in."""
    return "id" if language == "en" else "en"


def web_address(url: str) -> str:
    """An http or https address as it is, anything else as none."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _href(path: str, pairs: list[tuple[str, str]]) -> str:
    written = urlencode(pairs, errors="replace")
    return f"{path}?{written}" if written else path
