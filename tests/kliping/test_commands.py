"""Commands over the sample site: publisher try and new, count, status, config."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from base.database import writing
from base.formats import FORMAT
from config.catalogue import read_publisher
from indexer.articles.read import articles_database
from indexer.engines.outbox import note_rejected
from indexer.engines.port import Rejected
from kliping.demo.run import write_demo_folder
from kliping.demo.site import serve
from kliping.main import run
from tests.indexing import HARBOUR, NOON, SETTINGS, archive, ready
from tests.processes import kliping

STORY = "/berita/2025/04/harga-beras-turun-setelah-panen-raya"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A data folder with the sample publishers, and where the first of them is served."""
    data = tmp_path_factory.mktemp("commands") / "data"
    with serve({}) as ports:
        write_demo_folder(data, ports)
        yield data, f"http://127.0.0.1:{ports['warta-nusantara']}"


def test_publisher_try_shows_fields_and_what_was_removed(demo: tuple[Path, str]) -> None:
    data, base = demo
    shown = json.loads(kliping("publisher", "try", base + STORY, "--json", "--data", str(data)).stdout)
    assert shown["title"] == "Harga Beras Turun Setelah Panen Raya"
    assert shown["authors"] == ["Nadia Kusumo"]
    assert shown["article_url"] is True
    assert {line["text"] for line in shown["removed"]} == {"ADVERTISEMENT", "SCROLL TO CONTINUE WITH CONTENT"}
    assert not (data / "archive").exists()


def test_publisher_try_says_why_a_page_did_not_come(demo: tuple[Path, str]) -> None:
    data, base = demo
    done = kliping("publisher", "try", f"{base}/tiada", "--data", str(data), code=2)
    assert f"{base}/tiada: the server said that there is no such page" in done.stderr


def test_publisher_new_writes_a_file_that_can_be_read(demo: tuple[Path, str], tmp_path: Path) -> None:
    data, base = demo
    (tmp_path / "kliping.toml").write_text((data / "kliping.toml").read_text())
    kliping("publisher", "new", base + STORY, "--data", str(tmp_path))
    (file,) = (tmp_path / "publishers").iterdir()
    publisher = read_publisher(file)
    assert publisher.owns(base + STORY)
    assert "already" in kliping("publisher", "new", base + STORY, "--data", str(tmp_path), code=2).stderr


def test_publisher_new_says_where_the_fixture_is_and_what_to_look_at(demo: tuple[Path, str], tmp_path: Path) -> None:
    data, base = demo
    (tmp_path / "kliping.toml").write_text((data / "kliping.toml").read_text())
    said = kliping("publisher", "new", base + STORY, "--fixture", "--data", str(tmp_path)).stderr
    for name in ("site-127-0-0-1.toml", "pages/site-127-0-0-1.html", "expected/site-127-0-0-1.toml"):
        assert (tmp_path / "publishers" / name).is_file()
        assert str(tmp_path / "publishers" / name) in said
    assert "correct that file where it differs" in said
    expected = tomllib.loads((tmp_path / "publishers/expected/site-127-0-0-1.toml").read_text("utf-8"))
    assert (expected["title"], expected["authors"]) == ("Harga Beras Turun Setelah Panen Raya", ["Nadia Kusumo"])


def test_publisher_list_names_the_users_publishers(demo: tuple[Path, str]) -> None:
    listed = kliping("publisher", "list", "--json", "--data", str(demo[0])).stdout.splitlines()
    assert {"warta-nusantara", "kabar-timur"} <= {json.loads(line)["slug"] for line in listed}


def test_config_shows_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kliping.toml").write_text(
        "[engine]\npassword = 'rahasia'\n[database]\nurl = 'postgresql+psycopg://user:rahasia@host/db'\n"
    )
    assert run(["config", "--data", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "rahasia" not in printed
    assert "postgresql+psycopg://user:***@host/db" in printed
    assert str(tmp_path / "kliping.toml") in printed


@pytest.mark.parametrize("password", ["p@rahasia", "se://rahasia", "a:b@c/rahasia", "?rahasia", "rahasia#@rahasia"])
@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_config_shows_no_secret_whatever_its_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], password: str, as_json: list[str]
) -> None:
    (tmp_path / "kliping.toml").write_text(
        f"[engine]\nurl = 'https://user:{password}@host:9200'\npassword = '{password}'\napi_key = '{password}'\n"
        f"[database]\nurl = 'postgresql+psycopg://host/db?password={password}'\n"
    )
    assert run(["config", *as_json, "--data", str(tmp_path)]) == 0
    assert "rahasia" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "toml",
    [
        "[engine]\npassword = ['rahasia']",
        "[engine]\nurl = 'htps://user:rahasia@host'",
        "[engine]\nurl = 'https://user:x?rahasia@host'",
        "[database]\nurl = 'postgresql+psycopg://user:x@rahasia@127.0.0.1:1/db'\n[engine]\nurl = 'http://127.0.0.1:1'",
    ],
)
def test_no_error_names_a_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str], toml: str) -> None:
    (tmp_path / "kliping.toml").write_text(toml)
    assert run(["search", "apa", "--data", str(tmp_path)]) == 2
    assert "rahasia" not in capsys.readouterr().err


