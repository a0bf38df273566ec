"""Finds visible bylines: labels such as "Penulis:" and "Oleh", author boxes, signatures."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from base.text import bare_words
from indexer.extract.metadata.names import (
    EDITOR,
    LABEL,
    WRITER,
    before_date,
    has_label_word,
    is_person,
    is_site,
    names_in,
)
from indexer.extract.page.dom import TextRun
from indexer.extract.page.headline import MAX_LINE_LENGTH, Lines, in_heading, is_paragraph, last_paragraph
from indexer.language.dates import find_stamps

_LONE_LABEL = re.compile(
    rf"\W{{0,2}}(?:(?P<editor>{EDITOR})|(?:{WRITER})|oleh\s{{0,3}}(?=[:：]))\s{{0,3}}[:：]?\W{{0,2}}", re.IGNORECASE
)
_TEAM = re.compile(r"\W{0,2}tim redaksi\W{0,2}", re.IGNORECASE)
_ROLE_LINE = re.compile(r"\W{0,3}(?:jurnalis|reporter|penulis|pewarta|wartawan)\W{0,3}", re.IGNORECASE)
_FOR_AUTHORS = re.compile(
    r"(?:^|[-_\s])(?:author|penulis|reporter|byline|writer|wartawan|jurnalis|journalist|pewarta)s?(?:[-_\s]|$)",
    re.IGNORECASE,
)
_FOR_EDITORS = re.compile(r"(?:^|\s)(?:editor|redaktur|penyunting)(?:[-_]name)?(?:\s|$)", re.IGNORECASE)
_NAME_THEN_ROLE = re.compile(
    rf"(?P<name>[^:|/()]{{3,50}}?)\s{{0,3}}(?:[(|/]|,\s|\s[–—-]\s)\s{{0,3}}(?:(?P<editor>{EDITOR})|(?:{WRITER}))\W{{0,3}}",
    re.IGNORECASE,
)
_OF_OTHER_TEXTS = re.compile(r"comment|komentar|disqus|repl(?:y|ies)|testimon|quote|kutip")
"""Names of boxes whose writers are not the article's."""
_FOR_OTHERS = re.compile(
    r"avatar|ima?ge?|photo|bio|box-title|count|social|share|follow|position|role|relate|more", re.IGNORECASE
)
_ROLES = ("Editor", "Author", "Penulis", "Reporter")
_GLUED_ROLE = re.compile(rf"(?P<name>[A-Z].{{2,50}}[a-z.])(?:(?P<editor>Editor)|{'|'.join(_ROLES[1:])})")
_WITH_SITE = re.compile(r"(?P<name>.{5,50}?)(?:\s[-–|]\s|,\s)(?P<site>.{4,30})")
_DESK = re.compile(r"[a-z]{3,}[A-Z][a-z]{2,}")
"""The site's own way to write its desk (`kabarSport`): names of persons and sections begin with a capital."""
_VIEWS = re.compile(r"\d (?:kali|x|views?|hits)\b|\b(?:dibaca|dilihat|views?|hits)\W{1,3}\d", re.IGNORECASE)
_SIGNATURE = re.compile(r"[A-Z][A-Z.']+(?: [A-Z][A-Z.']*){1,3}(?: ?[|/,&] ?[A-Z][A-Z.']+(?: [A-Z][A-Z.']*){0,3})?")
_LINES_BEFORE, _LINES_AFTER, _PROSE_PARAGRAPHS = 4, 12, 2
"""A byline is near the headline if it is at most so many lines before or after it, or before the end of so many
paragraphs of prose."""
_MAX_LISTED = 4
_MAX_ABBREVIATION = 3
"""Letters of `rep` and `red`, which with a full stop are titles (`Rep. Jeff Tan`)."""
_CELLS = ("li", "td", "th", "dd", "dt")
"""Boxes in which labels amid a story are facts of something else."""
_AMID = 8
"""Lines around one within which the paragraphs of its story stand."""
_MAX_LABEL_GAP = 8
"""Lines; labels further after the first of their kind belong to other articles."""


