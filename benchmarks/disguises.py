"""Pages in the markup of sites that nobody has seen: their text stays, so their truth does."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement, document_fromstring, fragment_fromstring

STATES = ("has-ads", "comments-closed", "related-on", "social-on", "footer-fixed", "newsletter-off", "popup-trigger")
"""Names that speak of states of a page, as themes give them to the boxes of an article."""


def renamed(page: HtmlElement, draw: random.Random) -> None:
    """Classes and ids as a bundler names them."""
    salt = str(draw.random())
    for element in page.iter(etree.Element):
        for key in ("class", "id"):
            words = element.get(key, "").split()
            if words:
                element.set(key, " ".join("s" + hashlib.sha1((salt + one).encode()).hexdigest()[:7] for one in words))


def states(page: HtmlElement, draw: random.Random) -> None:
    """Names of states on every long paragraph and the box around it."""
    shared = draw.choice(STATES)
    for element in list(page.iter("p")):
        if len(element.text_content()) >= 80:
            for one in (element, element.getparent()):
                if one is not None:
                    one.set("class", f"{one.get('class', '')} {shared if draw.random() < 0.7 else draw.choice(STATES)}")


def scattered(page: HtmlElement, draw: random.Random) -> None:
    """Each paragraph in boxes of its own, some with an advertisement behind."""
    for element in list(page.iter("p")):
        parent = element.getparent()
        if parent is not None:
            outer = etree.Element("div", {"class": "w0"})
            outer.tail, element.tail = element.tail, None
            parent.replace(element, outer)
            etree.SubElement(outer, "div", {"class": "w1"}).append(element)
            if draw.random() < 0.3:
                etree.SubElement(outer, "ins", {"class": "adsbygoogle"})


INSERTED = (
    "<div class='{0}'>Bagikan: <a href='#'>Facebook</a> <a href='#'>WhatsApp</a> <a href='#'>Salin Tautan</a></div>",
    "<div class='{0}'>ADVERTISEMENT<br>Gulir untuk melanjutkan membaca</div>",
    "<div class='{0}'><img src='/a.jpg'><div class='{1}'>Suasana pasar pagi di tepi sungai, pekan lalu.</div></div>",
    "<p>Baca juga: <a href='/b/1'>Pasar Malam Kembali Dibuka di Alun-Alun Kota</a></p>",
    "<div class='{0}'><p>Sudah berlangganan? <a href='/masuk'>Masuk</a></p></div>",
    "<p>Ikuti berita terbaru kami di <a href='#'>Google News</a> dan <a href='#'>WhatsApp Channel</a>.</p>",
)
"""What sites put between the paragraphs; the classes are drawn."""

BELOW = (
    "<div class='{0}'><h4>Tentang Penulis</h4><p>Penulis ini meliput ekonomi sejak dua belas tahun lalu.</p></div>",
    "<div class='{0}'><h3>Komentar</h3><div class='{1}'><b>Anak Desa</b><p>Semoga lekas terlaksana.</p></div></div>",
)
"""What sites put below an article."""

NEXT = (
    "<div class='{0}'><h1>Jembatan Gantung di Hulu Selesai Dicat Warga</h1><div>Selasa, 3 Maret 2026 08:15 WIB</div>"
    + "<p>Jembatan gantung di hulu sungai itu selesai dicat setelah warga bergotong royong selama dua pekan penuh.</p>"
    * 6
    + "</div>"
)
"""A whole story below, as pages that load the next one have it."""


def _paragraphs(page: HtmlElement) -> list[HtmlElement]:
    return [element for element in page.iter("p") if len(element.text_content()) >= 80]


def _put_behind(element: HtmlElement, form: str, draw: random.Random) -> None:
    made = fragment_fromstring(form.format(f"k{draw.randrange(10**6)}", f"k{draw.randrange(10**6)}"))
    element.addnext(made)
    made.tail, element.tail = element.tail, None


def inserted(page: HtmlElement, draw: random.Random) -> None:
    """Furniture of the page between the paragraphs, in boxes whose names mean nothing."""
    found = _paragraphs(page)
    for element in draw.sample(found, min(3, len(found))):
        _put_behind(element, draw.choice(INSERTED), draw)


def below(page: HtmlElement, draw: random.Random) -> None:
    """A box on the writer or comments below the last paragraph."""
    for element in _paragraphs(page)[-1:]:
        _put_behind(element, draw.choice(BELOW), draw)


def next_story(page: HtmlElement, draw: random.Random) -> None:
    """Another whole story at the end of the page."""
    page.find("body").append(fragment_fromstring(NEXT.format(f"k{draw.randrange(10**6)}")))


def broken_lines(page: HtmlElement, draw: random.Random) -> None:
    """Paragraphs parted by line breaks alone."""
    for element in list(page.iter("p")):
        if element.getparent() is not None:
            element.insert(0, etree.Element("br"))
            element[0].tail, element.text = element.text, None
            element.append(etree.Element("br"))
            element.drop_tag()


def bare(page: HtmlElement, draw: random.Random) -> None:
    """No metadata but the title."""
    for element in list(page.iter("meta", "script")):
        if element.get("charset") is None and "http-equiv" not in element.attrib:
            element.drop_tree()


DISGUISES: dict[str, Callable[[HtmlElement, random.Random], None]] = {
    "renamed": renamed,
    "states": states,
    "scattered": scattered,
    "inserted": inserted,
    "below": below,
    "next-story": next_story,
    "broken-lines": broken_lines,
    "bare": bare,
}


def disguise(html: bytes, name: str, seed: str) -> bytes:
    """A page in a disguise; another seed draws other names and places."""
    page = document_fromstring(html)
    DISGUISES[name](page, random.Random(seed))
    made: bytes = etree.tostring(page, method="html", encoding="utf-8")
    return b"<!DOCTYPE html>\n" + made
