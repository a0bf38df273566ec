"""Classifies a page as an article or not, by what it shows and what its metadata claims."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from base.text import bare_words
from config.outcomes import Outcome
from indexer.extract.body.blocks import MOST_ELSEWHERE
from indexer.extract.body.foreign import is_linked_headline, share_words
from indexer.extract.metadata.published import ANYWHERE
from indexer.extract.page.document import CAPTIONS, Body, Metadata, ParsedPage
from indexer.extract.page.dom import TextRun
from indexer.extract.page.elements import HEADINGS
from indexer.extract.page.structured import articles, first_meta, types

MIN_LETTERS, MIN_LETTERS_IN_SEVERAL, MIN_TEASER_LETTERS = 400, 150, 80
"""Letters that a body must have: in one paragraph, in several, as the teaser of a paid article."""

_OTHER_TITLES = re.compile(
    r"(?:indeks|index|home|beranda|arsip|archive|hasil pencarian|pencarian|search|404|not found)"
    r"(?: berita| news| results?)?"
    r"|halaman (?:yang anda cari )?tidak (?:di)?temukan|(?:page|404) not found|akses ditolak|access denied"
    r"|(?:hasil pencarian|search results?|pencarian untuk)(?: .{1,100})?|just a moment"
    r"|(?:susunan |tim )?redaksi|tentang(?: kami)?|about(?: us)?|kontak(?: kami)?|hubungi kami|contact(?: us)?"
    r"|pedoman (?:pemberitaan )?media siber|kode etik(?: jurnalistik)?|kebijakan privasi|privacy policy|disclaimer"
    r"|syarat (?:dan |& )?ketentuan|terms (?:of|and) \w+|info iklan|karir|karier|login|masuk|daftar"
    r"|berita(?: \w+)? (?:terkini|terbaru|terpopuler|hari ini)|(?:topik|tag|label|kategori|category)(?: \w+){0,3}"
)
_OTHER_TYPES = frozenset(("product", "profile", "photo", "image", "music", "book", "video", "place", "game", "app"))
_PICTURE_PATHS = re.compile(r"/(?:videos?|foto|photos?|galeri|gallery|infografis|tv|live|streaming)(?:/|-)")
_MAX_LINK_SHARE = 0.5
_MIN_WORD, _MAX_TITLE_SHARE, _MAX_TITLE_WORDS = 4, 0.5, 2
"""Letters of a longer word, and the share and number of such words of a site's name that its posts may have."""
_MIN_HEADLINE, _TEASER_LINES, _MIN_STORIES = 20, 2, 3
"""Letters of a headline in an index of articles, lines below it within which its text stands, and so many headlines."""


def classify(page: ParsedPage, metadata: Metadata, body: Body) -> Outcome:
    """OK, or NO_TITLE, NOT_ARTICLE or TOO_SHORT.

    The signs of an article are a headline on the page, a date, metadata that declares an article, and (counted twice) a
    URL like those of its publisher's articles. Two are enough, since only 35 of 113 Indonesian pages
    had JSON-LD and some show no date; home pages, indexes and shops have one at most.
    """
    if not metadata.content.title:
        return Outcome.NO_TITLE
    if _is_other_kind(page, metadata):
        return Outcome.NOT_ARTICLE
    signs = _count_signs(page, metadata) + _is_told_by_script(metadata, body)
    if _is_other_text(page, metadata, body, signs):
        return Outcome.NOT_ARTICLE
    if not _has_enough_text(page, metadata, body):
        return Outcome.TOO_SHORT if signs >= 3 and _declares_article(page) else Outcome.NOT_ARTICLE
    if signs >= 2 or (signs == 1 and _reads_like_article(metadata, body)):
        return Outcome.OK
    return Outcome.NOT_ARTICLE


def may_be_article(page: ParsedPage, metadata: Metadata, body: Body) -> bool:
    """Whether nothing proves that a page is none: it has a title and some text, and is no list and no other kind."""
    if not metadata.content.title or sum(map(len, body.paragraphs)) < MIN_TEASER_LETTERS:
        return False
    signs = _count_signs(page, metadata)
    return not _is_other_kind(page, metadata) and not _is_other_text(page, metadata, body, signs)


def _is_other_kind(page: ParsedPage, metadata: Metadata) -> bool:
    """Whether title, type or URL are those of another kind of page; JSON-LD that declares an article outweighs the last
    two."""
    if _OTHER_TITLES.fullmatch(bare_words(metadata.content.title)[:200]):
        return True
    if articles(page.structured):
        return False
    kind = first_meta(page.structured, "og:type").lower().partition(".")[0]
    products = any("Product" in types(found) for found in page.structured.objects)
    return kind in _OTHER_TYPES or products or _is_home(page.url)


def _is_home(url: str | None) -> bool:
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return re.fullmatch(r"/?(?:index\.\w{2,5}|home|beranda)?/?", parts.path) is not None and "=" not in parts.query


def _count_signs(page: ParsedPage, metadata: Metadata) -> int:
    """How many signs of an article there are; a URL like the publisher's articles counts twice."""
    pattern = page.publisher.article_url if page.publisher else ""
    return (
        (page.headline(metadata.content.title) is not None)
        + (metadata.content.published is not None and metadata.origins.get("published") != ANYWHERE)
        + _declares_article(page)
        + 2 * bool(pattern and re.search(pattern, page.url or ""))
    )


