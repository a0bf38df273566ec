"""Made-up article pages as heavy as those of real publishers, and a server of them on the loopback.

Their measures are those of seventy real Indonesian ones: on average some 110 KB and 1,900 tags, of which 36 KB in 50
scripts, 200 links, 200 boxes, 50 comments, 55 pictures, a dozen paragraphs; a few are several times as heavy.
"""

# ruff: noqa: E501 - a line of markup is easier to read whole

from __future__ import annotations

import gzip
import http.server
import itertools
import json
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import partial

from indexer.language.lexicon import load_lexicon

JAKARTA = timezone(timedelta(hours=7))
NEWEST = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
COMMONEST = [
    "yang",
    "dan",
    "di",
    "itu",
    "dengan",
    "untuk",
    "dari",
    "ini",
    "dalam",
    "tidak",
    "akan",
    "pada",
    "juga",
    "oleh",
    "para",
    "bisa",
    "saat",
    "ada",
    "kata",
    "dia",
]
"""The language of an article is told by these."""
SECTIONS = [
    "nasional",
    "ekonomi",
    "daerah",
    "olahraga",
    "hiburan",
    "teknologi",
    "kesehatan",
    "otomotif",
    "gaya",
    "wisata",
    "pendidikan",
    "opini",
]
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
WORDS = 25_000
"""As many different ones as fifteen hundred articles have."""
UNDECLARED, TEASER_ARTICLES = 0.2, 0.2
"""The shares of pages that do not say in which language they are, and whose teasers are marked as articles, too."""
SPREAD = 0.6
"""Of the logarithm of a page's weight: a tenth are twice as heavy as the median, one in fifty four times."""
BOXES = ("detail__body-text", "article-content", "post-content", "read__content", "entry-content")


@dataclass(frozen=True, slots=True)
class Story:
    """What a page tells, and where it lies on its site."""

    path: str
    title: str
    author: str
    section: str
    published: datetime
    paragraphs: Sequence[str]


