"""What holds for every page: an outcome, no text that the page does not show, no markup, nothing more to take out."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from config.outcomes import Outcome
from indexer.extract import extract
from indexer.extract.page.decode import decode
from indexer.extract.page.dom import parse

TITLE = "Jembatan Gantung Desa Dibuka Kembali"
SENTENCES = st.sampled_from(
    [
        "Warga menyeberang lagi di atas jembatan gantung itu sejak Senin pagi setelah dua bulan memutar jalan.",
        "“Anak-anak tidak perlu naik rakit lagi,” kata Bu Ratna, guru sekolah dasar di seberang sungai.",
        "Baca juga pengumuman di balai desa, pesan kepala dusun kepada para pengendara sepeda motor.",
        "Tukang kayu bekerja siang malam agar papan yang lapuk dapat diganti sebelum musim hujan tiba.",
        "Bupati berjanji menambah lampu di kedua ujung jembatan (dua di tiap ujung) tahun depan.",
    ]
)
NOISE = st.sampled_from(
    [
        "<p>Baca juga:</p><p>Kapal layar tua ditemukan nelayan</p>",
        "<div class='baca-juga'><a href='/1'>Menara jam kota berhenti</a></div>",
        "<p>ADVERTISEMENT</p>",
        "<figure><img src='a.jpg'><figcaption>Jembatan di pagi hari</figcaption></figure>",
        "<ul><li><a href='/2'>Pasar malam dibuka</a></li><li><a href='/3'>Sawah tua digarap lagi</a></li></ul>",
        "<script>var judul = '<p>teks</p>';</script><style>p { color: red }</style><!-- <p>catatan</p> -->",
    ]
)
BLOCKS = st.one_of(
    SENTENCES.map(lambda sentence: f"<p>{sentence}</p>"),
    SENTENCES.map(lambda sentence: f"{sentence}<br><br>"),
    SENTENCES.map(lambda sentence: f"<div><span>{sentence}</span></div>"),
    NOISE,
)


def page(blocks: list[str]) -> bytes:
    body = "".join(blocks)
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{body}</div></body></html>".encode()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(st.one_of(st.binary(max_size=2000), st.text(max_size=2000).map(str.encode)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_an_outcome(body: bytes) -> None:
    found = extract(body, url=None)
    assert found.outcome in Outcome
    assert (found.outcome is Outcome.UNREADABLE) == (decode(body) is None or parse(decode(body) or "") is None)


@given(
    st.lists(BLOCKS, max_size=8),
    st.lists(st.tuples(st.integers(0, 1500), st.binary(max_size=12)), min_size=1, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_a_broken_page_gives_an_outcome(blocks: list[str], breaks: list[tuple[int, bytes]]) -> None:
    broken = page(blocks)
    for place, junk in breaks:
        broken = broken[:place] + junk + broken[place:]
    assert extract(broken, url="https://kabar.example/jembatan").outcome in Outcome


@given(st.lists(BLOCKS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_the_body_is_part_of_what_the_page_shows(blocks: list[str]) -> None:
    html = page(blocks)
    found = extract(html, url=None)
    tree = parse(html.decode())
    assert tree is not None
    shown = words(" ".join(tree.itertext()))
    assert not words(" ".join(found.content.body)) - shown
    assert not any(re.search(r"<\w|var judul|color: red|catatan", text) for text in found.content.body)


@given(st.lists(BLOCKS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_nothing_more_is_taken_out_of_a_clean_article(blocks: list[str]) -> None:
    first = extract(page(blocks), url=None).content.body
    assert extract(page([f"<p>{escape(text)}</p>" for text in first]), url=None).content.body == first


@given(st.lists(SENTENCES, min_size=2, max_size=8), st.data())
@settings(max_examples=100, deadline=None)
def test_no_sentence_is_lost_to_the_noise_around_it(sentences: list[str], data: st.DataObject) -> None:
    blocks = [part for text in sentences for part in (f"<p>{text}</p>", data.draw(st.one_of(st.just(""), NOISE)))]
    assert extract(page(blocks), url=None).content.body == tuple(sentences)
