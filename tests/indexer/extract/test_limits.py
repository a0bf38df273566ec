"""The numbers that decide what of a page is the article: one less, the number itself, one more."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from config.catalogue import Publisher, Rules
from config.outcomes import Outcome
from indexer.extract import extract
from indexer.extract.body.article_body import MIN_BY_RULE
from indexer.extract.body.line_filter import MAX_HEADLINES, MAX_NOISE_LENGTH, Line, filter_lines
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.metadata.section_and_tags import MAX_TAGS, read_section
from indexer.extract.page.classify import MIN_LETTERS, MIN_LETTERS_IN_SEVERAL, MIN_TEASER_LETTERS, classify
from indexer.extract.page.document import Body, ParsedPage
from indexer.extract.page.dom import parse, read_runs

MakePage = Callable[..., ParsedPage]
TITLE = "Penggilingan Padi Tua Dijadikan Museum"
PROSE = (
    "Penggilingan padi yang berhenti sejak dua puluh tahun itu kini menyimpan alat tani dari tiga kecamatan.",
    "Seorang bekas mandor memandu pengunjung setiap Sabtu dan menyalakan mesinnya sekali pada siang hari.",
    "Anak sekolah boleh mencoba lesung dan nyiru, lalu membawa pulang segenggam beras merah.",
)
BEFORE, AFTER = PROSE[:2]


def kept(*lines: str) -> tuple[str, ...]:
    tree = parse("<div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>")
    return filter_lines([Line(run) for run in read_runs(tree)]).kept


def text(letters: int, ending: str = ".") -> str:
    """So many letters of prose."""
    sentence = "".join(islice(cycle("padi digiling di desa "), letters - len(ending))).rstrip()
    return sentence.ljust(letters - len(ending), "a") + ending


@pytest.mark.parametrize(("length", "stays"), [(MAX_NOISE_LENGTH, False), (MAX_NOISE_LENGTH + 1, True)])
def test_a_long_line_with_a_credit_is_no_caption(length: int, stays: bool) -> None:
    credit = " (Foto: Ratna Dewi)"
    line = text(length - len(credit), "") + credit
    assert (line in kept(BEFORE, line, AFTER)) is stays


@pytest.mark.parametrize("number", [1, MAX_HEADLINES - 1, MAX_HEADLINES, MAX_HEADLINES + 1])
def test_a_label_takes_so_many_headlines_with_it(number: int) -> None:
    headlines = [f"Kapal layar tua nomor {n} ditemukan nelayan" for n in range(number)]
    assert kept(BEFORE, "Baca juga:", *headlines, AFTER) == (BEFORE, *headlines[MAX_HEADLINES:], AFTER)


@pytest.mark.parametrize(("words", "goes"), [(2, False), (3, True), (20, True), (21, False)])
def test_what_follows_a_label_is_a_headline_by_its_words(words: int, goes: bool) -> None:
    line = " ".join(f"kata{n}" for n in range(words))
    assert (line not in kept(BEFORE, "Baca juga:", line, AFTER)) is goes


@pytest.mark.parametrize(("tag", "stays"), [("h2", True), ("p", False)])
def test_a_heading_right_below_a_picture_is_no_caption(tag: str, stays: bool) -> None:
    below = f"<{tag}><img src='/1.jpg'>Mesin giling dari zaman lama</{tag}>"
    runs = read_runs(parse(f"<div><p>{BEFORE}</p>{below}<p>{AFTER}</p></div>"))
    assert ("Mesin giling dari zaman lama" in filter_lines([Line(run) for run in runs]).kept) is stays


@pytest.mark.parametrize(("words", "goes"), [(7, True), (8, True), (9, False)])
def test_a_few_words_above_a_list_of_links_are_its_label(words: int, goes: bool) -> None:
    label = " ".join(f"kata{n}" for n in range(words))
    links = [f"<a href='/{n}'>Kabar nomor {n} dari desa</a>" for n in range(2)]
    assert (label not in kept(BEFORE, label, *links, AFTER)) is goes


@pytest.mark.parametrize(("words", "stays"), [(11, False), (12, True), (13, True)])
def test_a_sentence_of_some_words_behind_the_label_of_a_caption_stays(words: int, stays: bool) -> None:
    line = "Foto: " + " ".join(["padi"] * (words - 1)) + "."
    assert (line in kept(BEFORE, line, AFTER)) is stays


@pytest.mark.parametrize(("length", "stays"), [(29, False), (30, True), (31, True)])
def test_a_sentence_behind_a_label_and_its_link_stays(length: int, stays: bool) -> None:
    line = f"Baca juga: <a href='/1'>Pasar malam di lapangan dekat balai desa dibuka</a>{text(length)}"
    assert any(text(length) in one for one in kept(BEFORE, line, AFTER)) is stays


@pytest.mark.parametrize(("above", "goes"), [(2, True), (3, True), (4, False)])
def test_what_stands_above_the_dateline_goes_where_that_comes_early(above: int, goes: bool) -> None:
    decks = [f"Alat tani nomor {n} dipamerkan di museum padi" for n in range(above)]
    first = f"KUPANG, KABAR.com - {PROSE[0]}"
    assert kept(*decks, first, AFTER) == ((first, AFTER) if goes else (*decks, first, AFTER))


@pytest.mark.parametrize(("letters", "goes"), [(399, True), (400, True), (401, False)])
def test_much_text_above_a_dateline_stays(letters: int, goes: bool) -> None:
    first = f"KUPANG, KABAR.com - {PROSE[0]}"
    assert kept(text(letters), first, AFTER) == ((first, AFTER) if goes else (text(letters), first, AFTER))


@pytest.mark.parametrize(("length", "is_cut"), [(159, False), (160, True), (161, True)])
def test_a_long_line_said_twice_is_said_once(length: int, is_cut: bool) -> None:
    """A short one may be a refrain."""
    line = text(length)
    assert kept(BEFORE, line, AFTER, line, BEFORE).count(line) == (1 if is_cut else 2)


@pytest.mark.parametrize(
    ("letters", "origin"), [(MIN_BY_RULE - 1, "generic"), (MIN_BY_RULE, "css:.b"), (MIN_BY_RULE + 1, "css:.b")]
)
def test_a_rule_is_believed_where_it_finds_some_text(letters: int, origin: str) -> None:
    prose = "".join(f"<p>{line}</p>" for line in PROSE)
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><div>{prose}</div><div class=b><p>{text(letters)}</p></div>"
    rules = Publisher("padi", "Kabar Padi", ("padi.example",), rules=(Rules({"body": ("css:.b",)}),))
    assert extract(html.encode(), url=None, publisher=rules).origins["body"] == origin


@pytest.mark.parametrize("number", [MAX_TAGS - 1, MAX_TAGS, MAX_TAGS + 1])
def test_an_article_has_so_many_tags(make_page: MakePage, number: int) -> None:
    tags = [f"tanda {n}" for n in range(number)]
    head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "keywords": tags})}</script>'
    found = read_metadata(make_page(f"<h1>{TITLE}</h1>", head)).content.tags
    assert found == tuple(tags[:MAX_TAGS])


@pytest.mark.parametrize(("number", "found"), [(14, 14), (15, 15), (16, 0)])
def test_a_longer_list_of_tag_links_is_a_cloud_of_the_site(make_page: MakePage, number: int, found: int) -> None:
    links = "".join(f'<li><a href="/tag/tanda-{n}">tanda {n}</a></li>' for n in range(number))
    assert len(read_metadata(make_page(f"<h1>{TITLE}</h1><ul>{links}</ul>")).content.tags) == found


@pytest.mark.parametrize(("length", "is_one"), [(1, False), (2, True), (59, True), (60, True), (61, False)])
def test_a_section_has_a_name_of_some_length(make_page: MakePage, length: int, is_one: bool) -> None:
    name = "Padi " * 12 + "ok"
    name = ("x" if length == 1 else name[: length - 1] + "k") if length < 62 else name
    head = f'<meta property="article:section" content="{name}">'
    assert read_section(make_page("", head, url=None), TITLE)[0] == (name if is_one else "")


def outcome(page: ParsedPage, *lengths: int, link_share: float = 0.0) -> Outcome:
    body = Body(tuple(text(length) for length in lengths), link_share=link_share)
    return classify(page, read_metadata(page), body)


SHOWN = f"<h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p><p>{PROSE[0]}</p>"
SAYS = '<meta property="og:type" content="article">'
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'


@pytest.mark.parametrize(
    ("lengths", "is_enough"),
    [
        ((MIN_LETTERS - 1,), False),
        ((MIN_LETTERS,), True),
        ((MIN_LETTERS + 1,), True),
        ((MIN_LETTERS_IN_SEVERAL - 51, 50), False),
        ((MIN_LETTERS_IN_SEVERAL - 50, 50), True),
        ((MIN_LETTERS_IN_SEVERAL - 49, 50), True),
        ((MIN_LETTERS_IN_SEVERAL,), False),
    ],
)
def test_one_paragraph_must_say_more_than_several(
    make_page: MakePage, lengths: tuple[int, ...], is_enough: bool
) -> None:
    assert outcome(make_page(SHOWN, SAYS), *lengths) is (Outcome.OK if is_enough else Outcome.TOO_SHORT)


@pytest.mark.parametrize(
    ("length", "is_enough"),
    [(MIN_TEASER_LETTERS - 1, False), (MIN_TEASER_LETTERS, True), (MIN_TEASER_LETTERS + 1, True)],
)
def test_a_teaser_must_say_something(make_page: MakePage, length: int, is_enough: bool) -> None:
    assert outcome(make_page(SHOWN, PAID), length) is (Outcome.OK if is_enough else Outcome.TOO_SHORT)


@pytest.mark.parametrize(("length", "is_enough"), [(2 * MIN_LETTERS - 1, False), (2 * MIN_LETTERS, True)])
def test_among_many_links_an_article_must_say_twice_as_much(make_page: MakePage, length: int, is_enough: bool) -> None:
    page = make_page(SHOWN, SAYS)
    assert outcome(page, length, link_share=0.51) is (Outcome.OK if is_enough else Outcome.TOO_SHORT)
    assert outcome(page, length, link_share=0.5) is Outcome.OK


@pytest.mark.parametrize(("lengths", "is_enough"), [((MIN_LETTERS - 51, 50), False), ((MIN_LETTERS - 50, 50), True)])
def test_beside_pictures_an_article_must_say_enough(
    make_page: MakePage, lengths: tuple[int, ...], is_enough: bool
) -> None:
    page = make_page(SHOWN, SAYS, url="https://www.kabarcontoh.id/foto/museum-padi")
    assert outcome(page, *lengths) is (Outcome.OK if is_enough else Outcome.TOO_SHORT)


@pytest.mark.parametrize(
    ("lengths", "link_share", "expected"),
    [
        ((3 * MIN_LETTERS - 200, 100, 100), 0.09, Outcome.OK),
        ((3 * MIN_LETTERS - 201, 100, 100), 0.09, Outcome.NOT_ARTICLE),
        ((3 * MIN_LETTERS - 200, 100, 50, 50), 0.09, Outcome.OK),
        ((3 * MIN_LETTERS - 100, 100), 0.09, Outcome.NOT_ARTICLE),
        ((3 * MIN_LETTERS - 200, 100, 100), 0.1, Outcome.NOT_ARTICLE),
    ],
)
def test_a_page_with_a_headline_alone_must_read_like_an_article(
    make_page: MakePage, lengths: tuple[int, ...], link_share: float, expected: Outcome
) -> None:
    page = make_page(f"<h1>{TITLE}</h1><p>{PROSE[0]}</p>", url=None)
    assert outcome(page, *lengths, link_share=link_share) is expected


@pytest.mark.parametrize(("teasers", "expected"), [(2, Outcome.OK), (3, Outcome.NOT_ARTICLE), (4, Outcome.NOT_ARTICLE)])
def test_three_teasers_are_a_list(make_page: MakePage, teasers: int, expected: Outcome) -> None:
    lines = tuple(f"{PROSE[0]} {PROSE[1]} Kabar ke-{n}." for n in range(teasers))
    items = "".join(
        f"<h3><a href='/{n}'>Judul kabar nomor {n} dari desa</a></h3><p>{line}</p>" for n, line in enumerate(lines)
    )
    page = make_page(f"<h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p>{items}", SAYS)
    assert classify(page, read_metadata(page), Body(lines)) is expected
