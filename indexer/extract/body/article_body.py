"""Reads the body of an article: by the publisher's reader or rules, else by the generic method; filters its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from base.text import bare_words
from indexer.articles.article import Removed
from indexer.extract.body.blocks import find_body, lines_inside
from indexer.extract.body.foreign import FOREIGN
from indexer.extract.body.line_filter import filter_lines
from indexer.extract.body.lines import Line
from indexer.extract.body.script_data import script_text
from indexer.extract.body.special_forms import captions
from indexer.extract.page.document import CAPTIONS, Body, ParsedPage
from indexer.extract.page.dom import link_share, read_runs, read_text
from indexer.extract.page.headline import find_headline, has_words
from indexer.extract.page.structured import main_articles
from indexer.extract.publisher.rules import READER, all_elements, read_elements, read_raw

MIN_BY_RULE = 200
"""Letters that a reader or a rule must find, else the generic method is used. With 100 or 400
hardly any of 250 pages is read otherwise."""


def read_body(page: ParsedPage, title: str) -> Body:
    """Read the body of a page whose title is known."""
    unwanted = all_elements(page, "remove")
    removed = tuple(Removed(text, "rule") for text in map(_text, unwanted) if text)
    body = _by_reader(page, title) or _by_rule(page, title, unwanted) or _generic(page, title, unwanted)
    return replace(body, removed=removed + body.removed)


def _by_reader(page: ParsedPage, title: str) -> Body | None:
    """The body that the publisher's reader found; None where that is too short."""
    texts = (page.by_reader or {}).get("body", ())
    return _if_long_enough(_body([line for text in texts for line in lines_inside(read_text(text))], title, READER))


def _by_rule(page: ParsedPage, title: str, unwanted: Sequence[HtmlElement]) -> Body | None:
    """The body that the publisher's rules found; None where that is too short."""
    elements, path = read_elements(page, "body")
    lines = [line for element in _outermost(elements) for line in lines_inside(read_runs(element, unwanted))]
    if not lines and (reading := read_raw(page, "body")):
        lines, path = [line for value in reading.values for line in map(Line, read_text(value))], reading.path
    return _if_long_enough(_body(lines, title, path))


def _if_long_enough(body: Body) -> Body | None:
    return body if sum(map(len, body.paragraphs)) >= MIN_BY_RULE else None


def _generic(page: ParsedPage, title: str, unwanted: Sequence[HtmlElement]) -> Body:
    """The body found without knowing the publisher; where it is doubtful and short, that of JSON-LD or scripts."""
    runs = read_runs(page.tree, unwanted) if unwanted else page.runs
    headline = find_headline(runs, title) if unwanted else page.headline(title)
    found = find_body(runs, headline, title)
    body = _body(found.lines, title, "generic")
    if not _if_long_enough(body) and (story := _if_long_enough(_body(captions(runs, headline), title, CAPTIONS))):
        return story
    if not found.doubt:
        return body
    told = None if _if_long_enough(body) else _by_json_ld(page, title) or _by_script(page, title)
    if told:
        source = "its scripts have" if told.origin == "script" else "JSON-LD tells"
        return replace(told, notes=(f"{found.doubt}; the text that {source} was followed",))
    return replace(body, doubt=found.doubt, notes=(found.doubt,))


def _by_json_ld(page: ParsedPage, title: str) -> Body | None:
    """The `articleBody` in JSON-LD, for pages that a script fills (decision 28); None where there is none."""
    texts = (found.get("articleBody") for found in main_articles(page.structured, title))
    lines = [Line(run) for text in texts if isinstance(text, str) for run in read_text(text)]
    return _if_long_enough(_body(lines, title, "json-ld:articleBody"))


def _by_script(page: ParsedPage, title: str) -> Body | None:
    """The paragraphs in a page's scripts or `<noscript>`; None where there are none."""
    return _if_long_enough(_body([Line(run) for run in script_text(page.tree)], title, "script"))


def _body(lines: Sequence[Line], title: str, origin: str) -> Body:
    """The body that remains of the lines of its box; a repetition of the title is removed."""
    wanted = bare_words(title)
    lines = [
        Line(line.run, line.why or ("headline" if wanted and has_words(line.run.text, wanted) else ""))
        for line in lines
    ]
    filtered = filter_lines(lines)
    own = [line.run for line in lines if line.why not in FOREIGN]
    return Body(filtered.kept, filtered.removed, link_share(own), origin)


def _outermost(elements: Sequence[HtmlElement]) -> list[HtmlElement]:
    """The elements that lie in none of the others."""
    chosen = set(elements)
    return [element for element in elements if not any(around in chosen for around in element.iterancestors())]


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
