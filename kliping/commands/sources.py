"""What is read off a source: read-source."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from base.safe_text import for_terminal, json_line
from config.catalogue import KINDS, SourceKind, load_catalogue, publisher_of
from kliping.options import data_option, load_settings

if TYPE_CHECKING:
    from crawler.sources.entries import SourceEntry
    from crawler.sources.parsers import SourceDocument


@click.command("read-source")
@click.argument("file", type=click.File("rb"))
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the file is.")
@click.option("--url", default="", help="The address the file came from, against which relative links are read.")
@click.option("--links", default="", metavar="css:...", help="Which links of a section page, where not all.")
@data_option
def read_source(file: BinaryIO, kind: SourceKind, url: str, links: str, data: Path) -> int:
    """Show what is read off a saved feed, sitemap or section page, as JSON Lines.

    FILE may be gzipped; - is standard input. Where the address is a source of the catalogue, its selector of links and
    the publisher's time zone hold. Ends with 1 and the reason where the file is not what --kind says.

    \b
    Examples:
      kliping read-source rss.xml --kind feed --url https://news.example.id/rss
      curl -s https://news.example.id/sitemap.xml | kliping read-source - --kind sitemap
    """
    from crawler.sources.entries import BadSourceError
    from crawler.sources.parsers import read_source as read

    document = _document(file.read(), kind, url, links, data)
    try:
        listing = read(document)
    except BadSourceError as error:
        click.echo(f"kliping: {for_terminal(f'{file.name}: not read as a {kind}: {error}')}", err=True)
        return 1
    if listing.sitemaps:
        click.echo(f"An index: these are {len(listing.sitemaps)} sitemaps, not articles.", err=True)
    for child in listing.sitemaps:
        told = {"title": None, "published": None, "summary": None}
        click.echo(json_line({"url": child.url, **told, "sitemap": True, "lastmod": child.lastmod or None}))
    for entry in listing.links:
        click.echo(json_line(_shown(entry, document.timezone)))
    return 0


def _document(body: bytes, kind: SourceKind, url: str, links: str, data: Path) -> SourceDocument:
    """The file as the crawler would have it; what is not given comes from the catalogue where that has the source."""
    from crawler.sources.parsers import SourceDocument

    settings = load_settings(data).settings
    publishers = load_catalogue(data, settings.publishers).values()
    known = next((source for one in publishers for source in one.sources if source.url == url), None)
    owner = publisher_of(url, publishers)
    return SourceDocument(
        kind,
        url,
        body,
        settings.crawler.max_source_bytes,
        links=links or (known.links if known else ""),
        timezone=owner.timezone if owner else "Asia/Jakarta",
    )


def _shown(entry: SourceEntry, zone: str) -> dict[str, str | None]:
    """An entry in the promised form; a date that the source writes in words of its own as the index stage reads it."""
    from base.clock import time_zone
    from crawler.sources.times import as_instant
    from indexer.language.dates import parse_date

    published: str | None = entry.published or None
    if published and as_instant(published) is None:
        found = parse_date(published, now=datetime.now(time_zone(zone)), zone=time_zone(zone))
        published = found.isoformat() if found else None
    return {
        "url": entry.url,
        "title": entry.title or None,
        "published": published,
        "summary": entry.summary or None,
    }


COMMANDS = (read_source,)
