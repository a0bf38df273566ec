"""Writes a first `publishers/<slug>.toml` for a site from one of its article pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from indexer.extract.page.document import Metadata, ParsedPage
from indexer.extract.page.structured import first_meta
from indexer.extract.publisher.fixture import toml_string
from indexer.language.dates import find_stamps

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_KEPT_SEGMENTS = frozenset(
    ("read", "berita", "news", "artikel", "article", "baca", "a", "post", "posts", "story", "id")
)
_PUBLIC_ENDINGS = frozenset(("co", "or", "go", "ac", "web", "sch", "my", "net", "com", "org", "gov", "desa"))
_ZONES = {timedelta(hours=8): "Asia/Makassar", timedelta(hours=9): "Asia/Jayapura"}
_MAX_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """A publisher's file as text, its slug, and what to check before enabling it."""

    slug: str
    toml: str
    notes: tuple[str, ...]


def propose(page: ParsedPage, metadata: Metadata, sitemaps: Sequence[str] = ()) -> Proposal:
    """Write a publisher's file from an article page; `sitemaps` are those in the site's robots.txt."""
    url = page.url or ""
    domain = site_domain(url)
    name = first_meta(page.structured, "og:site_name", "application-name") or domain
    sources = _sources(page, sitemaps)
    notes = ["article_url is a guess from one address: compare it with a few others of the site"]
    if not sources:
        sources = [("section", urljoin(url, "/"))]
        notes.append("no feed and no sitemap was found: the home page is read for links; a feed would be better")
    found = [field for field in ("title", "published", "authors") if not getattr(metadata.content, field)]
    notes += [f"no {field} was found on the page: a rule may help" for field in found]
    lines = [
        f"name = {_text(name)}",
        f"domains = [{_text(domain)}]",
        f"timezone = {_text(_zone(page, metadata))}",
        f"language = {_text(metadata.content.language if metadata.content.language in ('id', 'ms', 'en') else 'id')}",
        f"article_url = '{article_pattern(url)}'",
        "enabled = true",
    ]
    for kind, address in sources:
        links = ['links = "css:a"'] if kind == "section" else []
        lines += ["", "[[sources]]", f"kind = {_text(kind)}", f"url = {_text(address)}", *links]
    return Proposal(slug_of(domain), "\n".join(lines) + "\n", tuple(notes))


def site_domain(url: str) -> str:
    """The registered domain of a URL, with its port if it names one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    labels = host.split(".")
    if not re.fullmatch(r"[\d.]+", host):
        kept = 3 if len(labels) > 2 and labels[-2] in _PUBLIC_ENDINGS else 2
        host = ".".join(labels[-kept:])
    return f"{host}:{parts.port}" if parts.port else host


def slug_of(domain: str) -> str:
    """A publisher's slug: the first label of its domain; the whole address if that is an IP address."""
    host = domain.partition(":")[0]
    name = host.partition(".")[0] if not host[:1].isdigit() else f"site-{host}"
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-") or "site"


def article_pattern(url: str) -> str:
    """A regular expression for URLs of this form, in which numbers and sections may differ."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    path = "".join(f"/{_segment(segment)}" for segment in segments[:-1])
    last = _last_segment(segments[-1]) if segments else ""
    return rf"^https?://([a-z0-9-]+\.)*{re.escape(site_domain(url))}{path}/{last}"


def _segment(segment: str) -> str:
    if segment.lower() in _KEPT_SEGMENTS:
        return segment
    if segment.isascii() and segment.isdigit():
        return rf"\d{{{len(segment)}}}" if len(segment) in (2, 4) else r"\d+"
    code = re.fullmatch(r"([a-z]{1,3}-)[0-9]+", segment)
    return rf"{code[1]}\d+" if code else "[^/]+"


def _last_segment(segment: str) -> str:
    """The pattern of an article's slug: a number at one end, else several words, else anything."""
    if re.fullmatch(r"[0-9]+", segment):
        return r"\d+"
    if re.match(r"[0-9]{3,}[-_]", segment):
        return r"\d+[-_]"
    if re.search(r"-[0-9]{4,}(?:\.html?)?$", segment):
        return r"[^/?#]+-\d+"
    several_words = re.search(r"[^-]-[^-]+-[^-]", segment)
    return r"[^/?#]+-[^/?#]+-[^/?#]+" if several_words else "[^/?#]+"


def _sources(page: ParsedPage, sitemaps: Sequence[str]) -> list[tuple[str, str]]:
    """The feeds that the page links to, and the sitemaps: only news sitemaps if there are any (decision 22)."""
    feeds = [("feed", urljoin(page.url or "", href)) for href in _feed_links(page)]
    maps = [address for address in sitemaps if address.startswith(("http://", "https://"))]
    news = [("news-sitemap", address) for address in maps if "news" in urlsplit(address).path.lower()]
    found = dict.fromkeys([*feeds, *(news or [("sitemap", address) for address in maps])])
    return list(found)[:_MAX_SOURCES]


def _feed_links(page: ParsedPage) -> Iterable[str]:
    for link in page.tree.iter("link"):
        described = f"{link.get('href', '')} {link.get('title', '')}".lower()
        is_feed = "alternate" in link.get("rel", "").lower() and link.get("type", "").lower() in _FEED_TYPES
        if is_feed and "comment" not in described and "komentar" not in described and link.get("href", "").strip():
            yield link.get("href", "").strip()[:500]


def _zone(page: ParsedPage, metadata: Metadata) -> str:
    """The zone of the page's dates; Jakarta's if they name none."""
    stated = [stamp.clock.zone for run in page.runs[:400] for stamp in find_stamps(run.text[:200]) if stamp.clock]
    offsets = [zone.utcoffset(None) for zone in stated if zone is not None]
    if not offsets and isinstance(metadata.content.published, datetime):
        offsets = [metadata.content.published.utcoffset()]
    return next((_ZONES[offset] for offset in offsets[:1] if offset in _ZONES), "Asia/Jakarta")


def _text(value: str) -> str:
    return toml_string(" ".join(value.split()))
