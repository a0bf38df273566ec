"""What a report says, and in which forms, whatever stands in the articles."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree, html

from base.errors import ConfigError
from config.catalogue import Publisher
from config.settings import Settings
from indexer.engines import open_engine
from indexer.importing import import_file
from indexer.language.analysis import Lexicon
from search.context import Context
from search.report import document
from search.report import render as rendering
from search.report.clippings import digest_of
from search.report.look import Look, read_look
from search.report.render import FORMS, MissingLibraryError, render
from search.report.report import Report, make_report
from search.report.shares import Row, Table
from search.request import SearchRequest
from tests.indexing import SETTINGS

PUBLISHERS = {
    "satu": Publisher("satu", "Koran Satu", ("satu.id",), group="Grup A"),
    "dua": Publisher("dua", "Koran Dua", ("dua.id",), group="Grup A"),
    "tiga": Publisher("tiga", "Koran Tiga", ("tiga.id",)),
}
TEXT = [
    "Banjir merendam tiga kecamatan di pesisir utara setelah tanggul sungai jebol pada Senin malam.",
    '"Kami sudah mengirim perahu karet dan makanan siap santap," kata Bupati Demak Wahyu Kencana.',
    "Warga yang mengungsi ditampung di balai desa dan sekolah dasar sampai air surut.",
]


def can_read_pdf() -> bool:
    """Whether Pango and poppler-utils are there."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - whether it can be
    except OSError:
        return False
    return shutil.which("pdftotext") is not None


needs_pdf = pytest.mark.skipif(not can_read_pdf(), reason="needs Pango and poppler-utils")
READ = tuple(form for form in FORMS if form != "pdf" or can_read_pdf())
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }} & \u202eterbalik"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004000146"
    "4ad5650000000049454e44ae426082"
)


def line(id_: str, publisher: str, title: str, body: list[str], **others: Any) -> str:
    url = f"https://{publisher}.id/{id_}"
    made = {"id": id_, "publisher": publisher, "title": title, "body": body, "url": url, **others}
    return json.dumps(made) + "\n"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Context]:
    data = tmp_path_factory.mktemp("report") / "data"
    file = data.parent / "artikel.jsonl"
    file.write_text(
        line("a", "satu", "Banjir di Demak", TEXT, published="2026-02-01T08:00:00+07:00", section="Daerah")
        + line("b", "dua", "Banjir di Demak", TEXT, published="2026-02-02")
        + line("c", "tiga", EVIL, ["=2+5 banjir", EVIL, "</style><b>x</b>"], published="2026-02-03", authors=[EVIL])
        + line("d", "tiga", "=cmd|'/C calc'!A0", ["Banjir lagi."], published="2026-02-03", section="@SUM(A1)")
        + line("e", "tiga", "Banjir tanpa tanggal", ["Banjir sekali lagi."])
        + line("f", "tiga", "Lain", ["Tidak ada kaitannya."], published="2026-02-03")
    )
    import_file(SETTINGS, data, file, PUBLISHERS)
    engine = open_engine(Settings(), data)
    yield Context(engine, lexicon)
    engine.close()


@pytest.fixture
def report(context: Context) -> Report:
    return make_report(context, SearchRequest(query="banjir", sort="oldest"), PUBLISHERS, heading=("Redaksi & Riset",))


def test_a_report_counts_all_and_tells_sources_apart(report: Report) -> None:
    assert report.articles == 5
    assert report.undated == 1
    assert report.sources == "5 artikel, 4 naskah berbeda, 2 redaksi, 2 grup"
    assert report.period == "1 Feb 2026 – 3 Feb 2026"
    assert [(bar.name, bar.articles) for bar in report.bars] == [
        ("1 Feb 2026", 1),
        ("2 Feb 2026", 1),
        ("3 Feb 2026", 2),
    ]
    tables = {table.title: [(row.name, row.articles, row.share) for row in table.rows] for table in report.tables}
    assert tables["Grup pemilik"] == [("Koran Tiga", 3, 0.6), ("Grup A", 2, 0.4)]
    assert tables["Sumber"] == [("Koran Tiga", 3, 0.6), ("Koran Dua", 1, 0.2), ("Koran Satu", 1, 0.2)]
    assert tables["Penutur"] == [("Wahyu Kencana", 2, 0.4)]


def test_clippings_say_where_they_are_from(report: Report) -> None:
    first, second, *others = report.clippings
    assert (first.publisher, first.owner, first.published) == ("Koran Satu", "Grup A", "1 Feb 2026, 08.00 WIB")
    assert (first.url, first.version, first.copy_of) == ("https://satu.id/a", 1, 0)
    assert (second.copy_of, second.digest) == (1, first.digest)
    told = "\n".join(("Banjir di Demak", *TEXT)).encode()
    assert first.digest == digest_of("Banjir di Demak", TEXT) == hashlib.sha256(told).hexdigest()[:16]
    assert others[-1].published == "tanpa tanggal"


