"""Publishers as data: what a `publishers/<slug>.toml` may hold, read and checked.

The given publishers lie beside this module, a user's own in `<data>/publishers/`; the
same slug there replaces the given file whole. Every mistake is reported with file and key.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from base.errors import ConfigError
from config.publisher_checks import (
    check_cron,
    check_css,
    check_dated_url,
    check_domain,
    check_language,
    check_path,
    check_pattern,
    check_single_page,
    check_timezone,
    check_url,
    one_of,
)
from config.publisher_settings import PublisherSettings
from config.toml_table import TomlTable

BUILTIN = Path(__file__).parent / "publishers"

SourceKind = Literal["feed", "sitemap", "news-sitemap", "section", "wordpress"]
KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "news-sitemap", "section", "wordpress")
FIELDS = ("title", "published", "modified", "authors", "editors", "section", "tags", "image", "body", "remove")


@dataclass(frozen=True, slots=True)
class Adaptive:
    """As often as the source has news, within the day's budget."""


@dataclass(frozen=True, slots=True)
class Every:
    """At a fixed interval."""

    interval: timedelta


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields of cron, in Jakarta time."""

    expression: str


Schedule = Adaptive | Every | Cron


@dataclass(frozen=True, slots=True)
class Source:
    """Where a publisher lists its articles; `max_age_days` leaves older ones out of a list that goes back years."""

    kind: SourceKind
    url: str
    schedule: Schedule
    links: str = ""
    max_age_days: float | None = None


@dataclass(frozen=True, slots=True)
class Politeness:
    """What a publisher needs beside the defaults; None and "" leave them."""

    delay_seconds: float | None = None
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class DatedLists:
    """The pages on which a publisher lists the articles of a past day, or of a month where `urls` have no `{day}`.

    `{page}` in them is `first_page` for the first, `page_step` more for each further one, of `max_pages` at most.
    """

    urls: tuple[str, ...] = ()
    links: str = ""
    max_pages: int = 1
    first_page: int = 1
    page_step: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """For each field the paths that are tried in turn (`json-ld:`, `meta:`, `css:`)."""

    paths: Mapping[str, tuple[str, ...]]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: where it lists articles, how they are recognised and read, and how it wants to be treated."""

    slug: str
    name: str
    domains: tuple[str, ...]
    timezone: str = "Asia/Jakarta"
    language: str = "id"
    article_url: str = ""
    single_page: str = ""
    next: str = ""
    enabled: bool = True
    mode: Literal["full", "link"] = "full"
    group: str = ""
    """Who owns it; "" where that is nobody else, or not known."""
    reach: str = ""
    """`national`, `regional`, or "" where nobody has said."""
    posture: str = ""
    politeness: Politeness = Politeness()
    sources: tuple[Source, ...] = ()
    backfill: DatedLists = DatedLists()
    rules: tuple[Rules, ...] = ()

    def rules_on(self, day: date) -> Rules | None:
        """The rules for a page captured on a day: the earliest `until` that is not past, else the undated ones."""
        dated = sorted((r for r in self.rules if r.until and r.until >= day), key=lambda r: r.until or date.max)
        undated = [r for r in self.rules if r.until is None]
        return next(iter([*dated, *undated]), None)

    def ports(self) -> frozenset[int]:
        """The ports that the publisher's own domains and sources carry."""
        listed = (urlsplit(url).netloc for url in (*(source.url for source in self.sources), *self.backfill.urls))
        hosts = [*self.domains, *listed]
        return frozenset(int(port) for _, colon, port in (host.rpartition(":") for host in hosts) if port.isdecimal())

    def owns(self, url: str) -> bool:
        """Whether a URL lies on one of the publisher's domains or a host below one. A domain may carry a port."""
        return bool(self.domain_of(url))

    def domain_of(self, url: str) -> str:
        """The nearest of the publisher's domains on which a URL lies, "" where it lies on none."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
            address = f"{host}:{parts.port}" if parts.port else host
        except ValueError:
            return ""
        found = (
            name
            for name in self.domains
            if name in (host, address) or host.endswith(f".{name}") or address.endswith(f".{name}")
        )
        return max(found, key=len, default="")


def publisher_of(url: str, publishers: Iterable[Publisher]) -> Publisher | None:
    """The publisher on whose domains a URL lies, None where it is nobody's. Of several the one with the nearest domain:
    regional papers stand below their house's (`bali.tribunnews.com`)."""
    found = [(len(domain), one) for one in publishers if (domain := one.domain_of(url))]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def load_catalogue(data: Path | None, given: Mapping[str, PublisherSettings] | None = None) -> dict[str, Publisher]:
    """All publishers by slug: the given ones, then the user's, then what the settings switch on and off."""
    own = {} if data is None else {file.stem: file for file in sorted((data / "publishers").glob("*.toml"))}
    publishers = _given(BUILTIN) | {slug: read_publisher(file) for slug, file in own.items()}
    for slug, one in (given or {}).items():
        if slug not in publishers:
            raise ConfigError(f"the settings name publishers.{slug}: there is no such publisher")
        if one.enabled is not None:
            publishers[slug] = dataclasses.replace(publishers[slug], enabled=one.enabled)
    return publishers


