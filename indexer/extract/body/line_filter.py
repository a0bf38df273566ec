"""The line filter: removes the lines of an article's box that do not belong to the article, and says why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from indexer.articles.article import Removed
from indexer.extract.body.copies import without_copies
from indexer.extract.body.end import BRACKET, is_end, letters_in, without_end
from indexer.extract.body.lines import (
    OUTSIDE_ONLY,
    SENTENCE_END,
    Line,
    ends_sentence,
    is_beside,
    is_item,
    is_sentence,
    is_story_line,
)
from indexer.extract.body.vocabulary import (
    BYLINE_LABEL,
    CLEAR_PROMO,
    CREDIT_BEFORE,
    CREDIT_BEHIND,
    DATELINE,
    INITIALS,
    INLINE_PROMO,
    NOTE_AMID,
    NOTE_WORDS,
    NUMBERED,
    PAGER_BEHIND,
    PROMO,
    PROMO_LABEL,
    SUMMARY,
    WHOLE_LINES,
)
from indexer.extract.page.dom import TextRun
from indexer.extract.page.elements import HEADINGS

_CREDIT_SIGN, _PAGER_WORD = re.compile(r"[(\[/:©]"), re.compile("next|halaman")
"""What stands in all promos within a line and all initials, in all credits, and in all references to a next page: lines
without it, nearly all, need not be searched for them, which takes a hundred times as long."""
MAX_NOISE_LENGTH = 300
"""Letters; a longer line is never removed for its words, since it may be a paragraph that quotes them."""

MAX_PROMO_LENGTH = 160
"""Letters; a longer text after a promo label that ends a sentence is more than a headline."""

MAX_CAPTION = 200
"""Letters of a caption that only the picture above it tells."""

MAX_HEADLINES = 8
"""Headlines that one promo label removes after it."""

_LINES_OF_OPENING, MIN_BELOW = 4, 2
"""Lines of an article among which the label of its summary stands, and sentences of the text below that."""


@dataclass(frozen=True, slots=True)
class FilteredLines:
    """The article's paragraphs, and the lines removed with their reasons."""

    kept: tuple[str, ...]
    removed: tuple[Removed, ...]


def filter_lines(lines: Sequence[Line]) -> FilteredLines:
    """Remove from an article's lines what does not belong to it.

    The order matters: labels are known by the links already removed below them, and the end by what is left.
    """
    marked = list(lines)
    for step in (_without_noise, _without_labels, _without_summary, _without_preamble, without_end, without_copies):
        marked = step(marked)
    kept: list[str] = []
    removed: list[Removed] = []
    last = max((n for n, line in enumerate(marked) if not line.why), default=-1)
    for number, line in enumerate(marked):
        if line.why:
            removed.append(Removed(line.run.text, line.why))
        elif text := _trimmed(line.run, number == last, removed):
            kept.append(text)
    return FilteredLines(tuple(kept), tuple(removed))


def _trimmed(run: TextRun, is_last: bool, removed: list[Removed]) -> str:
    """A line of the article without inline promos and without the credit and initials after it."""
    text = _cut(run.text, INLINE_PROMO, "promo", removed) if BRACKET.search(run.text) else run.text
    if _PAGER_WORD.search(text.lower()):
        text = _cut(text, PAGER_BEHIND, "page counter", removed)
    for promo in _linked_promos(run):
        if promo in text:
            removed.append(Removed(promo.strip(), "promo"))
            text = text.replace(promo, "", 1).strip()
    if not text.endswith(SENTENCE_END) and _is_signed(run):
        text = _cut(text, CREDIT_BEHIND, "byline", removed)
    return _cut(text, INITIALS, "initials", removed) if is_last and BRACKET.search(text) else text


def _without_noise(lines: Sequence[Line]) -> list[Line]:
    """Mark lines that are noise by their own words, and what follows a promo's or byline's label."""
    marked: list[Line] = []
    headlines, label = 0, False
    sentences = [n for n, line in enumerate(lines) if not line.why and is_sentence(line.run)]
    for n, line in enumerate(lines):
        why = line.why or _follows(line.run, headlines, label) or _classify(line.run)
        if why in OUTSIDE_ONLY and not line.why and is_story_line(lines, marked, sentences, n, why):
            why = ""
        if not line.why:
            opens_list = why == "promo" and not line.run.links
            headlines = MAX_HEADLINES if opens_list else headlines - 1 if why == "promo headline" else 0
            label = why == "byline" and bool(BYLINE_LABEL.fullmatch(line.run.text))
        marked.append(Line(line.run, why))
    return marked


