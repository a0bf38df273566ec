"""`kliping quotes`: who said what in the articles that match, and in ready ones."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from indexer.importing import import_file
from kliping.main import run
from tests.indexing import PUBLISHERS, SETTINGS

Output = pytest.CaptureFixture[str]

FLOOD = [
    "Bupati Demak Wahyu Kencana meninjau tanggul yang jebol.",
    '"Tanggul kami perkuat pekan ini," kata Wahyu.',
    '"Air sudah surut sejak pagi," kata seorang warga.',
]
DROUGHT = ['"=Sumur warga kering semua," ujar Camat Gedangsari Martono Hadi.']


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles with quotes, and one without."""
    data = tmp_path_factory.mktemp("quotes") / "data"
    lines = [
        {"id": "banjir", "title": "Tanggul jebol", "body": FLOOD, "published": "2026-02-01"},
        {"id": "kering", "title": "Kemarau di tanggul", "body": DROUGHT, "published": "2026-02-02"},
        {"id": "sepi", "title": "Tanggul baru", "body": "Tanggul baru panjangnya dua kilometer."},
    ]
    file = data.parent / "artikel.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_file(SETTINGS, data, file, PUBLISHERS)
    return data


def test_a_row_for_each_quote(data: Path, capsys: Output) -> None:
    assert run(["quotes", "tanggul", "--data", str(data)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sorted((row["id"], row["speaker"], row["how"], row["text"]) for row in rows) == [
        ("banjir", "", "", "Air sudah surut sejak pagi"),
        ("banjir", "Wahyu Kencana", "part", "Tanggul kami perkuat pekan ini"),
        ("kering", "Martono Hadi", "named", "'=Sumur warga kering semua"),
    ]
    assert {row["office"] for row in rows if row["speaker"]} == {"Bupati Demak", "Camat Gedangsari"}


def test_what_one_said(data: Path, capsys: Output) -> None:
    asked = ["quotes", "tanggul", "--speaker", "kencana WAHYU", "--format", "jsonl", "--data", str(data)]
    assert run(asked) == 0
    article = json.loads(capsys.readouterr().out)
    assert article["id"] == "banjir"
    assert article["published"] == "2026-02-01"
    assert [quote["text"] for quote in article["quotes"]] == ["Tanggul kami perkuat pekan ini"]


def test_ready_articles_in_their_order(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "siap.jsonl"
    lines = [{"id": 7, "title": "", "body": FLOOD}, {"id": "b", "body": "\n".join(DROUGHT)}, {"id": None, "body": []}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run(["quotes", "--batch", str(file), "--data", str(tmp_path / "none")]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["id"], [quote["speaker"] for quote in one["quotes"]]) for one in found] == [
        (7, ["Wahyu Kencana", None]),
        ("b", ["Martono Hadi"]),
        (None, []),
    ]
    body, quote = "\n".join(FLOOD), found[0]["quotes"][0]
    assert body[quote["start"] : quote["end"]] == quote["text"]
    assert (quote["kind"], quote["as_written"], quote["cue"]) == ("direct", "Wahyu", "kata")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", 'line 1 must be a JSON object with "id" and "body"'),
        ('{"id": 1}', 'line 1 must be a JSON object with "id" and "body"'),
        ('{"id": 1, "body": 5}', "line 1: \"body\" must be a text or a list of paragraphs, not '5'"),
    ],
)
def test_what_is_no_article_is_told(line: str, said: str, tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "salah.jsonl"
    file.write_text(line)
    assert run(["quotes", "--batch", str(file), "--data", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_a_query_or_a_batch(tmp_path: Path, capsys: Output) -> None:
    assert run(["quotes", "--data", str(tmp_path)]) == 2
    assert "give either a QUERY (or --query-file FILE), or --batch FILE" in capsys.readouterr().err
