"""The page of saved searches sets the report that comes by mail, and says what fails."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from indexer.engines.port import Engine
from search.saved.reports.schedules import Schedule, schedules
from search.saved.reports.tables import report_schedules
from search.saved.searches import saved_database
from tests.search.web.pages.test_saved import SETTINGS, Site, form


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    made = Site(tmp_path, engine, SETTINGS)
    made.send("POST", "/tersimpan", form(mail="redaksi@contoh.example"))
    return made


def planned(site: Site) -> list[Schedule]:
    with saved_database(site.settings, site.folder) as saved, reading(saved) as connection:
        return list(schedules(connection).values())


def test_a_report_is_set_changed_and_taken_away(site: Site) -> None:
    asked = {"name": "Banjir", "every": "week", "form": "xlsx", "language": "en"}
    assert "Laporan lewat surel: " not in site.send("GET", "/tersimpan").text
    answer = site.send("POST", "/tersimpan/laporan", asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tersimpan")
    [found] = planned(site)
    assert (found.every, found.form, found.language) == ("week", "xlsx", "en")
    page = site.send("GET", "/tersimpan").text
    assert "Laporan lewat surel: mingguan, Senin pukul 7, xlsx" in page
    assert '<option value="week" selected>' in page
    assert "<option selected>xlsx</option>" in page
    site.send("POST", "/tersimpan/laporan", {**asked, "every": "hour"})
    assert planned(site) == []


@pytest.mark.parametrize("path", ["laporan", "lonjakan"])
def test_a_search_that_was_thrown_away_meanwhile_is_said(site: Site, path: str) -> None:
    form = {"name": "lain", "every": "day", "form": "html", "watch": "1"}
    answer = site.send("POST", f"/tersimpan/{path}", form)
    assert answer.status_code == 404
    assert "sudah tidak ada" in answer.text
    assert site.send("POST", "/tersimpan/hapus", {"name": "lain"}).status_code == 303  # as was asked


def test_a_form_that_cannot_be_made_here_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.report.render.find_spec", lambda _: None)
    answer = site.send("POST", "/tersimpan/laporan", {"name": "Banjir", "every": "day", "form": "docx"})
    assert answer.status_code == 400
    assert "extra `report`" in answer.text
    assert planned(site) == []


def test_a_search_that_tells_no_mail_address_has_no_report(site: Site) -> None:
    site.send("POST", "/tersimpan", form(name="Diam"))
    refused = site.send("POST", "/tersimpan/laporan?ui=en", {"name": "Diam", "every": "day", "form": "html"})
    assert refused.status_code == 400
    assert "The report was not saved: reports go by mail, and “Diam” tells no mail address" in refused.text
    assert site.send("GET", "/tersimpan").text.count('action="/tersimpan/laporan"') == 1


def test_what_fails_is_said(site: Site) -> None:
    site.send("POST", "/tersimpan/laporan", {"name": "Banjir", "every": "day", "form": "html"})
    with saved_database(site.settings, site.folder) as saved, writing(saved) as connection:
        connection.execute(sa.update(report_schedules).values(failures=2, error="docx needs <docx>"))
    assert "docx needs &lt;docx&gt;" in site.send("GET", "/tersimpan").text