def _without_labels(lines: list[Line]) -> list[Line]:
    """Mark labels of link lists: a few words right above two or more lines that are links."""
    marked = list(lines)
    for n, line in enumerate(lines):
        is_list = len(lines) > n + 2 and lines[n + 1].why == lines[n + 2].why == "link"
        if is_list and not line.why and _is_label(line.run.text):
            marked[n] = Line(line.run, "label of links")
    return marked


def _is_label(text: str) -> bool:
    return len(text.split()) <= 8 and not ends_sentence(text) and not is_end(text)


def _follows(run: TextRun, headlines: int, label: bool) -> str:
    """What a line is because of the line before it, "" if that says nothing."""
    if headlines and _is_headline(run):
        return "promo headline"
    return "byline" if label and len(run.text.split()) <= 8 and not ends_sentence(run.text) else ""


def _classify(run: TextRun) -> str:
    """What kind of noise a line is by its own words, "" where it belongs to the article."""
    if not re.search(r"\w", run.text):
        return "ornament"
    if _is_promo(run):
        return "promo"
    if why := _whole_line(run.text):
        return why
    if BYLINE_LABEL.fullmatch(run.text):
        return "byline"
    if _is_caption(run):
        return "caption"
    # A line that is a link is another article's headline; a full stop makes it a sentence that happens to be linked.
    return "link" if run.link_share > 0.8 and (not ends_sentence(run.text) or _is_in_card(run)) else ""


def _whole_line(text: str) -> str:
    """What kind of noise a line is all of whose words are known for that, "" where it is none."""
    if len(text) > MAX_NOISE_LENGTH:
        return ""
    for why, pattern in WHOLE_LINES:
        if pattern.fullmatch(text) and not (why == "caption" and _is_long_sentence(text)):
            return why
    is_note = any(map(text.lower().__contains__, NOTE_WORDS)) and NOTE_AMID.fullmatch(text)
    return "house note" if is_note else ""


def _is_in_card(run: TextRun) -> bool:
    """Whether one link holds a line with others, as the headline and the lead of another article."""
    link = next(run.box.element.iterancestors("a"), None)
    return link is not None and len(" ".join(link.itertext()).split()) > len(run.text.split())


def _is_long_sentence(text: str) -> bool:
    """Whether a line that begins like a label is too long for one: a sentence may be glued to it."""
    return text.endswith(SENTENCE_END) and len(text.split()) >= 12


def _is_promo(run: TextRun) -> bool:
    """Whether a line is a promo: its label stands alone or with a colon, is linked, or is one that no story uses."""
    match = PROMO.match(run.text)
    if not match or _continues(run):
        return False
    rest = run.text[match.end() :].strip()
    if len(rest) > MAX_PROMO_LENGTH and ends_sentence(rest) and run.link_share < 0.5:
        return False
    if not rest or rest[0] in ":：" or run.link_share >= 0.5:
        return True
    is_clear = CLEAR_PROMO.match(run.text) is not None or (rest[0] in '"“' and "video" in match[0].lower())
    return is_clear and (rest[0] in '"“' or rest[-1] in ":：" or not ends_sentence(rest))


def _continues(run: TextRun) -> bool:
    """Whether a sentence follows the label and its link."""
    rests = (run.text.removeprefix(promo) for promo in _linked_promos(run) if run.text.startswith(promo))
    return any(len(rest) >= 30 and ends_sentence(rest) for rest in rests)


def _is_headline(run: TextRun) -> bool:
    """Whether a line can be another article's headline: linked, or 3 to 20 words without a full stop."""
    if run.link_share >= 0.8:
        return True
    short = 3 <= len(run.text.split()) <= 20
    is_part = run.box.tag in HEADINGS or is_item(run) or NUMBERED.match(run.text) or _is_bold(run)
    return short and not is_part and run.text[-1] not in '.!?…:;,"”'


def _is_bold(run: TextRun) -> bool:
    """Whether the whole line is bold, as a sub-heading is."""
    return _is_whole(run, "strong", "b")


