"""What stands in a box decides whether it belongs to the article, whatever the box is called."""

from __future__ import annotations

import pytest

from indexer.articles.article import Extraction
from indexer.extract import extract

TITLE = "Perahu Wisata Danau Kembali Beroperasi"
PROSE = [
    "Perahu wisata di danau itu kembali beroperasi setelah berhenti selama tiga bulan karena air surut.",
    "Pengelola memeriksa mesin dan jaket pelampung sebelum penumpang pertama naik pada hari Sabtu pagi.",
    "“Kami menunggu sampai permukaan air naik setengah meter,” kata Pak Wayan yang mengelola dermaga.",
    "Jumlah penumpang dibatasi dua belas orang untuk satu perahu, termasuk nakhoda dan pemandunya.",
    "Pemerintah desa berencana memperpanjang dermaga agar perahu yang lebih besar dapat bersandar.",
]
STORIES = [
    (
        "Pasar Ikan Pindah ke Tepi Sungai",
        "Pasar ikan yang lama pindah ke tepi sungai karena atapnya bocor sejak tahun lalu.",
    ),
    (
        "Jembatan Gantung Selesai Dicat",
        "Jembatan gantung di hulu selesai dicat warga setelah dua pekan bergotong royong.",
    ),
    (
        "Panen Jeruk Tertunda Hujan",
        "Panen jeruk di lereng utara tertunda karena hujan turun setiap sore sepanjang bulan.",
    ),
    ("Sekolah Baru Dibuka Senin", "Sekolah baru di dusun atas dibuka pada hari Senin dengan tiga guru dan satu kelas."),
]
STATES = ("has-ads", "comments-closed", "related-on", "social-on", "footer-fixed", "newsletter-off", "popup-trigger")


def extract_page(body: str) -> Extraction:
    html = f"<html><head><title>{TITLE} - Kabar Danau</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    return extract(html.encode(), url="https://kabar.example/danau/perahu")


def read(body: str) -> tuple[str, ...]:
    return extract_page(body).content.body


def paragraphs(texts: list[str], names: tuple[str, ...] = ("",)) -> str:
    return "".join(f"<p class='{names[n % len(names)]}'>{text}</p>" for n, text in enumerate(texts))


@pytest.mark.parametrize("state", STATES)
def test_names_that_speak_of_states_take_nothing(state: str) -> None:
    body = f"<div class='{state}'><div class='isi {state}'>{paragraphs(PROSE, (state,))}</div></div>"
    assert read(body) == tuple(PROSE)


def test_paragraphs_of_many_names_are_paragraphs() -> None:
    assert read(f"<div class='isi'>{paragraphs(PROSE, STATES)}</div>") == tuple(PROSE)


def test_a_short_line_between_them_shares_their_name() -> None:
    lines = [*PROSE[:3], "“Alhamdulillah,”", *PROSE[3:]]
    assert read(f"<div class='isi'>{paragraphs(lines, ('tags-on',))}</div>") == tuple(lines)


def test_the_box_of_the_comments_is_believed_below_an_article() -> None:
    comments = f"<div class='comments-list'>{paragraphs([text + ' Setuju.' for text in PROSE * 2])}</div>"
    assert read(f"<div class='isi'>{paragraphs(PROSE[:4])}</div>{comments}") == tuple(PROSE[:4])


@pytest.mark.parametrize(
    "story",
    [
        "<div class='t1'><h3 class='t2'><a href='/{n}'>{title}</a></h3><p>{lead}</p></div>",
        "<div class='t1'><div class='t2'><a href='/{n}'>{title}</a></div><p>{lead}</p></div>",
        "<div class='t1'><a href='/{n}'><img src='/i.jpg'><h3>{title}</h3><p>{lead}</p></a></div>",
        "<h4><a href='/{n}'>{title}</a></h4><p>{lead}</p>",
    ],
)
def test_the_next_stories_in_the_articles_own_box_stay_out(story: str) -> None:
    stories = "".join(story.format(n=n, title=title, lead=lead) for n, (title, lead) in enumerate(STORIES))
    assert read(f"<div class='isi'>{paragraphs(PROSE)}{stories}</div>") == tuple(PROSE)


def test_linked_headlines_between_paragraphs_take_none_of_these() -> None:
    lines = "".join(
        f"<p>{text}</p><p><b><a href='/{n}'>{title}</a></b></p>"
        for n, (text, (title, _)) in enumerate(zip(PROSE, STORIES, strict=False))
    )
    assert read(f"<div class='isi'>{lines}<p>{PROSE[4]}</p></div>") == tuple(PROSE)


