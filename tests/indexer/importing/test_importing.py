"""Ready articles from JSON Lines: kept ids, bad lines by number, nothing twice."""

from __future__ import annotations

import gzip
import json
import logging
from datetime import date, datetime
from pathlib import Path

import pytest

from base.data_dir import lock_role, open_folder
from base.database import reading
from base.errors import ConfigError, UnavailableError
from crawler.archive.archive import follow as follow_archive
from indexer.articles.article import Article
from indexer.articles.read import articles_database, select_articles
from indexer.importing import ImportReport, import_file
from tests.indexing import HARBOUR, LIBRARY, PUBLISHERS, SETTINGS


def take(data: Path, *lines: object, publisher: str = "", packed: bool = False) -> ImportReport:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    file = data.parent / "artikel.jsonl"
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return import_file(SETTINGS, data, file, PUBLISHERS, publisher=publisher)


def stored(data: Path) -> dict[str, Article]:
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        return {article.id: article for article in select_articles(connection)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.mark.parametrize("packed", [False, True])
def test_articles_keep_their_ids_and_all_they_say(data: Path, packed: bool) -> None:
    line = {
        "id": "arsip/7",
        "title": "Dermaga  selesai",
        "body": "\n\n".join(HARBOUR),
        "url": "https://www.kabar.id/7",
        "published": "2024-11-27T09:15:00+07:00",
        "publisher": "kabar",
        "authors": ["Ani Wulandari"],
        "section": "Daerah",
        "tags": ["pelabuhan"],
    }
    report = take(data, line, packed=packed)
    article = stored(data)["arsip/7"]
    assert (report.imported, report.problems) == (1, [])
    assert report.index.indexed == {"indexed": 1}
    assert (article.content.title, article.content.body, article.kind) == ("Dermaga selesai", HARBOUR, "import")
    assert (article.publisher, article.publisher_name) == ("kabar", "Kabar Kota")
    assert (article.content.authors, article.content.section, article.content.tags) == (
        ("Ani Wulandari",),
        "Daerah",
        ("pelabuhan",),
    )
    assert article.content.published == datetime.fromisoformat("2024-11-27T09:15:00+07:00")
    assert (article.dated, article.year) == (True, 2024)


@pytest.mark.parametrize(
    ("body", "publisher", "language"),
    [
        ("The harbour will be open to the public again after the repair of its old pier.", "kabar", "en"),
        (HARBOUR[1], "", "id"),
        ("Kerajaan negeri membayar wang bantuan itu kerana banjir, kata menteri pada Isnin.", "", "ms"),
        ("Cabai rawit merah: Kotabaru, Wonosari, Lembang, Masamba, Atambua.", "kabar", "id"),
        ("Cabai rawit merah: Kotabaru, Wonosari, Lembang, Masamba, Atambua.", "", ""),
    ],
)
def test_the_language_is_that_of_the_text_else_of_the_publisher(
    data: Path, body: str, publisher: str, language: str
) -> None:
    take(data, {"id": "a", "title": "Dermaga", "body": body}, publisher=publisher)
    assert stored(data)["a"].content.language == language


def test_a_line_may_say_very_little(data: Path) -> None:
    report = take(data, {"title": "", "body": "Satu kalimat saja."}, {"id": 12, "title": "Judul", "body": ""})
    assert report.problems == []
    assert {article.content.body for article in stored(data).values()} == {("Satu kalimat saja.",), ()}
    assert "12" in stored(data)


def test_a_bad_line_is_named_and_stops_no_other(data: Path) -> None:
    report = take(
        data,
        {"id": "a", "title": "Satu", "body": "Isi."},
        "{rusak",
        "",
        "[1]",
        {"id": "b", "title": 5, "body": "Isi."},
        {"id": "c", "title": " ", "body": []},
        {"id": "d", "title": "Empat", "body": "Isi.", "published": "kapan-kapan"},
        {"id": "e", "title": "Lima", "body": "Isi.", "url": "ftp://kabar.id/5"},
        {"id": "f\u0000", "title": "Enam", "body": "Isi."},
        {"id": "g", "title": "Tujuh", "body": "Isi.", "authors": 7},
        {"id": "z", "title": "Akhir", "body": ["Isi."]},
    )
    assert set(stored(data)) == {"a", "d", "z"}
    numbers = [int(problem.partition("line ")[2].partition(":")[0]) for problem in report.problems]
    assert numbers == [2, 4, 5, 6, 8, 9, 10]


@pytest.mark.parametrize(
    "day", ["kapan-kapan", "0850-05-01", "1699-12-31", "2100-01-01", "9999-12-31T23:30:00-05:00", 20241127, ["2024"]]
)
def test_an_article_whose_date_cannot_be_believed_has_none_and_is_named(data: Path, day: object) -> None:
    lines = [{"id": name, "title": name, "body": "Isi.", "published": day} for name in ("a", "b")]
    lines[1]["published"] = "1700-05-01"
    report = take(data, *lines)
    found = stored(data)
    assert {name: article.dated_by for name, article in found.items()} == {"a": "", "b": "page"}
    assert (found["a"].published, found["b"].published) == (None, date(1700, 5, 1))
    assert (report.problems, len(report.undated)) == ([], 1)
    assert "line 1: " in report.undated[0]
    assert "without a date" in report.undated[0]


@pytest.mark.parametrize("url", ["https://", "https:///x", "https://a b/", "https://[::1"])
def test_an_address_without_a_host_is_refused_before_it_makes_two_articles_one(data: Path, url: str) -> None:
    file = data.parent / "file.jsonl"
    lines = [{"title": title, "body": "Isi.", "url": url} for title in ("Satu", "Dua")]
    file.write_text("\n".join(map(json.dumps, lines)))
    report = import_file(SETTINGS, data, file, PUBLISHERS)
    assert len(report.problems) == 2
    assert "`url` must be an http(s) address" in report.problems[0]


def test_a_file_taken_in_twice_gives_each_article_once(data: Path) -> None:
    lines = [{"title": "Dermaga", "body": HARBOUR}, {"url": "https://kabar.id/2", "title": "Buku", "body": LIBRARY}]
    take(data, *lines)
    report = take(data, *lines)
    assert report.index.extracted == {"unchanged": 2}
    assert len(stored(data)) == 2


def test_a_line_that_has_lost_its_date_changes_nothing_and_keeps_it(data: Path) -> None:
    line = {"id": "a", "title": "Dermaga", "body": HARBOUR, "published": "2024-11-27"}
    take(data, line)
    for later in ({**line, "published": None}, {**line, "published": "2100-01-01"}):
        assert take(data, later).index.extracted == {"unchanged": 1}
    assert stored(data)["a"].published_text == "2024-11-27"


def test_an_import_is_archived_before_anything_else(data: Path) -> None:
    take(data, {"id": "a", "title": "Satu", "body": "Isi."})
    pages = [page for page, _ in follow_archive(data / "archive", {})]
    assert [(page.kind, json.loads(page.body)["id"]) for page in pages] == [("import", "a")]


def test_dates_without_a_zone_are_the_publishers_and_days_stay_days(data: Path) -> None:
    take(
        data,
        {"id": "a", "title": "A", "body": "Isi.", "published": "2024-11-27 09:15", "publisher": "kabar"},
        {"id": "b", "title": "B", "body": "Isi.", "published": "2024-11-27"},
        {"id": "c", "title": "C", "body": "Isi.", "published": "Rabu, 27 November 2024 09.15 WITA"},
    )
    found = {name: article.content.published for name, article in stored(data).items()}
    assert found["a"] == datetime.fromisoformat("2024-11-27T09:15:00+07:00")
    assert found["b"] == date(2024, 11, 27)
    assert found["c"] == datetime.fromisoformat("2024-11-27T09:15:00+08:00")


def test_a_publisher_is_given_to_lines_without_one(data: Path) -> None:
    take(
        data,
        {"id": "a", "title": "A", "body": "Isi."},
        {"id": "b", "title": "B", "body": "Isi.", "publisher": "lain"},
        publisher="kabar",
    )
    assert {name: article.publisher_name for name, article in stored(data).items()} == {"a": "Kabar Kota", "b": "lain"}


def test_a_file_that_is_cut_off_keeps_what_came_before(data: Path) -> None:
    lines = "".join(
        json.dumps({"id": str(n), "title": f"Judul {n}", "body": f"Isi nomor {n}."}) + "\n" for n in range(50)
    )
    file = data.parent / "potong.jsonl.gz"
    packed = gzip.compress(lines.encode(), 1)
    file.write_bytes(packed[: len(packed) - 12])
    report = import_file(SETTINGS, data, file, PUBLISHERS)
    assert report.imported == len(stored(data)) > 0
    assert "could not be unpacked" in report.problems[-1]


def test_a_line_that_is_too_long_is_one_problem(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.importing.records.MAX_LINE", 200)
    report = take(data, {"id": "a", "title": "A", "body": "panjang " * 200}, {"id": "b", "title": "B", "body": "Isi."})
    assert [problem.partition("line ")[2] for problem in report.problems] == ["1: longer than 200 bytes"]
    assert set(stored(data)) == {"b"}


def test_a_file_that_is_not_there_is_said_so(data: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        import_file(SETTINGS, data, data.parent / "tidak-ada.jsonl", PUBLISHERS)


def test_a_running_index_process_does_the_rest(data: Path) -> None:
    with lock_role(open_folder(data), "index"):
        report = take(data, {"id": "a", "title": "Satu", "body": "Isi."})
    assert (report.imported, report.is_left) == (1, True)
    assert report.index.extracted == {}
    assert take(data, {"id": "b", "title": "Dua", "body": "Isi."}).index.extracted == {"ok": 2}


def test_bad_lines_are_told_even_where_the_engine_is_away(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UnavailableError("the engine does not answer")

    monkeypatch.setattr("indexer.importing.index_archive", refuse)
    with pytest.raises(UnavailableError), caplog.at_level(logging.WARNING):
        take(data, {"id": "a", "title": "Satu", "body": "Isi."}, "rusak")
    assert "line 2: not JSON" in caplog.text