class Writer:
    """Writes pages: the same for the same seed. Words are those of the stemmer's lists, as frequent
    as in a language (Zipf)."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        lexicon = load_lexicon(None)
        common = sorted(lexicon.common, key=lambda word: (-lexicon.common[word], word))
        rare = sorted(set(lexicon.roots) - set(common))
        self.chance.shuffle(rare)
        del rare[WORDS - len(common) :]
        self.words = list(dict.fromkeys([*COMMONEST, *(self._form(word) for word in (*common, *rare))]))
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def _form(self, root: str) -> str:
        """A word as it stands in a text: one in two has an affix."""
        return (
            self.chance.choice(("", "", "", "di", "ber", "se", "ke"))
            + root
            + self.chance.choice(("", "", "", "nya", "kan"))
        )

    def text(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=length))

    def title(self) -> str:
        return " ".join(self.chance.choices(self.words[20:8_000], k=9)).capitalize()

    def story(self, number: int) -> Story:
        title = self.title()
        section = self.chance.choice(SECTIONS)
        author = " ".join(self.chance.choices(self.words[100:900], k=2)).title()
        paragraphs = [self._paragraph() for _ in range(self.chance.randint(8, 18))]
        paragraphs[0] = f"JAKARTA - {paragraphs[0]}"
        published = NEWEST - timedelta(minutes=7 * number)
        path = f"/{section}/read/{published:%Y/%m/%d}/{1_000_000 + number}/{title.lower().replace(' ', '-')}"
        return Story(path, title, author, section, published, paragraphs)

    def _paragraph(self) -> str:
        return " ".join(
            f"{self.text(self.chance.randint(9, 22)).capitalize()}." for _ in range(self.chance.randint(1, 3))
        )

    def page(self, story: Story, base: str) -> bytes:
        """A whole page: head, menus, the article, teasers beside and below it, scripts wherever publishers put them."""
        language = "" if self.chance.random() < UNDECLARED else " lang='id'"
        tag = "article" if self.chance.random() < TEASER_ARTICLES else "div"
        weight = self.chance.lognormvariate(-(SPREAD**2) / 2, SPREAD)
        scripts, teasers = partial(self._scripts, weight), partial(self._teasers, weight, tag)
        parts = [
            f"<!doctype html><html{language}><head>{self._head(story, base)}{scripts(14)}</head>",
            f"<body class='site {story.section}'>{self._menus()}{scripts(6)}",
            f"<main class='container'><div class='row'><div class='col-8'>{self._article(story, base)}",
            f"{teasers('Terkait', 10)}{scripts(6)}{teasers('Rekomendasi', 24)}</div>",
            f"<aside class='col-4 sidebar'>{teasers('Terpopuler', 10)}{scripts(6)}",
            f"{teasers('Terkini', 12)}</aside></div></main>{self._footer()}{scripts(13)}</body></html>",
        ]
        return _spaced("\n".join(parts)).encode()

    def _head(self, story: Story, base: str) -> str:
        address, summary = base + story.path, story.paragraphs[0][:150]
        named = {
            "description": summary, "author": story.author, "keywords": ", ".join(self._tags(story)),
            "robots": "index, follow, max-image-preview:large", "viewport": "width=device-width, initial-scale=1",
            "twitter:card": "summary_large_image", "twitter:title": story.title, "twitter:description": summary,
            "thumbnailUrl": f"{base}/img/utama.jpg", "theme-color": "#d0021b",
            "content_category": story.section, "content_type": "artikel", "dtk:platform": "desktop",
        }  # fmt: skip
        properties = {
            "og:type": "article", "og:title": story.title, "og:description": summary, "og:url": address,
            "og:image": f"{base}/img/utama.jpg", "og:site_name": "Kabar Uji",
            "article:published_time": story.published.astimezone(JAKARTA).isoformat(),
            "article:section": story.section, "fb:app_id": "187960271237149",
        }  # fmt: skip
        ld = {
            "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "description": summary,
            "datePublished": story.published.astimezone(JAKARTA).isoformat(), "image": [f"{base}/img/utama.jpg"],
            "author": {"@type": "Person", "name": story.author}, "mainEntityOfPage": address,
            "publisher": {"@type": "Organization", "name": "Kabar Uji", "logo": {"url": f"{base}/logo.png"}},
        }  # fmt: skip
        crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "position": place, "item": {"@id": f"{base}/{name}", "name": name}}
            for place, name in enumerate(("beranda", story.section), 1)
        ]}  # fmt: skip
        metas = [f'<meta name="{name}" content="{value}">' for name, value in named.items()]
        metas += [f'<meta property="{name}" content="{value}">' for name, value in properties.items()]
        links = [f'<link rel="preload" as="style" href="{base}/css/{number}.css">' for number in range(12)]
        data = [f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in (ld, crumbs)]
        return "\n".join((
            f"<meta charset='utf-8'><title>{story.title} - Kabar Uji</title>", *metas, *links, *data,
            f'<link rel="canonical" href="{address}"><style>{self._style(40)}</style>',
        ))  # fmt: skip

    def _article(self, story: Story, base: str) -> str:
        when, box = story.published.astimezone(JAKARTA), self.chance.choice(BOXES)
        day = f"{DAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when.year} {when:%H:%M} WIB"
        share = "".join(
            f'<a class="share__item share__{name}" href="https://{name}.example/share?u={base}{story.path}">'
            f"<i class='icon icon-{name}'></i><span>{name}</span></a>"
            for name in ("facebook", "twitter", "whatsapp", "telegram", "line")
        )
        lines = []
        for number, text in enumerate(story.paragraphs):
            lines.append(f"<p>{text}</p>")
            if number == 3:
                lines.append(f'<p><strong>Baca juga: <a href="{base}/baca/{number}">{self.title()}</a></strong></p>')
            if number % 4 == 1:
                lines.append(f"<div class='ads ads-{number}' id='div-gpt-ad-{number}'>{self._scripts(1.0, 1)}</div>")
        tags = "".join(f'<a href="{base}/tag/{tag}" class="tag__item">{tag}</a>' for tag in self._tags(story))
        return (
            f"<article class='detail'><div class='breadcrumb'><a href='{base}/'>Beranda</a> <a href='{base}/"
            f"{story.section}'>{story.section}</a></div><h1 class='detail__title'>{story.title}</h1>"
            f"<div class='detail__author'>{story.author} - Kabar Uji</div><div class='detail__date'>{day}</div>"
            f"<div class='share'>{share}</div><figure><img src='{base}/img/utama.jpg' alt='{story.title}'>"
            f"<figcaption>{self.text(12).capitalize()} (Foto: {story.author})</figcaption></figure>"
            f"<div class='{box}'>{''.join(lines)}</div><div class='detail__tag'>{tags}</div>"
            f"<div class='share'>{share}</div></article>"
        )

    def _tags(self, story: Story) -> list[str]:
        return story.title.lower().split()[:4]

    def _menus(self) -> str:
        channels = "".join(
            f"<li class='nav__item'><a href='/{name}' class='nav__link' dtr-evt='navbar' dtr-act='{name}'>{name.title()}"
            "</a><ul class='nav__sub'>"
            + "".join(f"<li><a href='/{name}/{word}'>{word.title()}</a></li>" for word in self.words[20:26])
            + "</ul></li>"
            for name in SECTIONS
        )
        return (
            "<header class='header'><div class='header__top'><a class='logo' href='/'><img src='/logo.png' alt='Kabar Uji'>"
            f"</a><form action='/search'><input name='q' placeholder='Cari berita'></form></div>"
            f"<nav class='nav'><ul>{channels}</ul></nav></header>"
        )

    def _teasers(self, weight: float, tag: str, name: str, number: int) -> str:
        items = "".join(
            f"<{tag} class='list-content__item list-content__item--{place}'><div class='media media--left'>"
            f"<div class='media__image'><a href='/daerah/read/2026/11/23/{2_000_000 + place}/{title.lower().replace(' ', '-')}"
            f"' class='media__link' onclick=\"_pt(this, &quot;{name}&quot;, &quot;{place}&quot;)\"><span class='ratiobox "
            f"ratiobox--4-3 lqd'><img src='/img/{place}.jpg?w=300&amp;q=80' loading='lazy' alt='{title}'></span></a></div>"
            f"<div class='media__text'><h3 class='media__title'><a href='/daerah/read/2026/11/23/{2_000_000 + place}/"
            f"{title.lower().replace(' ', '-')}' class='media__link'>{title}</a></h3><div class='media__date'>"
            f"<span d-time='17{place}'>{place + 1} jam yang lalu</span></div></div></div></{tag}>"
            for place in range(round(weight * number))
            for title in [self.title()]
        )
        return (
            f"<section class='box box--{name.lower()}'><h2 class='box__title'>{name}</h2><div>{items}</div></section>"
        )

    def _footer(self) -> str:
        links = "".join(
            f"<li><a href='/{word}'>{word.title()}</a></li>"
            for word in ("redaksi", "kontak", "karier", "pedoman-media-siber", "kebijakan-privasi", "disclaimer", "rss")
        )
        return (
            f"<footer class='footer'><ul>{links}</ul><p>Copyright © 2026 Kabar Uji. Hak cipta dilindungi.</p></footer>"
        )

    def _style(self, number: int) -> str:
        return "".join(
            f".{word}-{place}{{display:flex;margin:{place}px auto;color:#{place:06x}}}"
            for place, word in enumerate(self.words[30 : 30 + number])
        )

    def _scripts(self, weight: float, number: int) -> str:
        return "\n".join(f"<script>{self._script()}</script>" for _ in range(round(weight * number)))

    def _script(self) -> str:
        """What looks like a script of an advertiser: 0.2 to 1.1 KB."""
        names = self.chance.choices(self.words[50:5_000], k=self.chance.randint(2, 12))
        return "(function(w,d){" + "".join(
            f'if(!w.{name}){{w.{name}=function(){{d.getElementById("{name}{len(name)}").push({{k:{n * 7919}}});}}}}'
            for n, name in enumerate(names)
        ) + "})(window,document);"  # fmt: skip


def _spaced(page: str) -> str:
    """A page with the line breaks, indentation and comments that templates leave in it."""
    page = page.replace("<section ", "\n\n<!-- bagian -->\n<section ").replace("<script>", "\n<!-- iklan -->\n<script>")
    for tag in ("<div", "<li", "<article", "<h3", "<meta", "<p>"):
        page = page.replace(tag, f"\n{' ' * 12}{tag}")
    return page


@dataclass(slots=True)
class Site:
    """What a server sends by host and path, packed and with its type; a feed of each host at `/rss.xml`."""

    answers: dict[tuple[str, str], tuple[bytes, str]] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    page_bytes: int = 0


def make_site(hosts: Sequence[str], port: int, pages: int) -> Site:
    """So many pages, spread over the hosts."""
    writer, site = Writer(), Site()
    items: dict[str, list[str]] = {host: [] for host in hosts}
    for number in range(pages):
        host = hosts[number % len(hosts)]
        base, story = f"http://{host}:{port}", writer.story(number)
        body = writer.page(story, base)
        site.page_bytes += len(body)
        site.answers[host, story.path] = gzip.compress(body, 6), "text/html; charset=utf-8"
        site.urls.append(base + story.path)
        items[host].append(
            f"<item><title>{story.title}</title><link>{base}{story.path}</link>"
            f"<pubDate>{format_datetime(story.published)}</pubDate></item>"
        )
    for host, listed in items.items():
        feed = f"<rss version='2.0'><channel><title>Uji</title>{''.join(listed)}</channel></rss>"
        site.answers[host, "/rss.xml"] = gzip.compress(feed.encode()), "application/rss+xml"
    return site


def serve(site: Site, hosts: Sequence[str], port: int) -> None:
    """Answer on all the hosts, addresses of the loopback, until killed."""
    servers = [http.server.ThreadingHTTPServer((host, port), _handler(site)) for host in hosts]
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


def _handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            body, kind = site.answers.get((host, self.path), (b"", ""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind or "text/plain")
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