def test_comments_in_boxes_without_a_telling_name_stay_out() -> None:
    entries = "".join(
        f"<div class='c1'><div>Budi {n}</div><div>{n + 1} jam lalu</div><div>{text} Saya setuju.</div>"
        "<a href='#'>Balas</a></div>"
        for n, text in enumerate(PROSE)
    )
    assert read(f"<div class='isi'>{paragraphs(PROSE[:4])}<div>{entries}</div></div>") == tuple(PROSE[:4])


def test_an_embedded_post_is_known_by_its_sender() -> None:
    sender = "— Kabar Danau (@kabardanau) <a href='/1'>2 Maret 2024</a>"
    post = f"<blockquote class='x1'><p>{PROSE[4]}</p>{sender}</blockquote>"
    assert read(f"<div class='isi'>{paragraphs(PROSE[:2])}{post}{paragraphs(PROSE[2:4])}</div>") == tuple(PROSE[:4])


def test_the_next_whole_story_in_a_box_of_the_same_kind_stays_out() -> None:
    other = (
        f"<div class='isi'><h2><a href='/2'>{STORIES[0][0]}</a></h2>{paragraphs([t + ' Lagi.' for t in PROSE])}</div>"
    )
    assert read(f"<div class='isi'>{paragraphs(PROSE)}</div>{other}") == tuple(PROSE)


def test_sections_of_other_names_that_are_all_prose_belong_to_it() -> None:
    parts = [[f"{text} Itu bagian ke-{n} dari laporan panjang ini." for text in PROSE] for n in range(3)]
    body = "".join(f"<div class='h{name}'>{paragraphs(part)}</div>" for name, part in zip("xyz", parts, strict=True))
    assert read(f"<div class='b1'>{body}</div>") == tuple(text for part in parts for text in part)


def test_paragraphs_each_in_several_boxes_lose_to_no_glossary() -> None:
    terms = "".join(f"<div class='tab'>{paragraphs([f'Istilah {n}: {text}' for text in MORE])}</div>" for n in range(5))
    boxes = "".join(f"<div class='w0'><div class='w1'><p>{text}</p></div></div>" for text in PROSE)
    assert read(f"<div class='isi'>{boxes}</div><div class='glosarium'>{terms}</div>") == tuple(PROSE)


MORE = [
    "Agen penjual adalah perusahaan yang ditunjuk untuk menjual saham baru kepada masyarakat umum di bursa.",
    "Akuisisi adalah penggabungan badan usaha dengan cara menguasai sebagian besar saham badan usaha lain.",
    "Agio adalah nilai yang dimasukkan ke dalam modal yang berasal dari selisih harga jual dan harga nominal.",
]


def test_a_whole_story_below_is_none_of_the_articles() -> None:
    own = f"<div class='isi'>{paragraphs(PROSE)}</div>"
    for tag in ("h1", "h2"):
        date = "<div>Rina Marlina - Selasa, 3 Maret 2026 08:15 WIB</div>"
        story = paragraphs([f"{text} Begitu pula di danau sebelah." for text in PROSE * 2])
        below = f"<div><{tag}>Danau Sebelah Ikut Membuka Dermaga</{tag}>{date}<div class='isi'>{story}</div></div>"
        found = extract_page(own + below)
        assert found.content.body == tuple(PROSE)
        assert found.content.authors == ()


def test_a_sub_heading_with_a_day_behind_it_is_the_storys() -> None:
    more = "<h2>Jadwal Perahu Akhir Pekan</h2><p>Sabtu, 7 Maret 2026</p><h2>Jadwal Hari Biasa</h2><p>Senin-Jumat</p>"
    assert "Jadwal Perahu Akhir Pekan" in read(f"<div>{paragraphs(PROSE)}{more}{paragraphs([PROSE[0] + ' Ya.'])}</div>")


@pytest.mark.parametrize(
    "label", ["Komentar", "12 Komentar", "Tentang Penulis", "Komentari Artikel Ini", "Berita Lainnya", "Leave a Reply"]
)
def test_the_label_of_another_section_ends_the_article(label: str) -> None:
    below = (
        "<p>Rina Marlina menulis tentang danau dan sungai sejak lulus dari sekolah pelayaran.</p><span>Muat lagi</span>"
    )
    body = f"<div class='isi'>{paragraphs(PROSE)}<div class='x1'><h4>{label}</h4>{below}</div></div>"
    assert read(body) == tuple(PROSE)