@dataclass(frozen=True, slots=True)
class Bylines:
    """Texts that contain names, by place: after labels of writers and of editors, after "oleh" or "by" near the
    headline and far from it, in boxes near the headline, below the text, and after labels amid the story (mostly those
    of a book or a film)."""

    writers: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    amid: list[str] = field(default_factory=list)


def read_bylines(lines: Lines, site: frozenset[str]) -> Bylines:
    """All bylines of the article on a page; `site` are the names of its site without spaces."""
    found: dict[str, list[tuple[int, str]]] = {"writer": [], "editor": [], "near": [], "far": [], "amid": []}
    for index, role, text in _labelled(lines):
        if not is_amid_story(lines.runs, index):
            found[role].append((index, text))
        elif lines.runs[index].box.tag not in _CELLS:
            found["editor" if role == "editor" else "amid"].append((index, text))
    close = {
        role: [text for index, text in texts if index <= texts[0][0] + _MAX_LABEL_GAP] for role, texts in found.items()
    }
    return Bylines(
        close["writer"],
        close["editor"],
        close["near"],
        close["far"],
        _boxes(lines, site),
        _signature(lines),
        close["amid"],
    )


@functools.lru_cache(maxsize=8192)
def is_of_another_text(names: str) -> bool:
    """Whether the class and id of an element say that it holds a comment or a quotation."""
    return bool(_OF_OTHER_TEXTS.search(names))


def is_amid_story(runs: Sequence[TextRun], index: int) -> bool:
    """Whether a line stands between paragraphs of one box, two or more before it and one behind."""
    before = [run for run in runs[max(0, index - _AMID) : index] if is_paragraph(run)]
    behind = {id(_story_box(run)) for run in runs[index + 1 : index + 1 + _AMID] if is_paragraph(run)}
    return sum(id(_story_box(run)) in behind for run in before) >= 2


def _story_box(run: TextRun) -> object:
    """The box whose paragraphs a line is one of."""
    return run.box.parent if run.box.tag == "p" and run.box.parent else run.box


@functools.lru_cache(maxsize=8192)
def is_for_authors(names: str) -> bool:
    """Whether the class and id of an element say that it holds an author's name."""
    return bool(_FOR_AUTHORS.search(names)) and not _FOR_OTHERS.search(names)


@functools.lru_cache(maxsize=8192)
def _is_for_editors(names: str) -> bool:
    return bool(_FOR_EDITORS.search(names))


def _labelled(lines: Lines) -> Iterator[tuple[int, str, str]]:
    """Line index, role and text of each label from just before the headline on."""
    runs, headline = lines.runs, lines.headline or 0
    near_end = _near_end(lines)
    for index in range(max(0, headline - _LINES_BEFORE), len(runs)):
        run = runs[index]
        if len(run.text) > MAX_LINE_LENGTH or index == lines.headline:
            continue
        has_label = has_label_word(run.text)
        lone = _LONE_LABEL.fullmatch(run.text) if has_label else None
        if has_label and lines.headline is not None and index <= near_end and _TEAM.fullmatch(run.text):
            yield from _team(runs, index)
        elif lone:
            if not in_heading(run, ("h1", "h2", "h3")):
                role = "editor" if lone["editor"] else "writer"
                yield from ((index, role, text) for text in _beside(runs, index))
        elif has_label and (named := _NAME_THEN_ROLE.fullmatch(run.text)) and is_person(named["name"]):
            yield index, "editor" if named["editor"] else "writer", named["name"]
        elif run.text.endswith(_ROLES) and (glued := _GLUED_ROLE.fullmatch(run.text)):
            yield index, "editor" if glued["editor"] else "writer", glued["name"]
        elif run.box.names and _is_for_editors(run.box.names) and ":" not in run.text:
            yield index, "editor", run.text
        elif has_label:
            yield from ((index, role, text) for role, text in _behind_labels(run, near=index <= near_end))


def _team(runs: Sequence[TextRun], index: int) -> Iterator[tuple[int, str, str]]:
    """The writer and the editor below "Tim Redaksi", each on a line of the box with that label, no links."""
    named = [run for run in runs[index + 1 : index + 3] if run.box.depth > 0 and not run.links]
    for run, role in zip(named, ("writer", "editor"), strict=False):
        name = run.text.strip(" ,")
        if " " not in name or not is_person(name) or _shared_boxes(run, runs[index]) < run.box.depth - 1:
            return
        yield index, role, name