def test_what_is_beyond_the_limit_is_counted_and_told(context: Context) -> None:
    made = make_report(context, SearchRequest(query="banjir", sort="oldest"), PUBLISHERS, most=2)
    assert (len(made.clippings), made.left_out, made.articles) == (2, 3, 5)
    assert made.independence.texts == 4
    for form in READ:
        assert "3 artikel lagi dihitung" in said(made, form)


def test_a_report_of_nothing_says_so(context: Context) -> None:
    made = make_report(context, SearchRequest(query="tsunami"), PUBLISHERS)
    for form in READ:
        assert "Tidak ada artikel yang cocok." in said(made, form)


def test_a_report_speaks_english(context: Context) -> None:
    made = make_report(context, SearchRequest(query="banjir", ui="en"), PUBLISHERS, title="Floods")
    assert made.sources == "5 articles, 4 different texts, 2 newsrooms, 2 owners"
    for form in FORMS:
        text = said(made, form)
        assert "Floods" in text
        assert "Digest" in text


def test_filters_and_notes_say_how_the_query_was_read(context: Context) -> None:
    asked = SearchRequest(query='banjir "tanpa', match="any").narrow("publisher", ("tiga",))
    made = make_report(context, asked, PUBLISHERS)
    assert made.reading[:2] == ("Sumber: Koran Tiga", "salah satu kata")
    assert "tanda kutip" in made.reading[2].lower()


def said(report: Report, form: str, look: Look = Look()) -> str:  # noqa: B008 - a value
    """The text of a file."""
    content = render(report, form, look)  # type: ignore[arg-type]
    match form:
        case "html":
            return " ".join(html.fromstring(content).text_content().split())
        case "docx":
            made = Document(io.BytesIO(content))
            cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(one.text for one in made.paragraphs), *cells])
        case "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                return "\n".join(etree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
        case _:
            done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
            return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize("form", [pytest.param(one, marks=needs_pdf if one == "pdf" else ()) for one in FORMS])
def test_each_form_has_all_of_it(report: Report, form: str) -> None:
    text = re.sub(r"\s+", " ", said(report, form))
    for part in (
        *("Redaksi & Riset", "Laporan kliping", "banjir", report.sources, "1 Feb 2026 – 3 Feb 2026", "Wahyu Kencana"),
        *("Banjir di Demak", "Koran Satu", "Grup A", "Daerah", "https://satu.id/a", report.clippings[0].digest),
        *(TEXT[0][:40], "{{ 7 * 7 }}"),
    ):
        assert part in text, part


def test_no_text_becomes_html(report: Report) -> None:
    *others, last = report.clippings
    evil = replace(report, clippings=(*others, replace(last, url="javascript:alert(1)")), query=EVIL, asked=EVIL)
    page = html.fromstring(render(evil, "html", Look()))
    assert not page.xpath("//script | //iframe | //*[@onerror] | //article//b")
    assert page.xpath("//img") == []
    assert {href.partition(":")[0] for href in page.xpath("//a/@href")} == {"#k1", "#k2", "#k3", "#k4", "#k5", "https"}
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert not [one for one in page.xpath("//@src | //link/@href") if not one.startswith("data:")]


def test_no_text_becomes_a_formula(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(render(report, "xlsx", Look()))) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        strings = list(etree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)
    assert "'=cmd|'/C calc'!A0" in strings
    assert [text for text in strings if text.startswith(("=", "+", "-", "@"))] == []


def test_characters_that_no_form_can_hold_are_left_out(report: Report) -> None:
    broken = replace(report.clippings[0], title="a\x00b\x0bc\ud800d\uffffe", body=("\x1b[31m" + "x" * 40_000,))
    for form in READ:
        assert "abcde" in said(replace(report, clippings=(broken,)), form)