def test_sentences_beside_those_above_go_on_behind_such_a_label() -> None:
    body = (
        f"<div class='isi'>{paragraphs(PROSE)}<h3>Komentar</h3>{paragraphs([PROSE[0] + ' Begitu kata warga.'])}</div>"
    )
    assert read(body) == (*PROSE, f"{PROSE[0]} Begitu kata warga.")
    each = [f"<section><p>{text}</p></section>" for text in PROSE]
    assert read(f"<div>{''.join(each[:3])}<p>Berita Rekomendasi</p>{''.join(each[3:])}</div>") == tuple(PROSE)


def test_a_pull_quote_is_no_second_paragraph_whatever_it_stands_in() -> None:
    quote = "Kami menunggu sampai permukaan air naik setengah meter,"
    for box in ("blockquote", "aside", "div"):
        pulled = f"<{box} class='x9'><p>“{quote}”</p></{box}>"
        assert read(f"<div>{paragraphs(PROSE[:2])}{pulled}{paragraphs(PROSE[2:])}</div>") == tuple(PROSE)


def test_a_glossary_of_many_parts_beside_the_article_is_none_of_it() -> None:
    terms = "".join(
        f"<div class='istilah'><b>Istilah {n}</b><br>Istilah ini berarti perahu, danau, atau wisata yang kembali "
        f"beroperasi menurut kamus pelayaran edisi {n}, dengan arti lain di hulu dan di hilir.</div>"
        for n in range(14)
    )
    assert read(f"<div class='isi'>{paragraphs(PROSE)}</div><div class='kamus'>{terms}</div>") == tuple(PROSE)


@pytest.mark.parametrize("state", STATES)
def test_a_section_that_alone_has_a_state_for_a_name_belongs_to_the_others(state: str) -> None:
    more = [f"{text} Demikian pula di dermaga sebelah." for text in PROSE]
    sections = f"<div class='isi'>{paragraphs(PROSE)}</div><div class='isi {state}'>{paragraphs(more)}</div>"
    assert read(f"<div class='halaman'>{sections}</div>") == (*PROSE, *more)


def test_lines_of_a_paragraph_with_such_a_name_stay() -> None:
    lines = f"<p class='related-on'>- {PROSE[0]}<br>- {PROSE[1]}</p>"
    body = read(f"<div class='isi'>{paragraphs(PROSE[2:], ('related-on',))}{lines}</div>")
    assert body == (*PROSE[2:], f"- {PROSE[0]}", f"- {PROSE[1]}")


PROMOS = [
    "Baca Juga: Dermaga Danau Diperpanjang Tahun Depan",
    "Baca juga Perahu Nelayan Dilarang Melintas Malam Hari",
    "Baca: Air Danau Surut, Perahu Wisata Kandas",
]
SHORT = [
    "Perahu wisata di danau itu berhenti beroperasi karena air surut.",
    "Dermaga baru akan dibangun lebih ke tengah agar perahu dapat bersandar.",
    "Nelayan diminta tidak melintas sampai perahu ditarik ke tepi.",
    "Air danau diperkirakan naik lagi pada bulan depan.",
]


def test_promos_before_paragraphs_that_tell_of_them_are_no_teasers() -> None:
    """A promo is about the same thing as the article: the paragraph behind it shares its words."""
    links = [f"<p><b><a href='/baca'>{promo}</a></b></p>" for promo in PROMOS]
    body = "".join(f"{link}<p>{one}</p>" for link, one in zip(["", *links], SHORT, strict=True))
    assert read(f"<div class='isi'>{body}</div>") == tuple(SHORT)


def test_a_short_article_with_three_promos_is_no_list_of_teasers() -> None:
    caption = "Perahu wisata yang kandas di tepi danau karena air surut menurut laporan pengelola dermaga pada Sabtu"
    promos = "".join(f"<p class='baca'><b><a href='/baca'>{promo}</a></b></p>" for promo in PROMOS)
    body = f"<div class='foto'><img src='a.jpg'><div class='ket'>{caption}</div></div>"
    body += f"<div class='isi'>{paragraphs(SHORT[:2])}{promos}{paragraphs(SHORT[2:])}</div>"
    assert read(body) == tuple(SHORT)
