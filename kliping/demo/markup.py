"""How each sample publisher marks an article up: the same text in four kinds of page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from base.clock import MONTH_NAMES
from kliping.demo.texts import Block, Text

TEMPLATES = Path(__file__).parent / "templates"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(frozen=True, slots=True)
class Look:
    """How one publisher shows articles: path of an article, form of its dates, markup of a body's blocks."""

    path: Callable[[Text], str]
    date: str
    body: Callable[[Sequence[Block], str], str]
    charset: Callable[[Text], tuple[str, str]]
    """Character set that is declared, and the one that the bytes are in."""


def page_path(look: Look, text: Text, number: int) -> str:
    """The path of one page of an article."""
    return look.path(text) + (f"?page={number}" if number > 1 else "")


def render(slug: str, look: Look, text: Text, number: int, site: Site) -> tuple[bytes, str]:
    """One page of an article as bytes, and the character set that the server declares for it."""
    declared, actual = look.charset(text)
    blocks = [block for page in text.pages for block in page] if number == 0 else text.pages[number - 1]
    last = number in (0, len(text.pages))
    values = {
        "title": escape(text.title),
        "url": site.base + look.path(text),
        "iso": text.published.isoformat(),
        "section": escape(text.section),
        "author": escape(text.author),
        "editor": escape(text.editor),
        "visible_date": visible_date(text, look.date),
        "today": "Rabu, 1 Januari 2020",
        "body": look.body(blocks, text.initials if last else ""),
        "tags": " ".join(f'<a href="/topik/{escape(tag)}">{escape(tag)}</a>' for tag in text.tags),
        "others": "".join(f'<li><a href="{look.path(one)}">{escape(one.title)}</a></li>' for one in site.others(text)),
        "declared": declared,
        "json_ld": json.dumps(json_ld(text)),
        "number": str(number or 1),
        **_paging(look, text, number),
    }
    page = Template((TEMPLATES / f"{slug}.html").read_text("utf-8")).substitute(values)
    return page.encode(actual, "xmlcharrefreplace"), declared


@dataclass(frozen=True, slots=True)
class Site:
    """Where a publisher is served, and all its articles."""

    base: str
    texts: Sequence[Text]

    def others(self, text: Text) -> Iterable[Text]:
        """Five further articles, for the lists beside and below an article."""
        place = self.texts.index(text)
        return [self.texts[(place + step) % len(self.texts)] for step in range(1, 6)]


def visible_date(text: Text, form: str) -> str:
    """The time as readers see it, in the publisher's form."""
    when = text.published
    offset = when.utcoffset()
    hours = int(offset.total_seconds()) // 3600 if offset else 7
    month = MONTH_NAMES[when.month - 1][0].capitalize()
    return form.format(
        day=DAYS[when.weekday()],
        date=when.day,
        month=month,
        when=when,
        zone=ZONES[hours],
    )


def json_ld(text: Text) -> Mapping[str, Any]:
    """Structured data of an article."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "datePublished": text.published.isoformat(),
        "author": {"@type": "Person", "name": text.author},
        "publisher": {"@type": "Organization", "name": "Warta Nusantara"},
        "keywords": ", ".join(text.tags),
    }


def _paging(look: Look, text: Text, number: int) -> Mapping[str, str]:
    if len(text.pages) == 1 or number == 0:
        return {"links": "", "paging": ""}
    links, paging = (
        "",
        "".join(f'<a href="{page_path(look, text, page)}">{page}</a> ' for page in range(1, len(text.pages) + 1)),
    )
    if number < len(text.pages):
        following = page_path(look, text, number + 1)
        links = f'<link rel="next" href="{following}">'
        paging += f'<a class="selanjutnya" href="{following}">Selanjutnya</a>'
    everything = f' <a href="{look.path(text)}?page=all">Semua halaman</a>'
    return {"links": links, "paging": f'<div class="halaman">Halaman: {paging}{everything}</div>'}


def modern_body(blocks: Sequence[Block], _initials: str) -> str:
    """Paragraphs, promo boxes with a class, and promo blocks as bare paragraphs."""
    forms = {
        "heading": "<h2>{}</h2>",
        "caption": "<figure><img src='/foto.jpg' alt=''><figcaption>{}</figcaption></figure>",
        "inline-promo": "<div class='lihatjg'><a href='/terkini'>{}</a></div>",
        "promo": "<p><strong>{}</strong></p>",
        "promo-headline": "<p>{}</p>",
        "advertisement": "<p>ADVERTISEMENT</p>\n<p>SCROLL TO CONTINUE WITH CONTENT</p>",
    }
    return "\n".join(forms.get(block.kind, "<p>{}</p>").format(escape(block.text, quote=False)) for block in blocks)


def broken_body(blocks: Sequence[Block], _initials: str) -> str:
    """Text split by line breaks alone."""
    return "<br>\n<br>\n".join(escape(block.text, quote=False) for block in blocks)


def paged_body(blocks: Sequence[Block], initials: str) -> str:
    """Paragraphs, headings, captions in a paragraph of their own, trailing initials."""
    forms = {
        "heading": "<h3>{}</h3>",
        "caption": "<p class='caption'>{}</p>",
        "advertisement": "<div>ADVERTISEMENT</div>",
    }
    body = "\n".join(forms.get(block.kind, "<p>{}</p>").format(escape(block.text, quote=False)) for block in blocks)
    return body + (f"\n<p>({initials})</p>" if initials else "")


def _utf8(_text: Text) -> tuple[str, str]:
    return "utf-8", "utf-8"


def _wrong(text: Text) -> tuple[str, str]:
    """A character set that is declared wrongly: UTF-8 called Latin 1, or Windows-1252 called UTF-8."""
    return ("iso-8859-1", "utf-8") if int(text.slug.split("-")[0]) % 2 else ("utf-8", "windows-1252")


LOOKS: Mapping[str, Look] = {
    "warta-nusantara": Look(
        path=lambda text: f"/berita/{text.published:%Y/%m}/{text.slug}",
        date="{day}, {date} {month} {when:%Y %H:%M} {zone}",
        body=modern_body,
        charset=_utf8,
    ),
    "kabar-timur": Look(
        path=lambda text: f"/{text.published:%Y/%m/%d}/{text.slug}/",
        date="{day}, {date} {month} {when:%Y} | {when:%H:%M} {zone}",
        body=modern_body,
        charset=_utf8,
    ),
    "harian-samudra": Look(
        path=lambda text: f"/read/{text.slug}.html",
        date="{day}, {when:%d} {month} {when:%Y} - {when:%H.%M} {zone}",
        body=broken_body,
        charset=_wrong,
    ),
    "pos-khatulistiwa": Look(
        path=lambda text: f"/artikel/{text.section.lower()}/{text.slug}",
        date="{when:%d/%m/%Y, %H:%M} {zone}",
        body=paged_body,
        charset=_utf8,
    ),
}
