"""The body of an article: by the publisher's reader or rules, else in general, then line by line, then a second
opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from base.text import bare_words
from indexer.articles.article import Removed
from indexer.extract.body.blocks import find_body, lines_inside
from indexer.extract.body.fallback import second_opinion
from indexer.extract.body.line_filter import Line, filter_lines
from indexer.extract.page.document import Body, ParsedPage
from indexer.extract.page.dom import link_share, read_runs, read_text
from indexer.extract.page.headline import find_headline
from indexer.extract.page.structured import main_articles
from indexer.extract.publisher.rules import READER, all_elements, read_elements, read_raw

MIN_BY_RULE = 200
"""Letters that a reader or a rule must find to be believed."""


def read_body(page: ParsedPage, title: str) -> Body:
    """Read the body of a page whose title is known."""
    unwanted = all_elements(page, "remove")
    removed = tuple(Removed(text, "rule") for text in map(_text, unwanted) if text)
    body = _by_reader(page, title) or _by_rule(page, title, unwanted) or _generic(page, title, unwanted)
    return replace(body, removed=removed + body.removed)


def _by_reader(page: ParsedPage, title: str) -> Body | None:
    """The body that the publisher's reader found; None where it found nothing that could be one."""
    texts = (page.by_reader or {}).get("body", ())
    return _if_long_enough(_body([line for text in texts for line in lines_inside(read_text(text))], title, READER))


def _by_rule(page: ParsedPage, title: str, unwanted: Sequence[HtmlElement]) -> Body | None:
    """The body where the rules say it is; None where they find nothing that could be one."""
    elements, path = read_elements(page, "body")
    lines = [line for element in _outermost(elements) for line in lines_inside(read_runs(element, unwanted))]
    if not lines and (reading := read_raw(page, "body")):
        lines, path = [line for value in reading.values for line in map(Line, read_text(value))], reading.path
    return _if_long_enough(_body(lines, title, path))


def _if_long_enough(body: Body) -> Body | None:
    return body if sum(map(len, body.paragraphs)) >= MIN_BY_RULE else None


def _generic(page: ParsedPage, title: str, unwanted: Sequence[HtmlElement]) -> Body:
    """The body where the page as such shows it; where that is doubtful, another extractor is heard too."""
    runs = read_runs(page.tree, unwanted) if unwanted else page.runs
    found = find_body(runs, find_headline(runs, title))
    body = _body(found.lines, title, "generic")
    if not found.doubt:
        return body
    from_json_ld = None if _if_long_enough(body) else _by_json_ld(page, title)
    if from_json_ld:
        return replace(from_json_ld, notes=(f"{found.doubt}; the text that JSON-LD tells was followed",))
    return second_opinion(page, body, found.doubt)


def _by_json_ld(page: ParsedPage, title: str) -> Body | None:
    """The text that JSON-LD tells, for pages that show theirs by a script; None where it tells none."""
    texts = (found.get("articleBody") for found in main_articles(page.structured, title))
    lines = [Line(run) for text in texts if isinstance(text, str) for run in read_text(text)]
    return _if_long_enough(_body(lines, title, "json-ld:articleBody"))


def _body(lines: Sequence[Line], title: str, origin: str) -> Body:
    """The body that is left of the lines of its box, where the title may stand once more."""
    wanted = bare_words(title)
    lines = [
        Line(line.run, line.why or ("headline" if wanted and bare_words(line.run.text) == wanted else ""))
        for line in lines
    ]
    filtered = filter_lines(lines)
    return Body(filtered.kept, filtered.removed, link_share([line.run for line in lines]), origin)


def _outermost(elements: Sequence[HtmlElement]) -> list[HtmlElement]:
    """The elements that lie in none of the others."""
    chosen = set(elements)
    return [element for element in elements if not any(around in chosen for around in element.iterancestors())]


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
