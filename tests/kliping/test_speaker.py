"""`kliping speaker`: names are joined and parted, and searches, counts and quotes follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.importing import import_file
from kliping.main import run
from tests.indexing import PUBLISHERS, SETTINGS

Output = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two articles, in which one person speaks under two names."""
    data, file = tmp_path / "data", tmp_path / "artikel.jsonl"
    bodies = ["“Tanggul kuat,” kata Bupati Demak Wahyu Kencana.", "“Tanggul sudah selesai,” kata Wahyu Yuken."]
    lines = [{"id": str(number), "title": f"Tanggul {number}", "body": body} for number, body in enumerate(bodies, 1)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_file(SETTINGS, data, file, PUBLISHERS)
    return data


def output(capsys: Output, *command: str) -> str:
    assert run([*command]) == 0
    return capsys.readouterr().out


def test_names_are_joined_listed_and_parted(data: Path, capsys: Output) -> None:
    folder = ("--data", str(data))
    assert output(capsys, "speaker", "list", *folder) == ""
    said = output(capsys, "speaker", "join", "Wahyu Yuken", "Wahyu Kencana", *folder)
    assert said == "Wahyu Yuken is Wahyu Kencana now.\n"
    assert output(capsys, "speaker", "list", *folder) == "Wahyu Yuken  =  Wahyu Kencana\n"
    rule = json.loads(output(capsys, "speaker", "list", "--json", *folder))
    assert rule == {"name": "Wahyu Yuken", "office": "", "person": "Wahyu Kencana"}
    found = json.loads(output(capsys, "search", 'penutur:"Wahyu Kencana"', "--json", *folder))
    assert found["total"] == 2
    shares = output(capsys, "count", "tanggul", "--by", "speaker", "--share", *folder).splitlines()
    assert shares == ["speaker,count,share", "Wahyu Kencana,2,1.0"]
    quotes = output(capsys, "quotes", "tanggul", "--speaker", "Wahyu Yuken", "--format", "jsonl", *folder)
    told = [quote["speaker"] for line in quotes.splitlines() for quote in json.loads(line)["quotes"]]
    assert told == ["Wahyu Kencana", "Wahyu Kencana"]
    output(capsys, "speaker", "part", "Wahyu Yuken", *folder)
    shares = output(capsys, "count", "tanggul", "--by", "speaker", *folder).splitlines()
    assert shares == ["speaker,count", "Wahyu Kencana,1", "Wahyu Yuken,1"]


def test_two_of_one_name_are_parted(data: Path, capsys: Output) -> None:
    folder = ("--data", str(data))
    said = output(capsys, "--lang", "id", "speaker", "part", "Wahyu Kencana", "--office", "bupati", *folder)
    assert said == "Wahyu Kencana (bupati) kini orang tersendiri.\n"
    counted = output(capsys, "count", "tanggul", "--by", "person", *folder).splitlines()
    assert counted == ["person,count", "Wahyu Kencana (bupati),1", "Wahyu Yuken,1"]


def test_what_cannot_be_is_told(data: Path, capsys: Output) -> None:
    assert run(["speaker", "part", "Wahyu Kencana", "--data", str(data)]) == 2
    assert "kliping speaker part NAME --office WORDS" in capsys.readouterr().err


def test_names_are_in_every_backup(data: Path, tmp_path: Path, capsys: Output) -> None:
    output(capsys, "speaker", "join", "Wahyu Yuken", "Wahyu Kencana", "--data", str(data))
    output(capsys, "backup", str(tmp_path / "cadangan.tar"), "--data", str(data))
    output(capsys, "restore", str(tmp_path / "cadangan.tar"), "--data", str(tmp_path / "baru"))
    assert "Wahyu Yuken  =  Wahyu Kencana" in output(capsys, "speaker", "list", "--data", str(tmp_path / "baru"))
