"""Every publisher of the catalogue, on a page of our own in that publisher's structure: one test for each field.

`pages/<slug>.html` is the page, `expected/<slug>.toml` what must be read off it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.catalogue import BUILTIN, Publisher, load_catalogue
from config.outcomes import Outcome
from crawler.sources.entries import SourceEntry
from crawler.sources.parsers import listed_articles
from indexer.articles.article import Extraction
from indexer.extract import extract

HERE = Path(__file__).parent
CATALOGUE = load_catalogue(None)
FIELDS = ("outcome", "title", "published", "authors", "editors", "section", "body", "removed", "rules")


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """What a page of a publisher must give; `removed` are parts of lines, `others` addresses that are no articles."""

    url: str
    captured: datetime | date
    title: str
    published: datetime | date
    authors: list[str]
    editors: list[str]
    section: str
    body: list[str]
    removed: list[str]
    others: list[str]


@functools.cache
def expected(slug: str) -> Expected:
    return Expected(**tomllib.loads((HERE / "expected" / f"{slug}.toml").read_text("utf-8")))


@functools.cache
def read(slug: str) -> Extraction:
    captured = expected(slug).captured
    if not isinstance(captured, datetime):
        captured = datetime.combine(captured, time(5), tzinfo=UTC)
    page = (HERE / "pages" / f"{slug}.html").read_bytes()
    return extract(page, url=expected(slug).url, publisher=CATALOGUE[slug], captured=captured)


def when(published: datetime | date | None) -> str:
    """The instant in UTC, the day alone where there is no clock time."""
    if isinstance(published, datetime):
        return published.astimezone(UTC).isoformat()
    return published.isoformat() if published else ""


def check(slug: str, field: str) -> None:
    found, wanted = read(slug), expected(slug)
    match field:
        case "outcome":
            assert found.outcome == Outcome.OK
        case "published":
            assert when(found.content.published) == when(wanted.published), found.origins.get("published")
        case "removed":
            gone = [text for text in wanted.removed if any(text in one.text for one in found.removed)]
            kept = [text for text in wanted.removed if any(text in paragraph for paragraph in found.content.body)]
            assert (gone, kept) == (wanted.removed, [])
        case "rules":
            assert [note for note in found.notes if note.startswith(("rule", "reader"))] == []
        case "title" | "section":
            assert getattr(found.content, field) == getattr(wanted, field), found.origins.get(field)
        case _:
            assert list(getattr(found.content, field)) == getattr(wanted, field), found.origins.get(field)


@pytest.mark.parametrize(
    ("slug", "field"), [pytest.param(slug, field, id=f"{slug}: {field}") for slug in CATALOGUE for field in FIELDS]
)
def test_field(slug: str, field: str) -> None:
    check(slug, field)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_articles_are_told_from_other_addresses(slug: str) -> None:
    publisher, wanted = CATALOGUE[slug], expected(slug)
    home = "{0.scheme}://{0.netloc}".format(urlsplit(wanted.url))
    others = [
        f"{home}{path}" for path in ("/", "/indeks", "/tag/ekonomi", "/search?q=banjir", "/video", "/tentang-kami")
    ]
    assert kept(publisher, [wanted.url]) == [wanted.url]
    assert kept(publisher, [*others, *(source.url for source in publisher.sources), *wanted.others]) == []


def kept(publisher: Publisher, urls: list[str]) -> list[str]:
    """The addresses that the crawler would take from a source that lists them."""
    return [link.url for link in listed_articles(map(SourceEntry, urls), publisher, "")]


@pytest.mark.parametrize("slug", CATALOGUE)
def test_sources_lie_on_the_publishers_domains(slug: str) -> None:
    publisher = CATALOGUE[slug]
    assert publisher.sources
    assert [source.url for source in publisher.sources if not publisher.owns(source.url)] == []


@pytest.mark.parametrize("slug", CATALOGUE)
def test_the_posture_is_one_sentence(slug: str) -> None:
    posture = CATALOGUE[slug].posture
    assert re.fullmatch(r"[^\n]{20,300}\.", posture), posture


@pytest.mark.parametrize("slug", CATALOGUE)
def test_it_is_said_for_whom_it_writes(slug: str) -> None:
    assert CATALOGUE[slug].reach


@pytest.mark.parametrize("slug", [slug for slug, one in CATALOGUE.items() if one.rules])
def test_rules_stay_few(slug: str) -> None:
    assert all(len(rules.paths) <= 5 for rules in CATALOGUE[slug].rules)


def test_there_are_eighty_publishers_and_a_page_for_each() -> None:
    assert len(CATALOGUE) >= 80
    for folder, ending in ((BUILTIN, "toml"), (HERE / "pages", "html"), (HERE / "expected", "toml")):
        assert {file.stem for file in folder.glob(f"*.{ending}")} == set(CATALOGUE)


def test_eighty_publishers_are_on() -> None:
    assert sum(one.enabled for one in CATALOGUE.values()) >= 80


def test_nobody_is_asked_for_one_address_twice() -> None:
    addresses = Counter(source.url for one in CATALOGUE.values() for source in one.sources)
    assert [address for address, times in addresses.items() if times > 1] == []


def test_no_two_publishers_claim_one_domain_or_one_article() -> None:
    domains = Counter(domain for publisher in CATALOGUE.values() for domain in publisher.domains)
    assert [domain for domain, claims in domains.items() if claims > 1] == []
    for slug in CATALOGUE:
        url = expected(slug).url
        assert [one.slug for one in CATALOGUE.values() if kept(one, [url])] == [slug]


def test_no_two_pages_share_a_paragraph() -> None:
    paragraphs = Counter(paragraph for slug in CATALOGUE for paragraph in expected(slug).body)
    assert [paragraph for paragraph, pages in paragraphs.items() if pages > 1] == []


def test_what_is_switched_off_says_why() -> None:
    silent: list[Any] = [
        one.slug
        for one in CATALOGUE.values()
        if not (one.enabled and one.mode == "full") and not re.search(r"\b(off|link|because|until)\b", one.posture)
    ]
    assert silent == []
