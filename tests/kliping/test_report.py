"""`kliping report` over the demo's archive, in all forms, opened by other programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import html

from kliping.main import run
from tests.processes import kliping

Output = pytest.CaptureFixture[str]
QUERY = "harga OR banjir OR aleppo"
TITLE = "Harga Beras Turun Setelah Panen Raya"
PATIENCE = 110
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("report") / "demo"
    kliping("demo", "--once", "--data", str(data))
    return data


@pytest.fixture(scope="module")
def folder(demo: Path) -> Path:
    """The report in all four forms."""
    folder = demo.parent / "laporan"
    folder.mkdir()
    for form in ("html", "pdf", "docx", "xlsx"):
        assert run(["report", QUERY, "--format", form, "--output", str(folder / f"r.{form}"), "--data", str(demo)]) == 0
    return folder


def test_a_report_is_of_what_lies_in_a_folder(demo: Path, tmp_path: Path, capsys: Output) -> None:
    given = ["--data", str(demo)]
    assert run(["search", "harga", "--top", "2", "--json", *given]) == 0
    ids = [hit["id"] for hit in json.loads(capsys.readouterr().out)["hits"]]
    assert run(["collection", "add", "Pangan", *given]) == 0
    assert run(["collection", "put", "Pangan", *ids, *given]) == 0
    asked = ["report", "--collection", "Pangan", "--format", "html", "--output", str(tmp_path / "r.html"), *given]
    assert run(asked) == 0
    page = html.fromstring((tmp_path / "r.html").read_bytes())
    assert page.xpath("//h1")[0].text == "Pangan"
    assert len(page.xpath("//article")) == 2
    assert run(["report", "--format", "html", "--output", "-", *given]) == 2
    capsys.readouterr()
    asked = ["report", "--collection", "Pangn", "--format", "html", "--output", str(tmp_path / "x.html"), *given]
    assert run(asked) == 2
    assert "there is no folder 'Pangn'" in capsys.readouterr().err
    assert not (tmp_path / "x.html").exists()
    assert run([*asked, "--folder", "Pangan"]) == 2


def test_a_report_says_how_much_it_has(demo: Path, tmp_path: Path, capsys: Output) -> None:
    asked = ["report", QUERY, "--format", "html", "--top", "2", "--title", "Pekan ini", "--data", str(demo)]
    assert run([*asked, "--output", str(tmp_path / "r.html")]) == 0
    assert "2 of them as clippings" in capsys.readouterr().err
    assert "<h1>Pekan ini</h1>" in (tmp_path / "r.html").read_text()
    assert list(tmp_path.iterdir()) == [tmp_path / "r.html"]
    assert run([*asked, "--output", str(tmp_path / "tidak-ada" / "r.html")]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert run([*asked, "--output", "-", "--ui", "en"]) == 0


@needs_poppler
def test_pdf_is_read_by_poppler(folder: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "r.pdf", "-"], capture_output=True, check=True, text=True, timeout=PATIENCE
    ).stdout
    assert TITLE in text
    assert "Daftar kliping" in text
    subprocess.run(["pdftoppm", "-r", "40", "-png", folder / "r.pdf", folder / "halaman"], check=True, timeout=PATIENCE)
    pages = sorted(folder.glob("halaman*.png"))
    assert len(pages) > 3
    assert all(one.stat().st_size > 1_000 for one in pages)  # a blank one has 300 bytes


@needs_office
@needs_poppler
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_libreoffice_opens_it(folder: Path, form: str, tmp_path: Path) -> None:
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, folder / f"r.{form}"]
    subprocess.run(
        command, check=True, capture_output=True, timeout=PATIENCE, env={**os.environ, "HOME": str(tmp_path)}
    )
    text = subprocess.run(["pdftotext", tmp_path / "r.pdf", "-"], capture_output=True, check=True, text=True).stdout
    assert TITLE in " ".join(text.split())
    assert "Laporan kliping" in text


def test_word_and_excel_files_are_whole(folder: Path) -> None:
    for form in ("docx", "xlsx"):
        with zipfile.ZipFile(folder / f"r.{form}") as packed:
            assert packed.testzip() is None