def _near_end(lines: Lines) -> int:
    """The index of the last line near the headline: the first paragraphs are, after however many lines."""
    if lines.headline is None:
        return -1
    prose = [n for n in range(lines.headline + 1, len(lines.runs)) if len(lines.runs[n].text) > MAX_LINE_LENGTH]
    return max(lines.headline + _LINES_AFTER, prose[_PROSE_PARAGRAPHS - 1] if len(prose) >= _PROSE_PARAGRAPHS else 0)


def _beside(runs: Sequence[TextRun], index: int) -> list[str]:
    """The names of a label that is alone on its line: the next lines of one list, or the line before if that shares
    more boxes with the label."""
    run = runs[index]
    before = runs[index - 1] if index else None
    behind = runs[index + 1 : index + 1 + _MAX_LISTED]
    if not behind or (before and ":" not in run.text and _shared_boxes(run, before) > _shared_boxes(run, behind[0])):
        return [before.text] if before else []
    listed = list(
        itertools.takewhile(lambda one: one.box.tag == "li" and one.box.parent is behind[0].box.parent, behind)
    )
    return [one.text for one in listed] if ":" in run.text and listed else [behind[0].text.lstrip(":： ")]


def _shared_boxes(one: TextRun, other: TextRun) -> int:
    """How many of the boxes around them two lines share."""
    around = {id(box) for box in one.box.ancestry()}
    return sum(id(box) in around for box in other.box.ancestry())


def _behind_labels(run: TextRun, *, near: bool) -> Iterator[tuple[str, str]]:
    """The role and text of each label in a line, up to the next label."""
    if any(len(link) > 50 for link in run.links):  # the headline of another article
        return
    found = list(LABEL.finditer(run.text))
    labels = found if _are_all_labels(run.text, found) else [one for one in found if _is_label(run, one, near=near)]
    ends = [*(match.start() for match in labels[1:]), len(run.text)]
    for match, end in zip(labels, ends, strict=False):
        if match["other"]:
            continue
        role = "editor" if match["editor"] else "writer" if match["writer"] else "near" if near else "far"
        yield role, _without_link(run.text[match.end() : end].rstrip(" /|,-"), run.links)


def _are_all_labels(text: str, labels: Sequence[re.Match[str]]) -> bool:
    """Whether a line is nothing but two or more labels, each with a full name behind it."""
    ends = [*(match.start() for match in labels[1:]), len(text)]
    names = [text[match.end() : end].strip(" /|,;-–—•") for match, end in zip(labels, ends, strict=False)]
    return len(labels) > 1 and not text[: labels[0].start()].strip(" -–—•|,") and all(map(_is_full_name, names))


def _without_link(text: str, links: Sequence[str]) -> str:
    """A name without the link after it (the section, the writer's account), unless a comma or "dan" joins that as a
    further name."""
    for link in links:
        name = text.removesuffix(link).rstrip()
        if (
            name
            and name != text
            and not (name in links and is_person(link))
            and not re.search(r"(?:[,&/|]|\b(?:dan|and))$", name)
        ):
            return name.rstrip(" /|,-–—•")
    return text


def _is_label(run: TextRun, match: re.Match[str], *, near: bool) -> bool:
    """Whether a match is a label: it has a colon; or another sign, and begins a line of persons; or it begins a line
    near the headline and a comma or "oleh"/"by" comes before a capital letter, or a linked name or only names follow.
    """
    if match["other"]:
        return True
    sign = match["sign"].strip()
    if sign in (":", "："):
        return True
    behind = run.text[match.end() :].lstrip()
    if not _is_empty_or_date(run.text[: match.start()].strip(" -–—•|,")):
        return False
    if sign and sign != ",":
        word = match["writer"] or match["editor"] or ""
        return len(word) > _MAX_ABBREVIATION and next(names_in([behind]), None) is not None
    if not near:
        return False
    return behind[0].isupper() if sign or match["by"] else behind in run.links or _is_full_name(behind)


