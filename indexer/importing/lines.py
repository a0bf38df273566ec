"""What a record says, as the article that is archived."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from base.clock import JAKARTA, time_zone
from base.urls import article_id, canonical_url, check_askable
from config.catalogue import Publisher
from indexer import fields
from indexer.articles.drafts import MAX_AHEAD, YEARS, instant_of, paragraphs
from indexer.importing.keys import by_field
from indexer.importing.records import BadRecordError
from indexer.language.analysis import fold
from indexer.language.dates import parse_date

MAX_ID = 256
_KEYWORDS = [one for one in fields.keywords() if one.attribute.startswith("content.") and one.matching == "words"]


@dataclass(frozen=True, slots=True)
class Line:
    """An article with every field in the form that is archived, the keys that were left out, and what is wrong with
    its date ("" for nothing)."""

    article: Mapping[str, Any]
    left_out: tuple[str, ...]
    date_problem: str


def read_line(
    record: Mapping[str, Any], publishers: Mapping[str, Publisher], slug_of: Callable[[str], str], publisher: str
) -> Line:
    """The article of a record; `publisher` is for one that names none. Raises BadRecordError."""
    given, left_out = by_field(record)
    slug = slug_of(_text(given, "publisher") or publisher)
    url = _url(given)
    title, body = " ".join(_text(given, "title").split()), _body(given)
    if not body and not title:
        raise BadRecordError("has neither `title` nor `body`")
    zone = time_zone(publishers[slug].timezone) if slug in publishers else JAKARTA
    published, date_problem = _published(given, zone)
    article = {
        "id": _id(given) or ("" if url else _made_id(title, body)),
        "url": url,
        "title": title,
        "body": body,
        "published": published,
        "publisher": slug,
        **{field.key: _texts(given, field.key) if field.many else _text(given, field.key) for field in _KEYWORDS},
    }
    return Line(article, left_out, date_problem)


def slugs(publishers: Mapping[str, Publisher]) -> Callable[[str], str]:
    """Finds the publisher of the catalogue that is meant: by its slug, else by its name, else by its site, where only
    letters and digits count. One that the catalogue does not have stays as it is."""
    known: dict[str, str] = {}
    for names_of in (_slugs, _names, _domains):
        found: dict[str, set[str]] = {}
        for slug, one in publishers.items():
            for name in names_of(one):
                found.setdefault(_letters(name), set()).add(slug)
        known = {name: one for name, (one, *others) in found.items() if not others} | known
    return lambda name: name if name in publishers else known.get(_letters(name), name)


def _slugs(publisher: Publisher) -> Iterable[str]:
    return (publisher.slug,)


def _names(publisher: Publisher) -> Iterable[str]:
    return (publisher.name,)


def _domains(publisher: Publisher) -> Iterable[str]:
    return publisher.domains


def _letters(name: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?|[\W_]", "", fold(name))


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecordError(f"`{name}` must be a text, not {shown(value)}")
    return value.strip()


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise BadRecordError(f"`{name}` must be a list of texts, not {shown(value)}")
    return [each.strip() for each in values if each.strip()]


def _body(given: Mapping[str, Any]) -> list[str]:
    """The paragraphs of `body`, which is a list of them or a text whose lines they are."""
    value = given.get("body")
    return list(paragraphs("\n".join(_texts(given, "body")) if isinstance(value, list) else _text(given, "body")))


def _id(given: Mapping[str, Any]) -> str:
    value = given.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = _text(given, "id")
    if len(name) > MAX_ID or not name.isprintable():
        raise BadRecordError(f"`id` must have at most {MAX_ID} visible characters, not {shown(name)}")
    return name


def _made_id(title: str, body: Iterable[str]) -> str:
    """An id made of the text, so that a file imported twice gives each article once."""
    return article_id("import:" + hashlib.sha256("\n".join((title, *body)).encode()).hexdigest())


def _url(given: Mapping[str, Any]) -> str:
    url = _text(given, "url")
    try:
        if url:
            check_askable(canonical_url(url))  # without a host, articles of one such address would be taken for one
    except ValueError as error:
        raise BadRecordError(f"`url` must be an http(s) address, not {shown(url)}") from error
    return url


def _published(given: Mapping[str, Any], zone: tzinfo) -> tuple[datetime | date | None, str]:
    """The date in ISO 8601 or any form of news pages, a time without a zone in the publisher's; and what is wrong with
    it, so that the article has none."""
    value = given.get("published")
    if value is None:
        return None, ""
    now = datetime.now(UTC)
    found = _read_date(value.strip(), now, zone) if isinstance(value, str) else None
    if isinstance(found, datetime) and found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    if found is None or found.year not in YEARS or instant_of(found, zone) > now + MAX_AHEAD:
        wanted = f"a date such as 2024-11-27T09:15:00+07:00, of {YEARS[0]} or later and not in the future"
        return None, f"{shown(value)} is not {wanted}: the article is taken in without a date"
    return found, ""


def _read_date(text: str, now: datetime, zone: tzinfo) -> datetime | date | None:
    for read in (date.fromisoformat, datetime.fromisoformat):  # the latter would make midnight of a day
        with contextlib.suppress(ValueError):
            return read(text)
    return parse_date(text, now=now, zone=zone)


def shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    try:
        text = repr(value)
    except RecursionError:  # JSON may be nested deeper than Python follows
        text = f"a {type(value).__name__} nested too deep"
    return text if len(text) <= 60 else f"{text[:60]}..."
