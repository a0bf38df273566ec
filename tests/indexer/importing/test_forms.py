"""What files of others look like: their own names of fields, publishers by name, CSV, standard input."""

from __future__ import annotations

import gzip
import io
import json
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from indexer.articles.article import Article
from indexer.importing import ImportReport, import_file
from indexer.importing.keys import by_field
from indexer.importing.records import STDIN, BadRecordError, read_records
from tests.indexer.importing.test_importing import stored, take
from tests.indexing import PUBLISHERS, SETTINGS


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def take_csv(data: Path, text: str | bytes, name: str = "artikel.csv") -> ImportReport:
    file = data.parent / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_file(SETTINGS, data, file, PUBLISHERS)


def only(data: Path) -> Article:
    (article,) = stored(data).values()
    return article


@pytest.mark.parametrize(
    "line",
    [
        {"title": "Pasar", "content": "Isi.", "date": "2024-11-27", "author": "Ani", "source": "Kabar Kota"},
        {"judul": "Pasar", "isi": "Isi.", "tanggal": "27 November 2024", "penulis": ["Ani"], "sumber": "kabar"},
        {"Title": "Pasar", "TEXT": ["Isi."], "publishedAt": "2024-11-27", "byline": "Ani", "media": "KABAR  KOTA"},
        {
            "headline": "Pasar",
            "konten": "Isi.",
            "publish_date": "2024-11-27",
            "authors": "Ani",
            "publisher": "kabar.id",
        },
    ],
)
def test_the_names_that_others_give_to_fields_are_known(data: Path, line: dict[str, object]) -> None:
    report = take(data, line)
    article = only(data)
    assert (article.content.title, article.content.body, article.content.authors) == ("Pasar", ("Isi.",), ("Ani",))
    assert (article.published, article.publisher, article.publisher_name) == (date(2024, 11, 27), "kabar", "Kabar Kota")
    assert report.left_out == {}


def test_keys_that_are_no_field_are_left_out_by_name_and_number(data: Path) -> None:
    lines = [{"id": str(n), "title": "Pasar", "isi": "Isi.", "views": n, "date": "2024-11-27"} for n in range(3)]
    report = take(data, *lines, {"title": "Lain", "body": "Isi.", "content": "Lain.", "views": None, "source": ""})
    assert report.left_out == {"views": 3, "content": 1}
    assert stored(data)["0"].dated_by == "page"


def test_of_several_keys_of_one_field_the_first_that_holds_anything_counts() -> None:
    found = by_field({"date": "b", "published": "", "Tanggal": "c", "title": "t", "x": 0})
    assert found == ({"published": "b", "title": "t"}, ("Tanggal", "x"))
    assert by_field({"isi": "a", "body": "b"}) == ({"body": "b"}, ("isi",))


def test_a_name_that_the_catalogue_does_not_have_stays(data: Path) -> None:
    take(data, {"title": "A", "body": "Isi.", "source": "Koran Lama"})
    assert (only(data).publisher, only(data).publisher_name) == ("Koran Lama", "Koran Lama")


def test_what_became_of_the_articles_is_told(data: Path) -> None:
    one, two = {"id": "a", "title": "A", "body": "Satu."}, {"id": "b", "title": "B", "body": "Dua."}
    assert take(data, one, two).became == {"new": 2, "changed": 0, "same": 0}
    assert take(data, one, two | {"body": "Tiga."}).became == {"new": 0, "changed": 1, "same": 1}
    mended = one | {"date": "2024-11-27"}
    assert take(data, mended, one | {"id": "c"}).became == {"new": 1, "changed": 1, "same": 0}
    assert stored(data)["a"].published == date(2024, 11, 27)
    assert take(data, mended).became == {"new": 0, "changed": 0, "same": 1}


CSV = """id,judul,isi,tanggal,penulis,sumber,klik
a,"Pasar, besar","Baris satu.

Baris ""dua"".",2024-11-27 09:15,Ani; Budi,Kabar Kota,7
b,'=1+1,Isi.,,,,
"""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("packed", [False, True])
def test_csv_is_read_by_its_header(data: Path, delimiter: str, packed: bool) -> None:
    text = CSV
    if delimiter != ",":
        text = CSV.replace("Pasar, besar", "Pasar ~ besar").replace("Ani; Budi", '"Ani; Budi"').replace(",", delimiter)
    raw = b"\xef\xbb\xbf" + text.replace("~", ",").encode()
    report = take_csv(data, gzip.compress(raw) if packed else raw, "tabel")
    found = stored(data)
    assert (report.problems, report.left_out) == ([], {"klik": 1})
    assert found["a"].content.title.replace(" ,", ",") == "Pasar, besar"
    assert found["a"].content.body == ("Baris satu.", 'Baris "dua".')
    assert found["a"].content.authors == ("Ani", "Budi")
    assert found["a"].published == datetime.fromisoformat("2024-11-27T09:15:00+07:00")
    assert (found["b"].content.title, found["b"].dated) == ("=1+1", False)