def _is_whole(run: TextRun, *tags: str) -> bool:
    """Whether a line is wholly in one of these elements."""
    return any(" ".join("".join(part.itertext()).split()) == run.text for part in run.box.element.iter(*tags))


def _is_caption(run: TextRun) -> bool:
    """Whether a line has a photographer's credit, or is a short non-sentence right below a picture."""
    if len(run.text) <= MAX_NOISE_LENGTH and _has_credit(run.text):
        return not _is_signed(run)
    if not run.below_picture or len(run.text) > MAX_CAPTION:
        return False
    is_part = run.box.tag in HEADINGS or is_item(run) or run.text.endswith((":", "：", "-", "–", "—"))
    is_part = is_part or NUMBERED.match(run.text) is not None
    ends_alone = run.pictured and not ends_sentence(run.text)
    return not is_part and (ends_alone or _is_whole(run, "small", "em", "i"))


def _has_credit(text: str) -> bool:
    """Whether a photographer's credit stands behind or before the text of a line."""
    return bool(_CREDIT_SIGN.search(text) and (CREDIT_BEHIND.search(text) or CREDIT_BEFORE.match(text)))


def _is_signed(run: TextRun) -> bool:
    """Whether what looks like a photographer's credit follows a long sentence, and so is the writer's name."""
    sentence = CREDIT_BEHIND.sub("", run.text) if _CREDIT_SIGN.search(run.text) else run.text
    return 80 <= len(sentence) < len(run.text) and ends_sentence(sentence) and not run.pictured


def _without_summary(lines: list[Line]) -> list[Line]:
    """Mark the points that sum an article up, where they stand in a box of their own above its text."""
    sentences = [n for n, line in enumerate(lines) if not line.why and is_sentence(line.run)]
    shown = (n for n, line in enumerate(lines) if line.why in ("", "house note"))
    label = next((n for n in islice(shown, _LINES_OF_OPENING) if SUMMARY.fullmatch(lines[n].run.text)), None)
    below = [] if label is None else [lines[n].run for n in sentences if n > label][:MIN_BELOW]
    if label is None or len(below) < MIN_BELOW or any(is_beside(lines[label].run, one) for one in below):
        return lines
    marked = list(lines)
    for n in (label, *takewhile(lambda m: is_item(lines[m].run), range(label + 1, len(lines)))):
        marked[n] = Line(lines[n].run, lines[n].why or "summary")
    return marked


def _without_preamble(lines: list[Line]) -> list[Line]:
    """Mark captions and decks above the dateline, where an article has one near its beginning."""
    kept = [n for n, line in enumerate(lines) if not line.why]
    first = next((n for n in kept[:4] if _has_dateline(lines[n].run.text)), 0)
    above = [lines[n].run for n in kept if n < first]
    told = sum(ends_sentence(run.text) and is_beside(run, lines[first].run) for run in above)
    if told > 1 or letters_in(lines[:first]) > 400:  # more than a deck and captions
        return lines
    return [Line(line.run, line.why or ("above the dateline" if n < first else "")) for n, line in enumerate(lines)]


def _has_dateline(text: str) -> bool:
    """Whether a line is a dateline (place and publisher), alone or before a paragraph."""
    match = DATELINE.match(text)
    if match is None or _is_abbreviation(match[0]):
        return False
    return len(text) >= 80 or match.end() == len(text)


def _is_abbreviation(text: str) -> bool:
    """Whether the brackets hold the initials of the words before them: an office, not an agency behind a place."""
    name, _, rest = text.partition("(")
    initials = "".join(word[0] for word in name.split())
    return bool(rest) and len(initials) > 1 and rest.upper().startswith(initials.upper()[:3])


def _linked_promos(run: TextRun) -> list[str]:
    """The parts of a line that are a promo's label followed by its link."""
    labels = PROMO_LABEL.finditer(run.text) if run.links else ()
    return [
        run.text[label.start() : label.end() + len(link)]
        for label in labels
        for link in run.links
        if run.text.startswith(link, label.end())
    ]


def _cut(text: str, pattern: re.Pattern[str], why: str, removed: list[Removed]) -> str:
    """The text without the matches of a pattern, which are added to `removed`."""
    found = [match[0].strip() for match in pattern.finditer(text)]
    if not found:
        return text.strip()
    removed.extend(Removed(each, why) for each in found)
    return pattern.sub("", text).strip()