def _is_other_text(page: ParsedPage, metadata: Metadata, body: Body, signs: int) -> bool:
    """Whether the text is that of a list of stories, or the least part of its page."""
    is_list = _is_list(page, body) or (signs < 3 and _lists_stories(page, metadata, body))
    if is_list and not _is_named_in_json_ld(page, metadata.content.title):
        return True
    return _is_beside_the_point(page, metadata, body, signs)


def _is_list(page: ParsedPage, body: Body) -> bool:
    """Whether the paragraphs are teasers: all stand just below a linked headline, or most (60 %) do and tell of it."""
    paragraphs = set(body.paragraphs)
    headline, below, alike, count, since = "", 0, 0, 0, _TEASER_LINES + 1
    for run in page.runs:
        if run.link_share > 0.8 and len(run.text) >= _MIN_HEADLINE:
            headline, since = run.text, 0
            continue
        since += 1
        if run.text in paragraphs:
            count += 1
            below += since <= _TEASER_LINES
            alike += since <= _TEASER_LINES and share_words(headline, run.text)
            since = _TEASER_LINES + 1
    return count >= 3 and (below == count or alike >= 0.6 * count)


def _lists_stories(page: ParsedPage, metadata: Metadata, body: Body) -> bool:
    """Whether the text begins below a linked headline of the page's many and says little of the title.

    So it is where posts are listed in full, under the name of a site.
    """
    paragraphs, title = set(body.paragraphs), bare_words(metadata.content.title)
    begin = next((n for n, run in enumerate(page.runs) if run.text in paragraphs and run.box.tag not in HEADINGS), 0)
    above = next((run for run in reversed(page.runs[:begin]) if run.box.tag in HEADINGS), None)
    if above is None or not _is_story_headline(above, title) or _is_about_title(metadata, body):
        return False
    alike = [run for run in page.runs if run.box.tag == above.box.tag and _is_story_headline(run, title)]
    return len(alike) >= _MIN_STORIES


def _is_story_headline(run: TextRun, title: str) -> bool:
    return run.link_share > 0.8 and len(run.text.split()) > 1 and bare_words(run.text) != title


def _is_beside_the_point(page: ParsedPage, metadata: Metadata, body: Body, signs: int) -> bool:
    """Whether a short text is the least part of its page, or stands below the headlines of other stories."""
    if sum(map(len, body.paragraphs)) >= 2 * MIN_LETTERS:
        return False
    if signs >= 3:
        return signs == 3 and body.doubt == MOST_ELSEWHERE
    if body.doubt == MOST_ELSEWHERE:
        return True
    if _title_words(metadata, body)[0] > _MAX_TITLE_WORDS:
        return False
    headline = page.headline(metadata.content.title)
    first = next((n for n, run in enumerate(page.runs) if run.text in body.paragraphs), 0)
    between = page.runs[headline or 0 : first]
    return sum(run.box.tag in HEADINGS and is_linked_headline(run) for run in between) >= _MIN_STORIES


def _is_named_in_json_ld(page: ParsedPage, title: str) -> bool:
    """Whether JSON-LD describes an article with exactly this headline."""
    return any(bare_words(str(found.get("headline", ""))) == bare_words(title) for found in articles(page.structured))


def _is_told_by_script(metadata: Metadata, body: Body) -> bool:
    """Whether the text is that of a script and about the title: such a page shows no headline."""
    return body.origin == "script" and _is_about_title(metadata, body)


def _declares_article(page: ParsedPage) -> bool:
    return bool(articles(page.structured)) or first_meta(page.structured, "og:type").lower() == "article"


def _has_enough_text(page: ParsedPage, metadata: Metadata, body: Body) -> bool:
    length = sum(map(len, body.paragraphs))
    if metadata.content.paywalled:
        return length >= MIN_TEASER_LETTERS
    if body.link_share > _MAX_LINK_SHARE and length < 2 * MIN_LETTERS:
        return False
    if _PICTURE_PATHS.search((page.url or "")[:500]) and length < MIN_LETTERS and body.origin != CAPTIONS:
        return False
    return length >= MIN_LETTERS or (length >= MIN_LETTERS_IN_SEVERAL and len(body.paragraphs) > 1)


def _title_words(metadata: Metadata, body: Body) -> tuple[int, int]:
    """How many of the title's longer words the text has, and how many there are."""
    words = {word for word in bare_words(metadata.content.title).split() if len(word) >= _MIN_WORD}
    return len(words & set(bare_words(" ".join(body.paragraphs)).split())), len(words)


def _is_about_title(metadata: Metadata, body: Body) -> bool:
    found, all_words = _title_words(metadata, body)
    return found > _MAX_TITLE_WORDS or found > _MAX_TITLE_SHARE * all_words


def _reads_like_article(metadata: Metadata, body: Body) -> bool:
    """Whether one sign is enough: at least three paragraphs, few links, and a named author or a long text."""
    length = sum(map(len, body.paragraphs))
    found, all_words = _title_words(metadata, body)
    names_title = found > 0 or not all_words
    is_signed_or_long = bool(metadata.content.authors) or length >= 3 * MIN_LETTERS
    return len(body.paragraphs) >= 3 and body.link_share < 0.1 and is_signed_or_long and names_title
