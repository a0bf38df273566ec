"""Makes drafts, articles not yet known to be new or old, from an extraction, a source's link or an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import orjson

from base.clock import JAKARTA, jakarta_day, time_zone
from base.database import keepable
from base.urls import canonical_url
from config.catalogue import Publisher
from crawler.archive.archive import Page
from indexer.articles.article import RELATIVE, Content, DatedBy, Extraction, content_from_json
from indexer.articles.coverage import bits_of
from indexer.duplicates.sketch import Sketch, sketch
from indexer.language.acronyms import AcronymPair, acronyms_in
from indexer.language.dates import parse_date
from indexer.language.detection import UNKNOWN, detect_language

MAX_AHEAD = timedelta(days=1)
"""How far after the capture a publication may be; a later date is not believed."""

YEARS = range(1700, 2100)
"""Years of publication that are accepted; the sort key of the index begins in 1698."""

_UNITS = ((timedelta(days=1), timedelta(hours=1)), (timedelta(days=8), timedelta(days=1)))
_LONGEST_UNIT = timedelta(days=31)
"""The unit in which pages say how long ago something was, by its age: hours for a day, days for a week."""

_SAMPLE_LENGTH = 1_000
"""Characters from which the language of a text is usually known."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as one page gives it, before it is known whether it is new.

    `id` is that of an import, "" elsewhere; `canonical` is the URL key of its same-site rel=canonical ("" where there
    is none). `acronyms` are those that its text explains. `found` says which fields the page itself has, whatever its
    source told (`crawler.health.coverage`); None where no page was read.
    """

    page: Page
    content: Content
    id: str
    canonical: str
    publisher_name: str
    instant: datetime
    dated_by: DatedBy
    text_hash: str
    sketch: Sketch = field(repr=False)
    acronyms: frozenset[AcronymPair] = field(repr=False)
    found: int | None = None

    @property
    def url(self) -> str:
        """Where the page was in the end."""
        return self.page.final_url or self.page.url

    @property
    def year(self) -> int:
        """The year of publication in Jakarta."""
        return jakarta_day(self.instant).year


def draft_page(page: Page, extraction: Extraction, publisher: Publisher | None) -> Draft:
    """The article on a fetched page that was read with outcome OK."""
    content = extraction.content
    if publisher and not content.language:
        content = replace(content, language=publisher.language)
    canonical = _canonical_key(extraction.canonical, page, publisher)
    is_relative = extraction.origins.get("published") == RELATIVE
    draft = _draft(page, content, publisher, canonical=canonical, is_relative=is_relative)
    return replace(draft, found=bits_of(extraction.content))


def draft_link(page: Page, publisher: Publisher | None) -> Draft | None:
    """The article that a source's title, summary and link stand for, its page not being fetched; None without title."""
    link = page.link
    if not link.get("title", "").strip():
        return None
    content = Content(
        title=link["title"].strip(),
        body=paragraphs(link.get("summary", "")),
        language=publisher.language if publisher else "",
    )
    return _draft(page, content, publisher)


def _dating(
    published: datetime | date | None, page: Page, zone: tzinfo, *, is_relative: bool
) -> tuple[datetime | date | None, DatedBy]:
    """When an article was published and what tells it: its page, else the source that listed it, else that a source
    which is visited regularly had not listed it before. Where the page only says how long ago, an instant of the source
    that agrees with it is what was meant."""
    told = _in_our_time(parse_date(page.link.get("published", ""), now=page.captured, zone=zone))
    published = _in_our_time(published)
    if is_relative and published and isinstance(told, datetime) and _agrees(published, told, page.captured, zone):
        published = None
    seen = page.link.get("seen")
    by: DatedBy
    for by, found in (("page", published), ("source", told), ("seen", seen and datetime.fromisoformat(seen))):
        if found and instant_of(found, zone) <= page.captured + MAX_AHEAD:
            return found, by
    return None, ""


def _in_our_time(found: datetime | date | None) -> datetime | date | None:
    """A date, None for one that no index could hold: "2.000 tahun lalu" is when something was that is told of."""
    return found if found and found.year in YEARS else None


def _agrees(relative: datetime | date, told: datetime, captured: datetime, zone: tzinfo) -> bool:
    """Whether an instant is one that "2 jam lalu" may stand for: it is rounded to the unit that its age is told in."""
    age = captured - instant_of(relative, zone)
    unit = next((unit for limit, unit in _UNITS if age < limit), _LONGEST_UNIT)
    return abs(instant_of(relative, zone) - told) <= unit


def draft_import(page: Page, publisher: Publisher | None) -> Draft:
    """The article of an import's line, which `indexer.importing` checked before it was archived."""
    line: Mapping[str, Any] = orjson.loads(page.body)
    content = content_from_json(page.body)
    language = _language(" ".join((content.title, *content.body)), publisher)
    return _draft(page, replace(content, language=language), publisher, given=line["id"], name=line["publisher"])


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's lines, without empty ones."""
    return tuple(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _draft(
    page: Page,
    content: Content,
    publisher: Publisher | None,
    *,
    canonical: str = "",
    given: str = "",
    name: str = "",
    is_relative: bool = False,
) -> Draft:
    zone = _zone(publisher)
    published, dated_by = _dating(content.published, page, zone, is_relative=is_relative)
    content = replace(_cleaned(content), published=published if dated_by != "seen" else None)
    return Draft(
        page=page,
        content=content,
        id=given,
        canonical=canonical,
        publisher_name=publisher.name if publisher else name or page.publisher,
        instant=instant_of(published, zone) if published else page.captured,
        dated_by=dated_by,
        text_hash=content.text_hash(),
        sketch=sketch(content.body),
        acronyms=acronyms_in(content.body),
    )


def _cleaned(content: Content) -> Content:
    """The content without what no database can hold: JSON-LD can have a lone surrogate, an import NUL (decision 46)."""
    return Content(**{each.name: _clean(getattr(content, each.name)) for each in fields(content)})


def _clean(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    return keepable(value) if isinstance(value, str) else value


def _language(text: str, publisher: Publisher | None) -> str:
    """The language that a text is written in; of one too short to be sure, that of its publisher."""
    found = detect_language(text[:_SAMPLE_LENGTH])
    if found == UNKNOWN and len(text) > _SAMPLE_LENGTH:
        found = detect_language(text)
    if not found or (found == UNKNOWN and len(text) < _SAMPLE_LENGTH):
        return publisher.language if publisher else ""
    return found


def instant_of(published: datetime | date, zone: tzinfo) -> datetime:
    """The instant of a publication; a day counts as its midnight."""
    if not isinstance(published, datetime):
        published = datetime(published.year, published.month, published.day, tzinfo=zone)
    return published.astimezone(UTC)


def _zone(publisher: Publisher | None) -> tzinfo:
    return time_zone(publisher.timezone) if publisher else JAKARTA


def _canonical_key(canonical: str, page: Page, publisher: Publisher | None) -> str:
    """The key of a rel=canonical; "" if it is the page's own, off-site or a home page (a common mistake of sites)."""
    key = canonical_url(canonical) if canonical else ""
    host, _, path = key.removeprefix("https://").partition("/")
    same_site = publisher.owns(key) if publisher else host == page.key.removeprefix("https://").partition("/")[0]
    return key if same_site and path and key != page.key else ""