def test_status_of_an_empty_folder_is_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["held"]["articles"] == 0


def test_status_of_no_folder_makes_none_and_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--data", str(tmp_path / "tiada")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "tiada").exists()


@pytest.mark.parametrize("command", ["search", "extract"])
def test_a_batch_that_is_no_text_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_bytes(b"\n\xff\xfe\n")
    assert run([command, "--batch", str(file), "--data", str(tmp_path)]) == 2
    assert f"{file}: line 2 is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["serch"], 2, "No such command 'serch'. Did you mean `kliping search`"),
        (["zzyzx"], 2, "No such command 'zzyzx'.\n"),
        (["search"], 2, "give either a QUERY (or --query-file FILE), or --batch FILE"),
        (["search", "a", "--top", "0"], 2, "--top"),
        (["search", "harga", "beras"], 2, "put the query in quotation marks: 'harga beras'"),
        (["search", "harga", "-beras"], 2, "put the query in quotation marks: 'harga -beras'"),
        (["search", "harga", "--jsn"], 2, "No such option '--jsn'. (Did you mean one of: '--json'"),
        (["search", "--jsn=1"], 2, "No such option '--jsn'"),
        (["search", "--after", "-x", "harga"], 2, "the cursor is damaged"),
        (["count", "harga", "beras"], 2, "put the query in quotation marks: 'harga beras'"),
        (["count"], 2, "QUERY"),
        (["extract"], 2, "name the files to read"),
        (["parse-date", "x", "--now", "soon"], 2, "--now must be like"),
        (["parse-date", "besok", "--now", "0001-01-01T00:00+14:00"], 2, "--now must be like"),
        (["crawl", "--once", "--publisher", "tiada"], 2, "there is no publisher tiada"),
    ],
)
def test_wrong_usage_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    folder = [] if arguments[0] in ("serch", "zzyzx", "parse-date") else ["--data", str(tmp_path)]
    assert run([*arguments, *folder]) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("path", ["a\0b", "\ud800"])
def test_what_can_be_no_name_of_a_page_is_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    file = tmp_path / "manifest.jsonl"
    file.write_text(json.dumps({"path": path, "url": [1]}))
    assert run(["extract", "--batch", str(file), "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "unreadable"


def test_a_line_of_endless_brackets_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "manifest.jsonl"
    file.write_bytes(b"[" * 100_000)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    for arguments in (["parse-date", "--batch"], ["extract", "--batch", str(file)]):
        assert run(arguments) == 2
        assert "JSON" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["search", "a"],
        ["count", "a"],
        ["status"],
        ["index", "--dead-letters"],
        ["index", "--retry-dead-letters"],
        ["index", "--rebuild"],
        ["index", "--from-archive"],
    ],
)
def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run([*command, "--data", str(tmp_path / "tiada")]) == 2
    assert f"there is no folder {tmp_path / 'tiada'}" in capsys.readouterr().err
    assert not (tmp_path / "tiada").exists()


def test_fail_empty_ends_with_one(tmp_path: Path) -> None:
    assert run(["search", "apa pun", "--fail-empty", "--data", str(tmp_path)]) == 1


@pytest.mark.parametrize("query", ["-tsunami", "-tsunami gempa", "--tsunami gempa", "-", "-h gempa"])
@pytest.mark.parametrize("command", [["search", "--top", "3"], ["count", "--by=month"]])
def test_a_query_may_begin_with_a_minus_sign(tmp_path: Path, command: list[str], query: str) -> None:
    assert run([*command, query, "--data", str(tmp_path)]) == 0
    assert run([*command, "--data", str(tmp_path), "--", query]) == 0


def test_a_hit_is_shown_with_its_time_and_why_it_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, data = tmp_path / "articles.jsonl", ["--data", str(tmp_path / "data")]
    dated = {"title": "Harga beras", "body": "Harga beras turun.", "published": "2025-04-09T07:30:00+07:00"}
    undated = {"title": "Beras impor", "body": "Kapal beras tiba di pelabuhan."}
    file.write_text("\n".join(map(json.dumps, (dated, undated))), encoding="utf-8")
    assert run(["import", str(file), *data]) == 0
    capsys.readouterr()
    assert run(["search", "beras", "--explain", "--sort", "oldest", *data]) == 0
    first, second = capsys.readouterr().out.split("\n 2. ")
    assert "9 Apr 2025, 07:30 WIB" in first
    assert "undated; found " in second
    assert re.search(r"\d\.\d{3}  stem:beras, weight 1\n", first)


