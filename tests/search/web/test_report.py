"""`/laporan`: reports from the page of results."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import html

from indexer.engines.port import Engine
from search.report import render
from search.web.app import create_app
from search.web.lanes import BusyError
from search.web.pages import take_out
from search.web.report import ReportMaker
from tests.search.client import PATIENT, Client
from tests.search.served import served

BEGINS = {"html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


@pytest.fixture(scope="module")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("laporan")
    (data / "report").mkdir()
    (data / "report" / "heading.txt").write_text("Redaksi Contoh")
    with served(create_app(PATIENT, data, lambda _settings, _data: engine)) as found:
        yield found


@pytest.mark.parametrize("form", BEGINS)
def test_the_panel_leads_to_each_form(address: str, client: Client, form: str) -> None:
    page = html.fromstring(client.get("/?q=beras&sort=newest").content)
    (href,) = [one for one in page.xpath("//a/@href") if one.startswith("/laporan?") and one.endswith(f"format={form}")]
    answer = httpx.get(f"{address}{href}", timeout=110)
    assert answer.status_code == 200
    assert answer.content.startswith(BEGINS[form])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="laporan.{form}"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_report_is_of_that_search(address: str) -> None:
    asked = {"q": "beras", "format": "xlsx", "title": "Beras", "ui": "en", "utm_source": "x"}
    answer = httpx.get(f"{address}/laporan", params=asked, timeout=110)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        text = book.read("xl/sharedStrings.xml").decode()
    assert "Redaksi Contoh" in text
    assert ">Beras<" in text
    assert "Harga beras naik di Jakarta" in text
    assert "KPK menangkap" not in text


def test_there_are_no_other_forms(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert httpx.get(f"{address}/laporan?q=beras&format=exe").status_code == 404
    monkeypatch.setattr(render, "find_spec", lambda _: None)
    assert httpx.get(f"{address}/laporan?q=beras&format=pdf").status_code == 404


def test_a_form_that_cannot_be_made_is_not_offered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "find_spec", lambda _: None)
    monkeypatch.setattr(take_out, "made_reports", take_out.made_reports.__wrapped__)
    page = client.get("/?q=beras").text
    assert "format=html" in page
    assert "format=pdf" not in page


def test_one_report_at_a_time(tmp_path: Path) -> None:
    maker, entered, go = ReportMaker(), threading.Event(), threading.Event()

    def stuck(_: object) -> None:
        entered.set()
        assert go.wait(60)
        raise InterruptedError

    def first() -> None:
        with pytest.raises(InterruptedError):
            maker.make(tmp_path, stuck, "html")  # type: ignore[arg-type]

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(60)
    with pytest.raises(BusyError):
        maker.make(tmp_path, stuck, "html")  # type: ignore[arg-type]
    go.set()
    thread.join(60)
    with pytest.raises(InterruptedError):  # its place is free again
        maker.make(tmp_path, stuck, "html")  # type: ignore[arg-type]


def test_a_template_that_fails_is_a_problem_and_no_crash(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.html").write_text("{% if %}")
    with served(create_app(PATIENT, tmp_path, lambda _settings, _data: engine)) as found:
        assert httpx.get(f"{found}/laporan?q=beras&format=html", timeout=110).status_code == 503
        assert httpx.get(f"{found}/laporan?q=beras&format=xlsx", timeout=110).status_code == 200
