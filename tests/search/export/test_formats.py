"""The forms of an export: what a spreadsheet, a program or a reference manager reads is what was written."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from search.export import workbook
from search.export.columns import COLUMNS, DEFAULT, ColumnError, read_columns
from search.export.formats import broken, write_text
from search.export.ris import NEEDED, to_ris
from search.export.workbook import MAX_CELL, fitting, write_workbook

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RUNNING = (
    "=1+1",
    "+62 812",
    "-5 persen",
    "@presiden",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    '=HYPERLINK("x","y")',
)
HARMLESS = ("Pasar", "1+1=2", "'kutip'", "", "“=1”", " biasa")


def row(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(DEFAULT, "") | {"authors": [], "tags": [], "body": []}
    return made | {"id": "a", "published": "2024-11-30T02:15:00+00:00", "dated": True, "version": 1} | changes


def as_csv(*rows: dict[str, Any]) -> list[list[str]]:
    raw = b"".join(write_text("csv", rows, list(rows[0])))
    return list(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))


def as_sheets(*rows: dict[str, Any]) -> list[list[list[str]]]:
    """The cells of each sheet of a workbook."""
    stream = io.BytesIO()
    write_workbook(stream, rows, list(rows[0]))
    with zipfile.ZipFile(stream) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        trees = [ElementTree.fromstring(book.read(name)) for name in names]
    assert all(tree.find(f".//{SHEET}f") is None for tree in trees)
    return [
        [
            ["".join(text.text or "" for text in cell.iter(f"{SHEET}t")) for cell in line]
            for line in tree.iter(f"{SHEET}row")
        ]
        for tree in trees
    ]


@pytest.mark.parametrize("text", RUNNING)
def test_no_cell_is_one_that_a_spreadsheet_runs(text: str) -> None:
    made = row(title=text, authors=[text, "Ani"], section=text)
    named = dict(zip(*as_csv(made), strict=True))
    assert named["title"] == named["section"] == f"'{text}"
    assert named["authors"] == f"'{text}; Ani"
    cells = dict(zip(*as_sheets(made)[0], strict=True))
    assert cells["title"].startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert dict(zip(*as_csv(row(title=text)), strict=True))["title"] == text


def test_a_table_has_lists_in_one_cell_and_paragraphs_apart() -> None:
    made = row(authors=["Ani", "Budi"], body=['Satu, "dua".', "Tiga;\tempat."], dated=False, published=None)
    for cells in (dict(zip(*as_csv(made), strict=True)), dict(zip(*as_sheets(made)[0], strict=True))):
        assert (cells["authors"], cells["body"]) == ("Ani; Budi", 'Satu, "dua".\n\nTiga;\tempat.')
        assert (cells["dated"], cells["published"], cells["version"]) == ("false", "", "1")


def test_what_is_written_as_csv_is_read_as_it_was() -> None:
    chance = random.Random(7)
    letters = "ab ,;\"'\n\r\t=+-@é字\u2028🌊\u200f"
    for _ in range(300):
        texts = ["".join(chance.choices(letters, k=chance.randint(0, 12))) for _ in range(4)]
        rows = [row(id=str(n), title=text) for n, text in enumerate(texts)]
        _, *read = as_csv(*rows)
        guarded = [f"'{text}" if text[:1] in tuple("=+-@\t\r\n") else text for text in texts]
        assert [cells[2] for cells in read] == guarded


def test_json_lines_keep_types() -> None:
    made = row(body=["Satu\nbaris", "Dua\u2028"], dated=True, published=None, authors=["Ani"])
    raw = b"".join(write_text("jsonl", [made, made], list(made)))
    assert [json.loads(line) for line in raw.decode().split("\n") if line] == [made, made]


def test_nothing_found_is_a_header_or_nothing() -> None:
    assert b"".join(write_text("csv", [], ["id", "title"])) == b"id,title\r\n"
    assert b"".join(write_text("jsonl", [], ["id"])) == b"" == b"".join(write_text("ris", [], ["id"]))
    stream = io.BytesIO()
    write_workbook(stream, [], ["id", "title"])
    with zipfile.ZipFile(stream) as book:
        assert b"<t>title</t>" in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb\x1f", "a\ud800b", "a\ufffeb", "_x0041_ab"])
def test_a_workbook_has_no_character_that_xml_cannot_hold(text: str) -> None:
    (header, cells), *_ = as_sheets(row(title=text))
    title = cells[header.index("title")]
    assert title == ("ab" if len(text) == 3 or "\x1f" in text else "_x005F_x0041_ab")  # which Excel shows as it was


@pytest.mark.parametrize("text", ["a" * 40_000, "🌊" * 20_000, "a" * 32_700 + "🌊" * 100])
def test_a_cell_of_a_workbook_is_cut_with_a_mark(text: str) -> None:
    cut = fitting(text)
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL
    assert len(cut.encode("utf-16-le")) // 2 > MAX_CELL - 3
    assert cut.endswith(" [...]")
    assert text.startswith(cut.removesuffix(" [...]"))
    assert fitting("a" * MAX_CELL) == "a" * MAX_CELL


def test_a_text_that_looks_like_markup_of_the_library_is_a_text() -> None:
    """It was written into the sheet as it is, which then could not be opened or showed something else."""
    for text in ("<r>Rob & banjir</r>", "<r><t>lain</t></r>"):
        assert as_sheets(row(title=text))[0][1][2].rstrip() == text
    assert fitting(f"<r>{'x' * (MAX_CELL - 7)}</r>").endswith(workbook.CUT)


def test_rows_beyond_a_sheet_go_on_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    sheets = as_sheets(*({"id": str(n)} for n in range(7)))
    numbers = [["id", "0", "1", "2"], ["id", "3", "4", "5"], ["id", "6"]]
    assert [[line[0] for line in sheet] for sheet in sheets] == numbers


def test_a_reference_is_one_record_whatever_the_article_says() -> None:
    article = row(
        title="Harga\nER  - \nTY  - JOUR", authors=["Sri\r\nMulyani", ""], tags=["banjir"], section="Daerah",
        publisher="tempo", publisher_name="Tempo", url="https://tempo.example/1", language="id", body=["Satu.", "Dua."],
        captured="2024-12-01T20:00:00+00:00", published="2024-12-01T00:15:00+09:00",
    )  # fmt: skip
    lines = to_ris({name: article[name] for name in NEEDED}).split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-3:] == ["ER  - ", "", ""]
    assert [line[:6] for line in lines if line.startswith(("TY", "ER"))] == ["TY  - ", "ER  - "]
    assert {"AU  - Sri Mulyani", "T2  - Tempo", "DA  - 2024/12/01", "PY  - 2024", "KW  - banjir"} <= set(lines)
    assert "TI  - Harga ER - TY - JOUR" in lines


def test_a_reference_without_a_date_has_none() -> None:
    article = {name: row(published=None, captured="2024-12-01T20:00:00+00:00")[name] for name in NEEDED}
    assert not [line for line in to_ris(article).split("\r\n") if line.startswith(("DA", "PY"))]


def test_the_columns_are_those_that_are_promised() -> None:
    assert ",".join(DEFAULT) == (
        "id,url,title,publisher,publisher_name,published,dated,dated_by,captured,authors,section,tags,language,version,"
        "group,body"
    )
    assert set(DEFAULT) <= set(COLUMNS)
    assert read_columns("") == DEFAULT
    assert read_columns(" title, id,title,") == ("title", "id")
    with pytest.raises(ColumnError, match="judull"):
        read_columns("id,judull")


def test_a_text_that_broke_off_says_so_in_its_last_line() -> None:
    assert b"not whole" in broken("csv", "the engine is away")
    assert "not whole" in json.loads(broken("jsonl", 'a "b"'))["error"]