@needs_pdf
def test_pdf_fetches_nothing(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("something was asked for")

    monkeypatch.setattr("socket.socket.connect", refuse)
    own = '<p>{{ report.title }}</p><img src="http://127.0.0.1:9/a.png"><img src="file:///etc/passwd">'
    assert render(report, "pdf", Look(template=own)).startswith(b"%PDF")


def test_a_form_whose_library_is_missing_says_what_to_install(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    for form in ("pdf", "docx"):
        with pytest.raises(MissingLibraryError, match=r"extra `report` \(pip install -e '.\[report\]'"):
            render(report, form, Look())
    assert render(report, "html", Look())


def test_logo_heading_and_templates_are_the_users(report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    assert read_look(tmp_path) == Look()
    (folder / "heading.txt").write_text("Redaksi Contoh\n\n Jalan Pers 1 \n")
    logo = PNG + bytes(1000)  # longer than a word that stays as it is
    (folder / "logo.png").write_bytes(logo)
    look = read_look(tmp_path)
    assert look.heading == ("Redaksi Contoh", "Jalan Pers 1")
    page = html.fromstring(render(report, "html", look))
    kind, _, content = page.xpath("//img/@src")[0].partition(",")
    assert (kind, base64.b64decode(content, validate=True)) == ("data:image/png;base64", logo)
    assert len(Document(io.BytesIO(render(report, "docx", look))).inline_shapes) == 1
    if "pdf" in READ:
        assert render(report, "pdf", look).startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(render(report, "xlsx", look))) as book:
        assert "xl/media/image1.png" in book.namelist()
    (folder / "report.html").write_text("<h1>{{ report.title }}</h1>{{ report.clippings[0].title }}")
    own = Document()
    own.add_paragraph("Kop surat")
    own.save(str(folder / "report.docx"))
    look = read_look(tmp_path)
    assert render(report, "html", look) == b"<h1>Laporan kliping</h1>Banjir di Demak"
    assert "Kop surat" in said(report, "docx", look)


def test_a_template_that_fails_is_told(report: Report, tmp_path: Path) -> None:
    for own in ("{{ nothing.there }}", "{% if %}"):
        with pytest.raises(ConfigError, match=r"report/report\.html in the data folder fails"):
            render(report, "html", Look(template=own))
    with pytest.raises(ConfigError, match="has a logo, template or document that fails as html: ZeroDivisionError"):
        render(report, "html", Look(template="{{ 1 / 0 }}"))
    unstyled = Document()
    unstyled.styles["Heading 1"].delete()
    saved = io.BytesIO()
    unstyled.save(saved)
    with pytest.raises(ConfigError, match="fails as docx"):
        render(report, "docx", Look(document=saved.getvalue()))
    with pytest.raises(ConfigError, match="no document of Word"):
        render(report, "docx", Look(document=b"nothing"))
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "logo.png").write_bytes(b"x" * 2_000_001)
    with pytest.raises(ConfigError, match="too large for a logo"):
        read_look(tmp_path)
    (tmp_path / "report" / "logo.png").write_bytes(b"x" * 50)
    with pytest.raises(ConfigError, match="is no picture of the kind that its name says"):
        read_look(tmp_path)


@pytest.mark.parametrize("form", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("name", "logo"), [("logo.png", PNG[:33]), ("logo.png", PNG[:8] + b"x" * 100), ("logo.jpg", b"\xff\xd8\xff" * 50)]
)
def test_a_logo_that_no_library_can_read_is_told(report: Report, form: str, name: str, logo: bytes) -> None:
    with pytest.raises(ConfigError, match=rf"report/{name} in the data folder is no whole picture"):
        render(report, form, Look(logo_name=name, logo=logo))  # type: ignore[arg-type]


@pytest.mark.parametrize(("wide", "high"), [(4_000, 1_000), (1, 2**31 - 1), (2**31 - 1, 1)])
def test_a_logo_has_room_in_its_row_whatever_pixels_it_has(report: Report, wide: int, high: int) -> None:
    """It lay over the whole sheet; of some millions of pixels the library did not come to an end."""
    logo = PNG[:16] + wide.to_bytes(4) + high.to_bytes(4) + PNG[24:]
    with zipfile.ZipFile(io.BytesIO(render(report, "xlsx", Look(logo_name="logo.png", logo=logo)))) as book:
        drawing = etree.fromstring(book.read("xl/drawings/drawing1.xml"))
    (size,) = drawing.iter("{*}ext")
    points = 9_525  # of the format a pixel
    assert int(size.get("cx", "")) <= 640 * points
    assert int(size.get("cy", "")) <= 80 * points


def test_a_template_without_an_end_is_told(report: Report) -> None:
    with pytest.raises(ConfigError, match="that fails as html: RecursionError"):
        render(report, "html", Look(template="{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"))


def test_a_document_with_a_part_that_is_no_xml_is_told(report: Report) -> None:
    own, broken = io.BytesIO(), io.BytesIO()
    Document().save(own)
    with zipfile.ZipFile(own) as whole, zipfile.ZipFile(broken, "w") as made:
        for name in whole.namelist():
            made.writestr(name, b"<a" if name == "word/document.xml" else whole.read(name))
    with pytest.raises(ConfigError, match="that fails as docx"):
        render(report, "docx", Look(document=broken.getvalue()))


def test_a_title_and_a_heading_may_be_longer_than_what_word_keeps_of_them(report: Report) -> None:
    long = replace(report, title="Banjir " * 50, heading=("Redaksi " * 50,))
    made = Document(io.BytesIO(render(long, "docx", Look())))
    assert made.core_properties.title == long.title[:255]
    assert made.core_properties.author == long.heading[0][:255]
    assert long.title.strip() in said(long, "docx")


def test_no_letter_has_more_marks_than_are_ever_written(report: Report) -> None:
    marked = replace(
        report.clippings[0], title="q\u0315\u0321 jejak", body=("q" + "\u0315" * 16_000 + "x" + "\u0300" * 9,)
    )
    page = render(replace(report, clippings=(marked,)), "html", Look()).decode()
    assert page.count("\u0315") == 30 + 2  # the title stands in the list too
    assert page.count("\u0300") == 9


def test_what_comes_while_a_report_is_made_makes_no_number_less_than_none(context: Context) -> None:
    class Growing:
        def __getattr__(self, name: str) -> Any:
            return getattr(context.engine, name)

        def count(self, _: object) -> int:
            return 3

    engine: Any = Growing()
    made = make_report(replace(context, engine=engine), SearchRequest(query="banjir"), PUBLISHERS)
    assert (made.undated, made.left_out, len(made.clippings)) == (0, 0, 5)


def test_a_table_of_labels_that_were_taken_meanwhile_is_a_table(report: Report) -> None:
    taken = Table("Label: Nada", (Row("Positif", 0, 0.0),), 0)
    for form in READ:
        assert "Positif" in said(replace(report, tables=(taken,)), form)


def test_a_clipping_is_written_beside_none_of_the_others(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a document is looked through for each paragraph that is added: time grew with the square."""
    beside, write = list[int](), document._clipping

    def counted(made: Any, *rest: Any) -> None:
        beside.append(len(made.element.body))
        write(made, *rest)

    monkeypatch.setattr(document, "_clipping", counted)
    shown = said(report, "docx")
    assert len(beside) == 5
    assert len(set(beside)) == 1
    places = [shown.index(f"\n{one.number} · ") for one in report.clippings]
    assert places == sorted(places)
    assert shown.index("Sidik: 16 digit") > places[-1]


def test_an_address_stays_a_link_however_long_it_is(report: Report) -> None:
    url = "https://a.id/" + "x" * 400
    long = replace(report, clippings=(replace(report.clippings[0], url=url),))
    page = html.fromstring(render(long, "html", Look()))
    assert url in page.xpath("//dd[@class='address']/a/@href")


def test_columns_have_set_widths_whatever_a_word_is_long(report: Report) -> None:
    """Widths that follow from what stands in the cells take the time of a word's length, squared, to print."""
    page = render(report, "html", Look()).decode()
    rules = dict(re.findall(r"^([^{}@]+?) \{ (.*?) \}$", page, re.MULTILINE))
    assert "table-layout: fixed" in rules["table"]
    assert "width: 100%" in rules["table"]
    assert "overflow-wrap: break-word" in rules["body"]
    assert "anywhere" not in page
    for column in ("thead .n", ".all th:first-child", ".all th:nth-child(3)", ".all th:nth-child(4)"):
        assert "width: " in rules[column]
    widths = [[cell.get("class") for cell in row] for row in html.fromstring(page).xpath("//thead/tr")]
    assert {tuple(row) for row in widths} == {(None, "n", "n"), ("n", None, None, None)}  # one is left for the rest


@needs_pdf
def test_a_long_word_is_broken_within_the_tables_of_a_pdf(report: Report) -> None:
    margin, points_a_mm = 18, 72 / 25.4
    clipping = replace(report.clippings[0], title="a" * 3_000, publisher="a" * 40)
    long = replace(report, clippings=(clipping,), tables=())
    pdf = render(long, "pdf", Look())
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    pages = html.fromstring(boxes).xpath("//page")
    right = float(pages[0].get("width")) - margin * points_a_mm
    words = [one for page in pages for one in page.xpath("word")]
    assert max(float(one.get("xmax")) for one in words) <= right + 1
    assert min(float(one.get("xmin")) for one in words) >= margin * points_a_mm - 1
    pieces = [one.text for one in words if set(one.text or "") <= {"a", "\u200b"}]
    assert len(pieces) > 40
    assert max(map(len, pieces)) < 150


def test_a_sheet_tells_what_stands_in_no_table_and_what_was_withdrawn(report: Report) -> None:
    one = replace(report.clippings[0], withdrawn="Ditarik pada 3 Feb 2026")
    cut = report.tables[0]._replace(others=7)
    shown = said(replace(report, clippings=(one,), tables=(cut,)), "xlsx")
    for text in ("1 artikel tanpa tanggal", "dan 7 lainnya", "Ditarik pada 3 Feb 2026"):
        assert text in shown
