"""Parses a page and divides it into boxes and runs, in one walk over its elements.

A box is an element that starts on a line of its own; a run is the text between two line breaks of the page
(the edges of boxes, and `<br>`), with the text of its links. Bodies split by `<p>` and by `<br>` look the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from indexer.extract.page.elements import (
    holds_text,
    is_icon,
    is_named_as_noise,
    is_noise,
    is_question,
    link_step,
    read_names,
)

MAX_DEPTH = 1000
"""Deepest nesting that is read (decision 32); the parser cuts at 2,048, so a page that it cut is noticed."""

MAX_TEXT_LENGTH = 500_000
"""Letters of a text from structured metadata that are read."""

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
SKIPPED = frozenset((
    "applet", "area", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset", "head",
    "iframe", "input", "link", "map", "math", "meta", "noframes", "noscript", "object", "option", "param",
    "amp-ad", "amp-consent", "amp-list", "amp-sidebar", "amp-social-share", "amp-sticky-ad", "amp-user-notification",
    "script", "select", "source", "style", "svg", "template", "textarea", "title", "track", "video",
))
# fmt: on
MAX_NAME_WORDS = 3
"""Words at the beginning of a line that are a name in a sentence."""

_ESCAPED_TWICE = re.compile(r"&(?:nbsp|amp|quot|apos|[lr][sd]quo|hellip|[nm]dash|bull|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
"""Spaces and punctuation as text; angle brackets are left alone, since they are what a page on markup shows."""
_BODY = re.compile(r"<(?i:body)\b")
"""The sign stands outside, so that it is looked for alone."""


class TooDeepError(Exception):
    """The page's tags are nested deeper than MAX_DEPTH."""


