"""`kliping export`: a file is whole or not there; what breaks off on standard output says so."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import UnavailableError
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import EngineHit
from indexer.importing import import_file
from kliping.main import run
from search.export import formats
from tests.indexing import PUBLISHERS, SETTINGS

Output = pytest.CaptureFixture[bytes]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve floods, one of them =dangerous, and a copy."""
    data = tmp_path_factory.mktemp("export") / "data"
    lines = [
        {"id": f"b{n}", "title": f"Banjir ke-{n}", "body": f"Air naik di desa {n}.", "published": f"2025-01-{n:02}"}
        for n in range(1, 13)
    ]
    lines += [lines[0] | {"id": "salin"}, {"id": "k", "title": "=1+1", "body": "Kemarau.", "publisher": "Kabar Kota"}]
    file = data.parent / "artikel.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_file(SETTINGS, data, file, PUBLISHERS)
    return data


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def test_all_that_matches_is_written_each_copy_too(data: Path, capfdbinary: Output) -> None:
    assert run(["export", "banjir", "--format", "csv", "--sort", "oldest", "--data", str(data)]) == 0
    out, err = capfdbinary.readouterr()
    rows = table(out)
    assert [row["id"] for row in rows][2:] == [f"b{n}" for n in range(2, 13)]
    assert {row["id"] for row in rows[:2]} == {"b1", "salin"}
    assert b"Exported 13 articles." in err


def test_a_file_and_standard_output_are_the_same(data: Path, tmp_path: Path, capfdbinary: Output) -> None:
    file = tmp_path / "semua.jsonl"
    for output in ("-", str(file)):
        assert run(["export", "", "--format", "jsonl", "--output", output, "--data", str(data)]) == 0
    assert file.read_bytes() == capfdbinary.readouterr().out
    assert len(file.read_bytes().splitlines()) == 14
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--publisher", "kabar"], {"k"}),
        (["--from", "2025-01-11", "--to", "12-01-2025"], {"b11", "b12"}),
        (["--from", "2025-01-11", "--fields", "id"], {"b11", "b12"}),
    ],
)
def test_filters_are_options(data: Path, capfdbinary: Output, options: list[str], ids: set[str]) -> None:
    assert run(["export", "", "--format", "csv", *options, "--data", str(data)]) == 0
    assert {row["id"] for row in table(capfdbinary.readouterr().out)} == ids


@pytest.mark.parametrize("wrong", ["--fields=id,judull", "--format=exe", "--from=kapan", "--format=ris --fields=id"])
def test_what_is_wrong_is_usage(data: Path, capfdbinary: Output, wrong: str) -> None:
    assert run(["export", "banjir", "--format=csv", *wrong.split(), "--data", str(data)]) == 2
    assert capfdbinary.readouterr().out == b""


def test_the_nearest_are_exported_where_they_are_asked_for(data: Path, capfdbinary: Output) -> None:
    asked = ["export", "banjir katayangtidakada", "--format", "jsonl", "--data", str(data)]
    assert run(asked) == 0
    assert capfdbinary.readouterr().out == b""
    assert run([*asked, "--nearest"]) == 0
    out, err = capfdbinary.readouterr()
    assert len(out.splitlines()) == 13
    assert b"nearest" in err


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that fails behind the fifth article of a scan."""
    whole = EmbeddedEngine.scan

    def scan(self: EmbeddedEngine, *asked: object) -> Iterator[EngineHit]:
        for place, hit in enumerate(whole(self, *asked)):  # type: ignore[arg-type]
            if place == 5:
                raise UnavailableError("the engine went away")
            yield hit

    monkeypatch.setattr(EmbeddedEngine, "scan", scan)
    monkeypatch.setattr(formats, "_AT_ONCE", 32)


@pytest.mark.parametrize("form", ["csv", "jsonl", "ris"])
@pytest.mark.usefixtures("failing")
def test_a_text_that_breaks_off_ends_with_a_line_that_says_so(data: Path, capfdbinary: Output, form: str) -> None:
    assert run(["export", "", "--format", form, "--data", str(data)]) == 3
    out, err = capfdbinary.readouterr()
    assert b"broke off" in out.splitlines()[-1]
    assert b"the engine went away" in err
    assert b"Exported" not in err


@pytest.mark.parametrize("form", ["csv", "jsonl", "ris", "xlsx"])
@pytest.mark.usefixtures("failing")
def test_a_file_that_breaks_off_is_not_there(data: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / "semua"
    assert run(["export", "", "--format", form, "--output", str(file), "--data", str(data)]) == 3
    assert list(tmp_path.iterdir()) == []
    file.write_text("lama")
    assert run(["export", "", "--format", form, "--output", str(file), "--data", str(data)]) == 3
    assert (file.read_text(), list(tmp_path.iterdir())) == ("lama", [file])


def test_a_folder_that_is_not_there_is_said_so(data: Path, tmp_path: Path, capfdbinary: Output) -> None:
    file = tmp_path / "tiada" / "semua.csv"
    assert run(["export", "", "--format", "csv", "--output", str(file), "--data", str(data)]) == 3
    assert str(file).encode() in capfdbinary.readouterr().err


def test_an_export_can_be_imported_again(data: Path, tmp_path: Path) -> None:
    for form in ("csv", "jsonl"):
        file, other = tmp_path / f"semua.{form}", tmp_path / form
        assert run(["export", "", "--format", form, "--output", str(file), "--data", str(data)]) == 0
        assert import_file(SETTINGS, other, file, PUBLISHERS).became == {"new": 14, "changed": 0, "same": 0}
        again = tmp_path / f"lagi.{form}"
        columns = ["--fields", "id,url,title,publisher,publisher_name,published,dated,authors,section,tags,body"]
        for folder, written in ((data, file), (other, again)):
            asked = ["export", "", "--format", form, "--sort", "oldest", "--output", str(written)]
            assert run([*asked, *columns, "--data", str(folder)]) == 0
        assert sorted(again.read_bytes().splitlines()) == sorted(file.read_bytes().splitlines())


def test_a_link_stays_and_its_file_is_replaced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    for command in (["export", "", "--format", "csv"], ["report", "banjir", "--format", "html"]):
        assert run([*command, "--data", str(data), "--output", str(tmp_path / "link.csv")]) == 0
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "real.csv").read_bytes()
        (tmp_path / "real.csv").unlink()


def test_a_name_of_an_open_file_is_written_to_as_it_stands(data: Path, tmp_path: Path) -> None:
    """As `/dev/stdout` is, which root could replace, once standard output is a file."""
    with (tmp_path / "open.csv").open("xb") as stream:
        name = f"/proc/self/fd/{stream.fileno()}"
        assert run(["export", "", "--format", "csv", "--data", str(data), "--output", name]) == 0
        assert (tmp_path / "open.csv").stat().st_ino == os.fstat(stream.fileno()).st_ino
    assert (tmp_path / "open.csv").read_bytes().startswith(b"id,")
    assert [one.name for one in tmp_path.iterdir()] == ["open.csv"]


def test_what_cannot_be_written_is_named(data: Path, capfdbinary: Output) -> None:
    assert run(["export", "", "--format", "csv", "--data", str(data), "--output", "/dev/full"]) == 3
    assert b"/dev/full cannot be written: no space left; make room" in capfdbinary.readouterr().err