def _is_empty_or_date(text: str) -> bool:
    """Whether a text is nothing, or nothing but a date."""
    stamps = find_stamps(text) if text else []
    return not text or (
        bool(stamps) and len(text) - stamps[0].end <= _MAX_ABBREVIATION and not before_date(text, stamps[0]).strip()
    )


def _is_full_name(text: str) -> bool:
    """Whether a text is nothing but a name of two to four capitalized words."""
    words = text.split()
    return 2 <= len(words) <= _MAX_LISTED and all(word[0].isupper() for word in words) and is_person(text)


def _boxes(lines: Lines, site: frozenset[str]) -> list[str]:
    """Lines near the headline that are bylines by the name of their box, by a date or the site's name in them, or by a
    line such as "Jurnalis" after them."""
    if lines.headline is None:
        return []
    near = lines.runs[max(0, lines.headline - _LINES_BEFORE) : lines.headline + _LINES_AFTER]
    above = lines.runs[: lines.headline]
    found: list[str] = []
    for run, following in zip(near, [*near[1:], None], strict=True):
        if run is lines.runs[lines.headline] or len(run.text) > MAX_LINE_LENGTH or _is_in_another_text(run):
            continue
        role = following is not None and _ROLE_LINE.fullmatch(following.text) and _are_persons(run.text)
        if (
            is_for_authors(run.box.names)
            or _is_full_name_inside(run)
            or role
            or _is_dated_name(run, above)
            or _is_with_site(run.text, site)
        ):
            several = len(run.links) > 1 and bare_words(" ".join(run.links)) == bare_words(run.text)
            found += run.links if several else [run.text]
    return found


def _is_in_another_text(run: TextRun) -> bool:
    return any(box.tag == "blockquote" or is_of_another_text(box.names) for box in run.box.ancestry())


def _is_full_name_inside(run: TextRun) -> bool:
    """Whether a line is a name of several words in a box for authors or at most two boxes inside one."""
    names = [box.names for box in itertools.islice(run.box.ancestry(), 3)]
    if " " not in run.text or any(_FOR_OTHERS.search(name) for name in names):
        return False
    return any(map(is_for_authors, names)) and _are_persons(run.text)


def _are_persons(text: str) -> bool:
    """Whether a line is nothing but names."""
    return all(map(is_person, re.split(r",\s|\s(?:dan|and|&)\s", text)))


def _is_dated_name(run: TextRun, above: Sequence[TextRun]) -> bool:
    """Whether a line is a name with a date (`Nama Orang | Jum'at, 17 Februari 2017 - 13:30 wib`), and neither a section
    of the menu nor another article's headline. Behind a day without a clock it is told how often it was read."""
    stamps = find_stamps(run.text) if len(run.text) <= 100 and run.link_share < 0.8 else []
    if not stamps or (stamps[0].clock is None and not _VIEWS.search(run.text, stamps[0].end)):
        return False
    name = before_date(run.text, stamps[0]).strip(" |•·,–—-")
    is_name = len(name.split()) >= 2 and is_person(name)
    return is_name and bare_words(name) not in {bare_words(one.text) for one in above if len(one.text) <= 40}


def _is_with_site(text: str, site: frozenset[str]) -> bool:
    """Whether a line is a name with the site's (`Nama Orang - kabarDaerah`, on a site called Kabar)."""
    match = _WITH_SITE.fullmatch(text)
    if match is None or " " not in match["name"] or not is_person(match["name"]):
        return False
    return is_site(match["site"], site) or _DESK.fullmatch(match["site"]) is not None


def _signature(lines: Lines) -> list[str]:
    """A name in capitals on a line of its own at the end of the text's box, after the last paragraph."""
    last = last_paragraph(lines)
    if last is None:
        return []
    box = lines.runs[last].box
    end = box.parent.last if box.tag == "p" and box.parent else box.last
    under = lines.runs[last + 1 : end]
    return [run.text for run in under if len(under) <= 2 and _SIGNATURE.fullmatch(run.text) and not run.links]