def test_count_says_how_the_query_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["count", "banjir sejak:lusa", "--data", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out == "day,count\n"
    assert "“sejak:lusa” is no date" in err


def test_several_queries_are_counted_into_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, batch, data = tmp_path / "articles.jsonl", tmp_path / "batch.jsonl", ["--data", str(tmp_path / "data")]
    texts = [("Harga beras", "2025-04-09"), ("Banjir dan beras", "2025-04-11"), ("Banjir bandang", "2025-04-11")]
    lines = [{"title": title, "body": f"{title} hari ini.", "published": day} for title, day in texts]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    asked = [{"id": "b", "text": "beras"}, {"id": "=f", "text": "banjir"}, {"id": "n", "text": "banjir tidakadasama"}]
    batch.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    assert run(["import", str(file), *data]) == 0
    capsys.readouterr()
    assert run(["count", "--batch", str(batch), *data]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == ["day,b,'=f,n", "2025-04-09,1,0,0", "2025-04-10,0,0,0", "2025-04-11,1,2,0"]
    assert "note on n: No article has all the words" in err
    assert run(["count", "beras", "--share", *data]) == 0
    shares = ["day,count,share", "2025-04-09,1,1.0", "2025-04-10,0,0.0", "2025-04-11,1,0.5"]
    assert capsys.readouterr().out.splitlines() == shares
    assert run(["count", "beras", "--share", "--json", *data]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][2] == {"value": "2025-04-11", "count": 1, "share": 0.5}
    batch.write_text('{"id": "b", "text": "x"}\n{"id": "b", "text": "y"}', encoding="utf-8")
    assert run(["count", "--batch", str(batch), *data]) == 2
    assert "the id 'b' has come before" in capsys.readouterr().err


def test_a_manifest_and_queries_are_read_from_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, articles = tmp_path / "halaman.html", tmp_path / "articles.jsonl"
    page.write_text(f"<h1>Pasar desa dibuka lagi</h1>{'<p>Warga berbelanja di pasar itu sejak pagi hari.</p>' * 9}")
    articles.write_text(json.dumps({"title": "Banjir", "body": "Banjir surut.", "published": "2025-04-09"}))
    data = ["--data", str(tmp_path / "data")]
    assert run(["import", str(articles), *data]) == 0
    capsys.readouterr()
    for command, line, expected in (
        (["extract", "--batch", "-"], {"path": str(page), "url": None}, '"title": "Pasar desa dibuka lagi"'),
        (["count", "--batch", "-"], {"id": "b", "text": "banjir"}, "2025-04-09,1"),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(line).encode())))
        assert run([*command, *data]) == 0
        assert expected in capsys.readouterr().out


def test_a_long_query_is_read_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, query, data = tmp_path / "articles.jsonl", tmp_path / "query.txt", ["--data", str(tmp_path / "data")]
    lines = [{"id": f"k{number}", "title": f"Kabar kota{number}", "body": "Ramai."} for number in range(300)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    names = " OR\n".join(f"kota{number}" for number in range(300))
    query.write_text(f"\ufeff{names}\n-kota7\n", encoding="utf-8")
    assert run(["import", str(file), *data]) == 0
    capsys.readouterr()
    assert run(["search", "--query-file", str(query), "--json", *data]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 299
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(query.read_bytes())))
    assert run(["count", "--query-file", "-", "--by", "language", "--json", *data]) == 0
    assert sum(row["count"] for row in json.loads(capsys.readouterr().out)["rows"]) == 299
    query.write_bytes(b"\xff\xfe")
    assert run(["search", "--query-file", str(query), *data]) == 2
    assert "is not UTF-8" in capsys.readouterr().err
    query.write_text("beras")
    assert run(["search", "banjir", "--query-file", str(query), *data]) == 2
    assert "either a QUERY or --query-file" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kliping.main", "config", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        _, messages = process.communicate(timeout=60)
    assert (process.returncode, messages) == (0, b"")


EVIL = "\x1b]0;pwn\x07\u202eHarga\x9b2J beras"