@cache
def _given(folder: Path) -> dict[str, Publisher]:
    """The publishers that the program brings, read once: they take a fifth of a second."""
    return {file.stem: read_publisher(file) for file in sorted(folder.glob("*.toml"))}


def read_publisher(file: Path) -> Publisher:
    """Read one publisher file. Raises ConfigError with file and key."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # Notepad writes a mark before it
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", file.stem):
        raise ConfigError(f"{file}: a publisher's file is named after its slug: small letters, digits and hyphens")
    return parse_publisher(table, file.stem, file)


def parse_publisher(table: Mapping[str, Any], slug: str, file: Path) -> Publisher:
    """Check a publisher's table key by key and make the value of it."""
    reader = TomlTable(table, file)
    publisher = Publisher(
        slug=slug,
        name=reader.text("name", required=True),
        domains=reader.strings("domains", required=True, check=check_domain),
        timezone=reader.text("timezone", "Asia/Jakarta", check=check_timezone),
        language=reader.text("language", "id", check=check_language),
        article_url=reader.text("article_url", "", check=check_pattern),
        single_page=reader.text("single_page", "", check=check_single_page),
        next=reader.text("next", "", check=check_css),
        enabled=reader.boolean("enabled", True),
        mode="link" if reader.text("mode", "full", check=one_of("full", "link")) == "link" else "full",
        group=reader.text("group", ""),
        reach=reader.text("reach", "", check=one_of("national", "regional")),
        posture=reader.text("posture", ""),
        politeness=_politeness(reader.table("politeness")),
        sources=tuple(_source(one) for one in reader.tables("sources")),
        backfill=_dated_lists(reader.table("backfill")),
        rules=tuple(_rules(one) for one in reader.tables("rules")),
    )
    reader.reject_unknown_keys()
    return publisher


def _politeness(reader: TomlTable) -> Politeness:
    made = Politeness(reader.number("delay_seconds"), reader.text("user_agent", ""))
    reader.reject_unknown_keys()
    return made


def _source(reader: TomlTable) -> Source:
    kind = reader.text("kind", required=True, check=one_of(*KINDS))
    made = Source(
        kind=next(k for k in KINDS if k == kind),
        url=reader.text("url", required=True, check=check_url),
        schedule=parse_schedule(reader.text("schedule", "adaptive", check=parse_schedule)),
        links=reader.text("links", "", check=check_css),
        max_age_days=reader.number("max_age_days"),
    )
    reader.reject_unknown_keys()
    return made


def _dated_lists(reader: TomlTable) -> DatedLists:
    made = DatedLists(
        urls=reader.strings("urls", required=bool(reader.given), check=check_dated_url),
        links=reader.text("links", "", check=check_css),
        max_pages=reader.integer("max_pages", 1, least=1),
        first_page=reader.integer("first_page", 1, least=0),
        page_step=reader.integer("page_step", 1, least=1),
    )
    if made.max_pages > 1 and not all("{page}" in url for url in made.urls):
        raise reader.error("urls", "must have {page} where max_pages is more than 1")
    reader.reject_unknown_keys()
    return made


def _rules(reader: TomlTable) -> Rules:
    until = reader.day("until")
    checks = {"remove": check_css}  # what is removed is elements, not texts
    paths = {name: reader.strings(name, check=checks.get(name, check_path)) for name in FIELDS if name in reader.given}
    reader.reject_unknown_keys()
    return Rules(paths, until)


def parse_schedule(text: str) -> Schedule:
    """`adaptive`, `every 15m` (s, m, h, d) or five fields of cron. Raises ValueError with what is allowed."""
    if text == "adaptive":
        return Adaptive()
    every = re.fullmatch(r"every (\d{1,9})\s*([smhd])", text)
    if every and 0 < int(every[1]) <= 9999:
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[every[2]]
        return Every(timedelta(**{unit: int(every[1])}))
    if re.fullmatch(r"[\d*/,\-a-zA-Z]+( [\d*/,\-a-zA-Z]+){4}", text):
        check_cron(text)
        return Cron(text)
    raise ValueError('must be "adaptive", "every 15m" or five fields of cron such as "*/15 6-22 * * *"')
