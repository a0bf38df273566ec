"""Live blogs, photo stories, pages of an article behind buttons, and articles that a script holds are read whole."""

from __future__ import annotations

import json

import pytest

from config.outcomes import Outcome
from indexer.articles.article import Extraction
from indexer.extract import extract

TITLE = "Banjir di Kampung Tua, Warga Mengungsi ke Balai Desa"
NEWS = [
    "Air di kampung tua mulai surut tiga puluh sentimeter dan sebagian warga menengok rumahnya.",
    "Dapur umum kedua dibuka di gedung serbaguna untuk melayani empat ratus pengungsi dari hulu.",
    "Bupati tiba di posko dan berjanji mempercepat pembangunan tanggul darurat di tiga titik.",
    "Jalan ke kecamatan sebelah ditutup karena tertimbun lumpur setinggi setengah meter sejak subuh.",
]
MORE = "Petugas meminta warga tetap waspada sampai hujan di hulu benar-benar berhenti malam nanti."


def read(body: str, head: str = "") -> Extraction:
    head = f"<title>{TITLE}</title><meta property='og:type' content='article'>{head}"
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return extract(html.encode(), url="https://kabar.example/baca/banjir")


@pytest.mark.parametrize("tag", ["article", "div", "li", "section"])
def test_the_entries_of_a_live_blog_are_one_article(tag: str) -> None:
    entries = [
        f"<{tag} class='entri'><h3>1{n}.45 WIB</h3><p>{text}</p><p>{MORE} ({n})</p></{tag}>"
        for n, text in enumerate(NEWS)
    ]
    body = read(f"<h1>{TITLE}</h1><section>{''.join(entries)}</section>").content.body
    assert set(NEWS) <= set(body)


def test_entries_below_an_opening_belong_to_it() -> None:
    entries = "".join(
        f"<article><span>1{n}:45</span><h3>Kabar ke-{n}</h3><p>{text}</p></article>" for n, text in enumerate(NEWS)
    )
    opening = "".join(f"<p>{MORE} Begitu kata petugas ke-{n} yang berjaga di posko.</p>" for n in range(5))
    body = read(f"<h1>{TITLE}</h1><div class='awal'>{opening}</div><div class='entri'>{entries}</div>").content.body
    assert set(NEWS) <= set(body)
    assert len(body) > len(NEWS) + 4


def test_other_stories_in_boxes_of_that_tag_stay_out() -> None:
    own = f"<article><p>{NEWS[0]}</p><p>{MORE}</p><p>{NEWS[1]}</p></article>"
    others = "".join(
        f"<article><h3><a href='/{n}'>Kabar Lain dari Hulu ke-{n}</a></h3><i>10:1{n} WIB</i><p>{text}</p></article>"
        for n, text in enumerate(NEWS[2:] * 2)
    )
    assert read(f"<h1>{TITLE}</h1>{own}{others}").content.body == (NEWS[0], MORE, NEWS[1])


def test_the_captions_of_a_photo_story_are_its_text() -> None:
    pictures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{text} (Foto: Kabar/Rina Marlina)</figcaption></figure>"
        for n, text in enumerate(NEWS)
    )
    found = read(f"<h1>{TITLE}</h1><div>Senin, 2 Maret 2026 10:15 WIB</div><div>{pictures}</div>")
    assert (found.outcome, found.content.body) == (Outcome.OK, tuple(NEWS))


def test_captions_in_boxes_of_that_name_are_a_photo_story_with_its_opening() -> None:
    opening = "Ratusan warga kampung tua membersihkan rumah setelah air surut."
    slides = "".join(
        f"<div class='geser'><i>{n}/3</i><img src='/{n}.jpg'><div class='caption'><p>{text[:70]}</p></div></div>"
        for n, text in enumerate(NEWS[:3])
    )
    body = f"<h1>{TITLE}</h1><div>Rina Marlina</div><p>{opening}</p>{slides}"
    head = f"<title>{TITLE}</title><meta property='og:type' content='article'>"
    page = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    found = extract(page, url="https://kabar.example/foto/banjir-kampung")
    assert found.content.body == (opening, *(text[:70] for text in NEWS[:3]))
    assert found.outcome is Outcome.OK


def test_pages_of_an_article_that_wait_behind_a_button_are_read() -> None:
    pages = f"<div class='hal'><p>{NEWS[0]}</p><p>{NEWS[1]}</p></div>" + "".join(
        f"<div class='hal' style='display:none'><p>{text}</p><p>{MORE} ({n})</p></div>"
        for n, text in enumerate(NEWS[2:])
    )
    body = read(f"<h1>{TITLE}</h1><div>{pages}</div>").content.body
    assert set(NEWS) <= set(body)


def test_a_hidden_paragraph_among_the_others_is_not_read() -> None:
    hidden = "<p hidden>Salinan ini belum diperiksa redaksi dan jangan ditayangkan sebelum disetujui.</p>"
    row = "".join(f"<p>{text}</p>" for text in NEWS[:3]) + hidden + f"<p>{NEWS[3]}</p>"
    assert read(f"<h1>{TITLE}</h1><div>{row}</div>").content.body == tuple(NEWS)


def test_an_article_that_only_a_script_holds_is_one() -> None:
    text = "".join(f"<p>{one}</p>" for one in ["Banjir melanda kampung tua dan warga mengungsi ke balai desa.", *NEWS])
    data = json.dumps({"props": {"pageProps": {"artikel": {"judul": TITLE, "isi": text}}}})
    found = read(f"<div id='app'>Memuat</div><script type='application/json'>{data}</script>")
    assert found.outcome is Outcome.OK
    assert set(NEWS) <= set(found.content.body)


def test_signs_that_are_escaped_twice_are_themselves() -> None:
    row = "".join(f"<p>{text}</p>" for text in NEWS)
    twice = "<p>Harga beras Rp&amp;nbsp;12.000, kata &amp;ldquo;Mbok&amp;rdquo; Sri, &amp;lt;b&amp;gt;.</p>"
    body = read(f"<h1>{TITLE}</h1><div>{row}{twice}</div>").content.body
    assert body[-1] == "Harga beras Rp 12.000, kata “Mbok” Sri, &lt;b&gt;."