@pytest.fixture
def evil(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The `--data` of a folder with an imported article whose every field would steer a terminal or a spreadsheet."""
    file, data = tmp_path / "articles.jsonl", ["--data", str(tmp_path / "data")]
    article = {"title": EVIL, "body": f"{EVIL} turun", "section": "=cmd|' /C calc'!A0", "authors": ["@SUM(1+1)*cmd"]}
    file.write_text(json.dumps({**article, "url": "https://a.id/\x1b[2J"}), encoding="utf-8")
    assert run(["import", str(file), *data]) == 0
    capsys.readouterr()
    return data


@pytest.mark.parametrize("arguments", [["search", "beras", "--explain"], ["search", "beras", "--json"]])
def test_a_foreign_text_does_not_steer_the_terminal(
    evil: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run([*arguments, *evil]) == 0
    printed = capsys.readouterr().out
    assert "beras" in printed
    assert not set(printed) & set("\x1b\x07\x9b\u202e")


def test_an_error_with_a_foreign_text_does_not_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"title": "A", "body": "B", "id": "ab\x9b2J\u202e"}) + "\n", encoding="utf-8")
    assert run(["import", str(file), "--data", str(tmp_path / "\u202edata")]) == 4
    assert run(["search", "beras", "--data", str(tmp_path / "\u202etiada")]) == 2
    assert not set(capsys.readouterr().err) & set("\x9b\u202e")


@pytest.mark.parametrize("by", ["section", "author"])
def test_no_cell_of_a_count_is_a_formula(evil: list[str], capsys: pytest.CaptureFixture[str], by: str) -> None:
    assert run(["count", "beras", "--by", by, *evil]) == 0
    (_, cell), *_ = [line.split(",")[::-1] for line in capsys.readouterr().out.splitlines()[1:]]
    assert cell.startswith(("'=", "'@"))


def test_status_reads_no_table_that_grows_with_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "articles.jsonl"
    articles = [{"title": f"Judul {n}", "body": f"Isi yang ke-{n} dari beberapa.", "id": str(n)} for n in range(3)]
    file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assert run(["import", str(file), "--data", str(tmp_path)]) == 0
    assert run(["status", "--data", str(tmp_path)]) == 0  # makes the ledger's tables
    capsys.readouterr()
    asked = list[str]()
    remember = lambda _connection, _cursor, statement, *_: asked.append(statement)  # noqa: E731
    event.listen(Engine, "before_cursor_execute", remember)
    try:
        assert run(["status", "--json", "--data", str(tmp_path)]) == 0
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
    shown = json.loads(capsys.readouterr().out)
    assert shown["stages"] == {"fetch": {}, "extract": {"ok": 3}, "index": {"indexed": 3}}
    assert shown["held"]["articles"] == 3
    assert any("outcome_totals" in statement for statement in asked)
    growing = ("tally", "articles", "versions", "sketches", "run")
    grown = [one for one in asked if re.search(rf"FROM ({'|'.join(growing)})\b", one)]
    assert [one for one in grown if "WHERE doubtful" not in one] == []  # that has an index of its own


def test_dead_letters_are_listed_and_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*arguments: str) -> str:
        assert run(["index", *arguments, "--data", str(tmp_path)]) == 0
        return capsys.readouterr().out

    archive(tmp_path, ready("a", "Satu", HARBOUR))
    said("--once")
    assert said("--dead-letters") == "No dead letters: the index has every article.\n"
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        note_rejected(connection, [Rejected("a", "too \x1b[31m large")], NOON)
    assert said("--dead-letters") == "2024-11-27 05:00  a    too \\x1b[31m large\n"
    (letter,) = json.loads(said("--dead-letters", "--json"))
    assert (letter["id"], letter["reason"]) == ("a", "too \x1b[31m large")
    assert said("--retry-dead-letters").startswith("Put back into the queue: 1.")
    said("--once")
    assert json.loads(said("--dead-letters", "--json")) == []
    assert json.loads(said("--retry-dead-letters", "--json")) == {"retried": 0}


@pytest.mark.parametrize(
    "command", [["search", "apa"], ["count", "apa", "--by", "day"], ["status"], ["serve"], ["index", "--once"]]
)
def test_a_folder_of_a_newer_version_is_refused_by_readers_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / "FORMAT").write_text(f"{FORMAT + 1}\n")
    assert run([*command, "--data", str(tmp_path)]) == 2
    assert "was written by a newer version" in capsys.readouterr().err
    (tmp_path / "FORMAT").write_text(f"{FORMAT}\n")
    (tmp_path / "articles.sqlite").write_bytes(b"SQLite format 3\0".ljust(60, b"\0") + (9999).to_bytes(4))
    assert run([*command, "--data", str(tmp_path)]) == 2
    assert "the tables of articles were written by a newer version" in capsys.readouterr().err


def test_a_hit_without_title_or_source_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, data = tmp_path / "one.jsonl", str(tmp_path / "data")
    lines.write_text(json.dumps({"id": "1", "text": "Banjir surut di kota."}))
    assert run(["import", str(lines), "--data", data]) == 0
    capsys.readouterr()
    assert run(["search", "banjir", "--data", data]) == 0
    assert " 1. (no title)\n    (no source) · " in capsys.readouterr().out