@dataclass(slots=True, eq=False)
class Box:
    """An element that starts on its own line; its runs are those from `first` up to, not including, `last`.

    `names` are its class and id in lower case; `is_noise`: its tag or name says that it holds something else than an
    article (it is a noise box), `noise_around` is the innermost such box around it; `pictured`: a picture stands in
    it, two boxes down at most. No box leads to itself, so that a page is freed, tree and all, once it is read.
    """

    element: HtmlElement
    parent: Box | None
    tag: str
    names: str
    depth: int
    first: int
    last: int = 0
    noise_around: Box | None = None
    is_noise: bool = False
    pictured: bool = False

    @property
    def noise(self) -> Box | None:
        """The innermost noise box, itself or around it."""
        return self if self.is_noise else self.noise_around

    def ancestry(self) -> Iterator[Box]:
        """The box and those around it, innermost first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True, eq=False)
class TextRun:
    """A line of the page's text, white space folded, in its innermost box. Never changed; not frozen, since that makes
    it twice as slow to make.

    `links` are the texts of its links, `link_share` their share of the text (0 to 1); `pictured`: a picture stands
    right before it in the same box, `below_picture`: there, or in a box without text right above.
    """

    text: str
    links: tuple[str, ...]
    box: Box
    link_share: float
    pictured: bool
    below_picture: bool = False


def link_share(runs: Iterable[TextRun]) -> float:
    """The share of link text in some runs (0 to 1)."""
    sizes = [(len(run.text), run.link_share) for run in runs]
    return sum(size * share for size, share in sizes) / max(1, sum(size for size, _ in sizes))


def parse(text: str) -> HtmlElement | None:
    """The element tree of a page; None where it has no element."""
    declared = re.match(r"\s*<\?xml[^>]*\?>", text)  # it names the encoding that the bytes had
    # As UTF-8, since of a `str` with other letters than ASCII the parser converts all; a lone surrogate is no letter
    source = (text[declared.end() :] if declared else text).encode("utf-8", "replace")
    try:
        tree = document_fromstring(source, parser=_parser())
    except etree.ParserError:
        return None
    if not _BODY.search(text):  # which HTML lets out: the parser then takes what it does not know for the head's
        for head in list(tree.iter("head")):
            head.tag = "body"
    return tree


def _parser() -> etree.HTMLParser:
    """A parser with one class for all elements: choosing a class by tag, as lxml.html does, takes a tenth longer.
    Comments are left out, of which a page has dozens."""
    parser = etree.HTMLParser(huge_tree=True, remove_pis=True, remove_comments=True, encoding="utf-8")
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


class _Walk:
    """The state of the walk: the current box, the text since the last line break, the open links."""

    __slots__ = ("_links", "_open", "_picture", "_steps", "box", "runs", "text")

    def __init__(self) -> None:
        self.runs: list[TextRun] = []
        self.box: Box | None = None
        self.text: list[str] = []
        self._links: list[str] = []
        self._open = 0
        self._steps: list[int] = []
        self._picture: Box | None = None

    def enter(self, element: HtmlElement, tag: str) -> None:
        if self.text:
            self.end_run()
        around, names = self.box, read_names(element)
        noise = is_noise(tag, names) and not (tag == "figure" and holds_text(element))
        if around is None:
            self.box = Box(element, None, tag, names, 0, 0, 0, None, noise)
        else:
            noise_around = around if around.is_noise else around.noise_around
            self.box = Box(element, around, tag, names, around.depth + 1, len(self.runs), 0, noise_around, noise)

    def add(self, text: str) -> None:
        self.text.append(text)
        if self._open:
            self._links[-1] += text

    def picture(self) -> None:
        self._picture = box = self.box
        for _ in range(3):
            if box is not None:
                box.pictured, box = True, box.parent

    def open_link(self, step: int) -> None:
        self._steps.append(step)
        self._open += step
        if step:
            self._links.append("")

    def close_link(self) -> None:
        self._open -= self._steps.pop()

    def end_run(self) -> None:
        if not self.text:
            return
        source = "".join(self.text)
        text = _folded(source)
        if text and self.box is not None:
            links: tuple[str, ...] = ()
            if self._links == [source]:  # as most links have a line of their own
                links = (text,)
            elif self._links:
                links = tuple([folded for link in self._links if (folded := _folded(link))])
            share = min(1.0, sum(map(len, links)) / len(text)) if links else 0.0
            picture = self._picture
            pictured = picture is self.box
            below = pictured or (picture is not None and picture.parent is self.box.parent)
            self.runs.append(TextRun(text, links, self.box, share, pictured, below))
            self._picture = None
        self.text = []
        self._links = [""] if self._open else []


def _folded(text: str) -> str:
    """A text with its white space folded, and signs that a page has escaped twice as themselves."""
    if "&" in text:
        text = _ESCAPED_TWICE.sub(lambda found: html.unescape(found[0]), text)
    return " ".join(text.split())


def read_text(text: str) -> list[TextRun]:
    """The runs of a fragment of text or HTML; none if it is nested too deep."""
    tree = parse("<div>" + re.sub(r"[\r\n]+", "<br>", text[:MAX_TEXT_LENGTH]) + "</div>")
    try:
        return read_runs(tree) if tree is not None else []
    except TooDeepError:
        return []


def read_runs(tree: HtmlElement, without: Collection[HtmlElement] = ()) -> list[TextRun]:
    """The runs of a page, or of one element of it, in order; `without` are left out. Raises TooDeepError.

    A third of the time of extraction is spent here, so what most elements do not need is not called for them.
    """
    walk, depth = _Walk(), 0
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        if event == "start":
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeepError
            tag = element.tag
            if (tag in SKIPPED and not (tag == "button" and is_question(element))) or (without and element in without):
                events.skip_subtree()
                continue
            if tag in BLOCKS:
                walk.enter(element, tag)
            elif tag == "a":
                walk.open_link(link_step(element))
            else:
                _enter_inline(walk, element, tag)
            text = element.text
        else:
            depth -= 1
            if (box := walk.box) is not None and box.element is element:
                if walk.text:
                    walk.end_run()
                box.last, walk.box = len(walk.runs), box.parent
            elif element.tag == "a" and not (without and element in without):
                walk.close_link()
            text = element.tail if element is not tree else None
        if text and (walk.text or not text.isspace()):
            walk.add(text)
    walk.end_run()
    return walk.runs


def _enter_inline(walk: _Walk, element: HtmlElement, tag: str) -> None:
    if "-" in tag and tag != "amp-img":
        walk.enter(element, tag)
    elif tag == "br":
        walk.end_run()
    elif tag in ("img", "amp-img"):
        if not is_icon(element):
            walk.picture()
    elif (names := element.get("class")) and is_named_as_noise(names) and _is_own_line(walk, element):
        walk.enter(element, tag)  # a promo may be a mere <span> in a paragraph


def _is_own_line(walk: _Walk, element: HtmlElement) -> bool:
    """Whether an inline element is no part of a sentence: it has a link, or no text stands before it in its line."""
    if next(element.iter("a"), None) is not None:
        return True
    return not walk.text and len(" ".join(element.itertext()).split()) > MAX_NAME_WORDS
