"""Whether a page is an article, judged by what it shows and what it says of itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from config.outcomes import Outcome
from indexer.extract.document import Body, Metadata, ParsedPage
from indexer.extract.dom import read_runs
from indexer.extract.headline import find_headline, fold
from indexer.extract.published import ANYWHERE
from indexer.extract.structured import articles, first_meta, types

ENOUGH, LITTLE, HARDLY = 400, 150, 80
"""Characters of a body that are enough in one paragraph, in several, and for the teaser of a paid article."""

_OTHER_PAGE = re.compile(
    r"(?:indeks|index|home|beranda|arsip|archive|hasil pencarian|pencarian|search|404|not found)"
    r"(?: berita| news| results?)?"
    r"|halaman (?:yang anda cari )?tidak (?:di)?temukan|(?:page|404) not found|akses ditolak|access denied"
    r"|just a moment"
)
_OTHER_TYPES = frozenset(("product", "profile", "photo", "image", "music", "book", "video", "place", "game", "app"))
_PICTURES = re.compile(r"/(?:videos?|foto|photos?|galeri|gallery|infografis|tv|live|streaming)(?:/|-)")
_MUCH_LINK = 0.5


def is_article(page: ParsedPage, metadata: Metadata, body: Body) -> Outcome:
    """OK, or NO_TITLE, NOT_ARTICLE or TOO_SHORT.

    A page that is none (a home page, an index, a shop) lacks two of: a headline above its text, a date, saying
    that it is an article, an address like those of its publisher's articles.
    """
    if not metadata.title:
        return Outcome.NO_TITLE
    if _is_other(page, metadata):
        return Outcome.NOT_ARTICLE
    signs = _signs(page, metadata)
    if not _has_text(page, metadata, body):
        return Outcome.TOO_SHORT if signs >= 3 and _says_article(page) else Outcome.NOT_ARTICLE
    if signs >= 2 or (signs == 1 and _reads_like_one(metadata, body)):
        return Outcome.OK
    return Outcome.NOT_ARTICLE


def _is_other(page: ParsedPage, metadata: Metadata) -> bool:
    """A title, a type or an address that no article has; a page that says NewsArticle in JSON-LD may have them."""
    if _OTHER_PAGE.fullmatch(fold(metadata.title)):
        return True
    if articles(page.structured):
        return False
    told = first_meta(page.structured, "og:type").lower().partition(".")[0]
    products = any("Product" in types(found) for found in page.structured.objects)
    return told in _OTHER_TYPES or products or _is_home(page.url)


def _is_home(url: str | None) -> bool:
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return re.fullmatch(r"/?(?:index\.\w{2,5}|home|beranda)?/?", parts.path) is not None and "=" not in parts.query


def _signs(page: ParsedPage, metadata: Metadata) -> int:
    """How many signs of an article there are; an address like the publisher's articles counts for two."""
    pattern = page.publisher.article_url if page.publisher else ""
    runs = page.runs or read_runs(page.tree)
    return (
        (find_headline(runs, metadata.title) is not None)
        + (metadata.published is not None and metadata.origins.get("published") != ANYWHERE)
        + _says_article(page)
        + 2 * bool(pattern and re.search(pattern, page.url or ""))
    )


def _says_article(page: ParsedPage) -> bool:
    return bool(articles(page.structured)) or first_meta(page.structured, "og:type").lower() == "article"


def _has_text(page: ParsedPage, metadata: Metadata, body: Body) -> bool:
    length = sum(map(len, body.paragraphs))
    if metadata.paywalled:
        return length >= HARDLY
    if body.link_share > _MUCH_LINK and length < 2 * ENOUGH:
        return False
    if _PICTURES.search((page.url or "")[:500]) and length < ENOUGH:
        return False
    return length >= ENOUGH or (length >= LITTLE and len(body.paragraphs) > 1)


def _reads_like_one(metadata: Metadata, body: Body) -> bool:
    """Several paragraphs of prose with few links, by somebody or at length."""
    length = sum(map(len, body.paragraphs))
    return len(body.paragraphs) >= 3 and body.link_share < 0.1 and (bool(metadata.authors) or length >= 3 * ENOUGH)
