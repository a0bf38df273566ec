"""What a sample publisher lists its articles in: feeds, sitemaps, section pages, robots.txt."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape

from kliping.demo.markup import Look, Site

FEED_LENGTH = 12


def rss(name: str, look: Look, site: Site) -> bytes:
    """An RSS feed of the newest articles."""
    items = "".join(
        f"<item><title>{escape(text.title)}</title><link>{site.base}{look.path(text)}</link>"
        f"<guid>{site.base}{look.path(text)}</guid><pubDate>{format_datetime(text.published)}</pubDate></item>"
        for text in site.texts[:FEED_LENGTH]
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{site.base}/</link><description>{name}</description>{items}</channel></rss>"
    ).encode()


def atom(name: str, look: Look, site: Site) -> bytes:
    """An Atom feed of the newest articles."""
    entries = "".join(
        f"<entry><title>{escape(text.title)}</title><id>{site.base}{look.path(text)}</id>"
        f'<link href="{site.base}{look.path(text)}"/><updated>{text.published.isoformat()}</updated>'
        f"<summary>{escape(text.pages[0][0].text)}</summary></entry>"
        for text in site.texts[:FEED_LENGTH]
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{name}</title>'
        f"<id>{site.base}/</id><updated>{site.texts[0].published.isoformat()}</updated>{entries}</feed>"
    ).encode()


def sitemap(look: Look, site: Site) -> bytes:
    """A sitemap of all articles."""
    urls = "".join(
        f"<url><loc>{site.base}{look.path(text)}</loc><lastmod>{text.published.isoformat()}</lastmod></url>"
        for text in site.texts
    )
    return _urlset("", urls)


def news_sitemap(name: str, look: Look, site: Site) -> bytes:
    """A news sitemap of all articles, with title and time."""
    urls = "".join(
        f"<url><loc>{site.base}{look.path(text)}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>id</news:language></news:publication><news:publication_date>{text.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(text.title)}</news:title></news:news></url>"
        for text in site.texts
    )
    return _urlset(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', urls)


def _urlset(names: str, urls: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{names}>{urls}</urlset>'
    ).encode()


def section(name: str, look: Look, site: Site) -> bytes:
    """A section page of all articles, with a link to a page that robots.txt forbids."""
    items = "".join(f'<li><h2><a href="{look.path(text)}">{escape(text.title)}</a></h2></li>' for text in site.texts)
    items += '<li><a href="/internal/rapat">Rapat redaksi</a></li>'
    return (
        f"<!doctype html><html lang='id'><head><meta charset='utf-8'><title>Terkini - {name}</title></head>"
        f"<body><h1>Terkini</h1><ul>{items}</ul></body></html>"
    ).encode()


def robots(site: Site) -> bytes:
    """robots.txt: one path is forbidden."""
    return f"User-agent: *\nDisallow: /internal/\nSitemap: {site.base}/sitemap.xml\n".encode()