def test_a_line_that_names_the_delimiter_for_excel_is_no_header(data: Path) -> None:
    report = take_csv(data, "\ufeffsep=;\r\njudul;isi\r\nPasar;Isi.\r\nA;B;lebih\r\n")
    assert [article.content.title for article in stored(data).values()] == ["Pasar"]
    assert [problem.partition("line ")[2][:2] for problem in report.problems] == ["4:"]


def test_a_table_whose_header_names_no_field_says_what_it_needs(data: Path) -> None:
    report = take_csv(data, "kolom;nilai\na;b\n")
    assert ["a header that names a title or a text" in problem for problem in report.problems] == [True, False]


def test_a_row_of_csv_that_cannot_be_read_stops_no_other(data: Path) -> None:
    report = take_csv(data, "id,title,body\na,A,Isi.\nb,B,Isi.,lebih\nc,,\n\nd,D,Isi.\n")
    assert set(stored(data)) == {"a", "d"}
    assert [problem.partition("line ")[2][:2] for problem in report.problems] == ["3:", "4:"]


def test_csv_that_is_not_utf_8_or_never_ends_a_cell_says_what_to_do(data: Path) -> None:
    report = take_csv(data, b"title,body\nA,Isi.\n" + "B,Caf\xe9\n".encode("latin-1"))
    assert "save the table as CSV UTF-8" in report.problems[0]
    report = take_csv(data, 'title,body\nC,"tak tertutup\nD,Isi.\n')
    assert "not CSV" in report.problems[0]
    assert [article.content.title for article in stored(data).values()] == ["A"]


LONG = "a" * 9_000_000
BROKEN = {
    "a header that is not UTF-8": ("judul,isi,caf\xe9\nA,Isi.,c\n".encode("latin-1"), 1, "save the table as CSV UTF-8"),
    "a header with a broken quotation": (b'judul,"isi"x\nA,Isi.\n', 1, "not CSV"),
    "lines that end as on old machines": (b"judul,isi\rA,Isi.\r", 1, "not CSV"),
    "a row with a broken quotation": (b'judul,isi\nA,"Isi."x\nB,Isi.\n', 2, "nothing from here on was read"),
    "a row that is too long": (f"judul,isi,url\n{LONG},{LONG},\nB,Isi.,\n".encode(), 2, "longer than"),
    "JSON in Latin-1": ('{"title":"Caf\xe9"}\n'.encode("latin-1"), 1, "not UTF-8; save the file as UTF-8"),
    "a list": (b'[{"title": "Judul", "body": "Isi."}]\n', 1, "a JSON list; each article must be an object in a line"),
    "a list of lines": (b"[\n", 1, "a JSON list; each article must be an object in a line"),
    "no table and no JSON": (b"x" * 200_000 + b"\n", 1, "not JSON"),
    "damage in the first line": (gzip.compress(b'{"title":"A"}\n' * 5)[:20], 1, "damaged"),
    "damage at the end": (gzip.compress(b"judul,isi\nA,Isi.\n")[:-9], 3, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_ends_a_file_early_is_told_with_its_line(tmp_path: Path, what: str) -> None:
    raw, line, told = BROKEN[what]
    file = tmp_path / "artikel.csv"
    file.write_bytes(raw)
    *_, last = read_records(file)
    assert (last.line, isinstance(last.values, BadRecordError), told in str(last.values)) == (line, True, True)


def test_the_guard_of_an_export_is_taken_off_and_no_other_apostrophe(tmp_path: Path) -> None:
    file = tmp_path / "artikel.csv"
    file.write_text("judul,isi\n'Saya' kata '-5 persen,'＝x\n", "utf-8")
    assert [record.values for record in read_records(file)] == [{"judul": "'Saya' kata '-5 persen", "isi": "＝x"}]


def test_a_day_without_hyphens_is_a_day(data: Path) -> None:
    take(data, {"title": "Pasar", "body": "Isi.", "date": "20241127"})
    assert only(data).published == date(2024, 11, 27)


def test_standard_input_is_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.dumps({"id": "a", "title": "A", "body": "Isi."}).encode() + b"\n"
    for given in (raw, gzip.compress(raw.replace(b'"a"', b'"b"'))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given))))
        assert import_file(SETTINGS, data, STDIN, PUBLISHERS).imported == 1
    assert set(stored(data)) == {"a", "b"}


def test_an_empty_file_has_no_articles(data: Path) -> None:
    assert take_csv(data, "").imported == 0


@pytest.mark.parametrize("key", ["title", "published"])
def test_a_line_that_is_nested_too_deep_stops_no_other(data: Path, key: str) -> None:
    deep = "[" * 1020 + "]" * 1020
    file = data.parent / "dalam.jsonl"
    file.write_text(f'{{"title": "Dermaga", "body": "Selesai.", "{key}": {deep}}}\n{{"title": "Jembatan"}}\n')
    report = import_file(SETTINGS, data, file, PUBLISHERS)
    assert "nested too deep" in str([*report.problems, *report.undated])
    assert "Jembatan" in {article.content.title for article in stored(data).values()}
