"""Finds the headline of an article, without the name of its site."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from base.text import bare_words
from indexer.extract.body.foreign import share_words, shared_words
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.dom import TextRun
from indexer.extract.page.headline import in_heading
from indexer.extract.page.structured import articles, first_meta
from indexer.language.dates import find_stamps

_SEPARATOR = re.compile(r"\s+(?:[-–—|:•·»«>/]|::|-{2})\s+|\s*\|\s*|\s+::\s+|:\s+(?=[A-Z]\w*(?:\s+\w+){0,2}$)")
_BARS = re.compile(r"\s[-–—|•·»]\s|\s*\|\s*|\s*::\s*")
_CUT_SHORT = re.compile(r"(.{10,300}?)\s?(?:\.{2,3}|…)(?:\W.{0,60})?")
"""A title that was cut for its length, with what may stand behind: a number, the site."""
_MAX_LENGTH = 400
_LINES_TO_DATE = 3
"""Lines below a heading within which the day of its text stands."""
_MAX_HEADINGS = 50
_LINES_ABOVE_TEXT, _LINES_OF_TEXT = 10, 6
"""Lines above the first paragraph of a page in which its headline stands, and lines of that text that tell of it."""
_TITLE_NAMES = re.compile(r"(?:^|[\s_-])(?:judul|title|headline)(?=$|[\s_-])")
_ALL_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_TAGS = ("h1", "h2", "h3")
_MIN_LETTERS = 8
_MIN_TITLE_WORDS, _MIN_LINKED_WORDS, _MIN_PROSE, _MAX_LINES_BELOW = 4, 6, 80, 40
"""Words of a headline that is no tag, and of one that is a link; letters of a paragraph, and lines below an h1 in which
its text begins."""


def read_title(page: ParsedPage, runs: Sequence[TextRun]) -> tuple[str, str]:
    """The title and its origin; ("", "") if the page has none.

    A visible h1 that a title in the metadata contains or resembles is the headline as readers see it; else the first
    title in the metadata is taken, without the site's name.
    """
    titles = [(text[:_MAX_LENGTH], origin) for text, origin in _metadata_titles(page) if text]
    headings = [run.text for run in runs if in_heading(run) and len(run.text) <= _MAX_LENGTH][:_MAX_HEADINGS]
    told = [text for text, _ in titles]
    for is_match in (_contains, _resembles):
        for text, _ in titles:
            for heading in headings:
                if is_match(text, heading):
                    return _whole(strip_site(heading, _site_names(page), told), runs), "h1"
    own = _told_headline(runs)
    if own:
        return strip_site(own, _site_names(page), told), "h1"
    lines = [run.text for run in runs if _can_be_title(run)] if titles else []
    if [origin for _, origin in titles] == ["title"] and (shown := _heading_of_text(runs, told[0])):
        return shown, "heading"
    for text, origin in titles:
        return _whole(strip_site(text, _site_names(page), told + lines), runs), origin
    return (headings[0], "h1") if headings else ("", "")


def _heading_of_text(runs: Sequence[TextRun], title: str) -> str:
    """The heading right above the first text of a page whose `<title>` says nothing of that text, as it does where each
    page bears the name of its site; "" if there is none."""
    first = next((n for n, run in enumerate(runs) if len(run.text) >= _MIN_PROSE and run.link_share < 0.3), None)
    if first is None:
        return ""
    text = " ".join(run.text for run in runs[first : first + _LINES_OF_TEXT])
    for run in reversed(runs[max(0, first - _LINES_ABOVE_TEXT) : first]):
        is_heading = in_heading(run, _ALL_HEADINGS) and run.link_share < 0.5 and len(run.text) <= _MAX_LENGTH
        if is_heading and shared_words(run.text, text) >= shared_words(title, text) + 2:
            return run.text
    return "" if shared_words(title, text) else _dated_heading(runs, first)


def _dated_heading(runs: Sequence[TextRun], first: int) -> str:
    """The heading, or the line called a title, with the day of its text right below it and above the first paragraph;
    "" if there is none."""
    for n in range(max(0, first - _LINES_ABOVE_TEXT), first):
        run = runs[n]
        is_heading = in_heading(run, _ALL_HEADINGS) or _TITLE_NAMES.search(run.box.names) is not None
        is_title = is_heading and run.link_share < 0.5 and len(run.text) <= _MAX_LENGTH
        below = runs[n + 1 : min(first, n + 1 + _LINES_TO_DATE)]
        if is_title and len(run.text.split()) >= _MIN_TITLE_WORDS and any(find_stamps(one.text) for one in below):
            return run.text
    return ""


def _whole(title: str, runs: Sequence[TextRun]) -> str:
    """A title that was cut for its length, as the heading that begins with what is left of it."""
    cut = _CUT_SHORT.fullmatch(title)
    begin = bare_words(cut[1]) if cut else ""
    if len(begin.split()) < _MIN_TITLE_WORDS:
        return title
    headings = (run.text for run in runs if in_heading(run, _TITLE_TAGS) and not _CUT_SHORT.fullmatch(run.text))
    return next((text for text in headings if bare_words(text).startswith(f"{begin} ")), title)


def _can_be_title(run: TextRun) -> bool:
    """Whether a line may be a headline: a tag or topic is a link, or a few words."""
    is_whole = len(run.text.split()) >= (_MIN_TITLE_WORDS if run.link_share < 0.5 else _MIN_LINKED_WORDS)
    return len(run.text) <= _MAX_LENGTH and (is_whole or in_heading(run))


def _told_headline(runs: Sequence[TextRun]) -> str:
    """The only h1 of a page, if the text right below it tells of it: it beats a title in the metadata that is worded
    otherwise. "" if there is none."""
    found = [n for n, run in enumerate(runs) if in_heading(run) and len(run.text) <= _MAX_LENGTH]
    if len(found) != 1 or runs[found[0]].link_share > 0.5 or len(runs[found[0]].text.split()) < _MIN_TITLE_WORDS:
        return ""
    below = [run.text for run in runs[found[0] + 1 : found[0] + _MAX_LINES_BELOW] if len(run.text) >= _MIN_PROSE]
    told = sum(share_words(runs[found[0]].text, text) for text in below)
    return runs[found[0]].text if told >= 2 else ""


def strip_site(title: str, site_names: Sequence[str], others: Sequence[str]) -> str:
    """A title without the site's name before or behind it.

    A part set off by a separator is removed if it is one of the site's names, or if the longer part is another title
    or line of the page; behind a colon, what the line says is the story's more often than the site's.
    """
    cuts = list(_SEPARATOR.finditer(title))
    parts = [part.strip() for cut in cuts if not _is_colon(cut) for part in (title[: cut.start()], title[cut.end() :])]
    known = {bare_words(other) for other in others if len(title) <= 2 * len(other) < 2 * len(title)} if cuts else set()
    alone = next((part for part in parts if 2 * len(part) >= len(title) and bare_words(part) in known), None)
    if alone:
        return alone
    names = {re.sub(r"\W", "", name.lower()) for name in site_names}
    for cut in reversed(cuts):
        if _is_site(title[cut.end() :], names, whole=_is_colon(cut)) and title[: cut.start()].strip():
            title = title[: cut.start()].strip()
    first = _SEPARATOR.search(title)
    if first and _is_site(title[: first.start()], names, whole=_is_colon(first)) and title[first.end() :].strip():
        title = title[first.end() :].strip()
    return title


def _metadata_titles(page: ParsedPage) -> Iterator[tuple[str, str]]:
    """The titles in the metadata with their origins, the most reliable first."""
    meta = page.structured
    yield html.unescape(first_meta(meta, "og:title")), "meta:og:title"
    for found in articles(meta)[:3]:
        headline = found.get("headline") or found.get("name")
        if isinstance(headline, str):
            yield " ".join(html.unescape(headline[:_MAX_LENGTH]).split()), "json-ld:headline"
    yield first_meta(meta, "twitter:title"), "meta:twitter:title"
    yield meta.title, "title"


def title_parts(page: ParsedPage) -> list[str]:
    """The parts of `<title>`: the headline first, on most pages, then sections and the site."""
    return [part.strip() for part in _BARS.split(page.structured.title[:_MAX_LENGTH])]


def _contains(title: str, heading: str) -> bool:
    """Whether a heading is the title or more than half of it."""
    whole, part = bare_words(title), bare_words(heading)
    if len(part) < _MIN_LETTERS:
        return whole == part and bool(part)
    return f" {part} " in f" {whole} " and 2 * len(part) > len(whole)


def _resembles(title: str, heading: str) -> bool:
    """Whether a title and a heading share half of their words (Jaccard), as two wordings of one headline do."""
    one, other = set(bare_words(title).split()), set(bare_words(heading).split())
    return len(other) > 3 and 2 * len(one & other) >= len(one | other)


def _site_names(page: ParsedPage) -> list[str]:
    names = [first_meta(page.structured, "og:site_name", "application-name", "al:android:app_name")]
    if page.publisher:
        names += [page.publisher.name, *page.publisher.domains]
    host = re.match(r"https?://(?:www\.)?([^/:?#]{1,200})", page.url or "")
    if host:
        names += [host[1], host[1].partition(".")[0], ".".join(host[1].split(".")[-2:])]
    return [name for name in names if name]


def _is_colon(cut: re.Match[str]) -> bool:
    return cut[0].startswith(":") and not cut[0].startswith("::")


def _is_site(part: str, names: set[str], *, whole: bool) -> bool:
    """Whether a part of a title is the site's name: with its section too, unless it must be the `whole` part."""
    squeezed = re.sub(r"\W", "", part.lower())
    if squeezed in names or re.fullmatch(
        r"[\w ]*\b[\w-]+\.(?:com|co|co\.id|id|net|org|tv|news)(?: \w+|\s+[|–—-].{1,40})?", part.lower()
    ):
        return True
    if whole or len(part) > 40:
        return False
    words = re.findall(r"\w+", part.lower())
    ends = ["".join(words[n:]) for n in range(len(words))]  # a name begins a word: no "sport" in "vs Portugal"
    return any(len(name) > 3 and end.startswith(name) for name in names for end in ends)
