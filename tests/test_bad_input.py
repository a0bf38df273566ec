"""Bad input at the command line: each a clear message and its exit code or outcome, nothing lost, the process alive."""

from __future__ import annotations

import gzip
import http.server
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.processes import kliping as run_kliping

STORY = (
    "Warga desa bergotong-royong memperbaiki tanggul yang jebol pada Senin pagi. Kepala desa mengatakan pekerjaan itu"
    " selesai dalam dua hari. Petani berharap air kembali mengalir ke sawah sebelum musim tanam tiba bulan depan."
)
PUBLISHER = """
name = "Warta Uji"
domains = ["127.0.0.1:{port}"]
article_url = '/baca/'
[politeness]
delay_seconds = 0
[[sources]]
kind = "feed"
url = "http://127.0.0.1:{port}/{feed}"
"""


def article(title: str, charset: str = "utf-8") -> bytes:
    body = "".join(f"<p>{STORY} Bagian {number} – “{title}”.</p>" for number in range(4))
    page = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    return page.encode(charset, "xmlcharrefreplace")


class Site(http.server.BaseHTTPRequestHandler):
    """One good article, one in a wrong character set, one bomb of nested tags; feeds that are good and garbage."""

    pages: ClassVar[dict[str, bytes]] = {
        "/baca/baik": article("Tanggul desa diperbaiki warga"),
        "/baca/salah-aksara": article("Panen raya di tepi danau", "windows-1252"),
        "/baca/bom": b"<html><body><h1>Bom</h1>" + b"<div>" * 100_000 + STORY.encode() + b"</body></html>",
        "/sampah": b"\x00\xff not a feed <<<>>> &&&" * 100,
    }

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        body = self.pages.get(self.path)
        if self.path == "/umpan":
            links = (path for path in self.pages if path.startswith("/baca/"))
            items = "".join(f"<item><title>{path}</title><link>{base}{path}</link></item>" for path in links)
            body = f"<rss version='2.0'><channel><title>Uji</title>{items}</channel></rss>".encode()
        self.send_response(200 if body else 404)
        kind = "text/html" if self.path.startswith("/baca/") else "application/rss+xml"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join(10)


def folder(tmp_path: Path, port: int, feed: str) -> Path:
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "uji.toml").write_text(PUBLISHER.format(port=port, feed=feed))
    (tmp_path / "kliping.toml").write_text("[crawler]\nallow_private_addresses = true\n[log]\nformat = 'json'\n")
    return tmp_path


def kliping(data: Path, *arguments: str, code: int = 0, **settings: str) -> subprocess.CompletedProcess[str]:
    return run_kliping(*arguments, "--data", str(data), code=code, **settings)


def crawled(data: Path, code: int = 0, **settings: str) -> subprocess.CompletedProcess[str]:
    return kliping(data, "crawl", "--once", "--all", "--publisher", "uji", code=code, **settings)


def titles(data: Path, query: str, **settings: str) -> list[str]:
    done = kliping(data, "search", query, "--json", **settings)
    return [hit["title"] for hit in json.loads(done.stdout)["hits"]]


def events(done: subprocess.CompletedProcess[str], action: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, done.stderr.splitlines()) if line.get("event.action") == action]


def test_a_broken_publisher_file_is_named_with_its_key(tmp_path: Path, port: int) -> None:
    data = folder(tmp_path, port, "umpan")
    (data / "publishers" / "rusak.toml").write_text('name = "Rusak"\ndomains = "rusak.example"\n')
    done = kliping(data, "crawl", "--once", code=2)
    assert done.stderr.startswith(f"kliping: {data / 'publishers' / 'rusak.toml'}: domains: must be a list of strings")


def test_a_feed_of_garbage_is_an_outcome(tmp_path: Path, port: int) -> None:
    done = crawled(folder(tmp_path, port, "sampah"), code=3)  # not one source could be read
    visits = events(done, "source.visit")
    assert [visit["kliping.outcome"] for visit in visits] == ["bad_source"]


def test_bombs_and_wrong_character_sets_leave_the_others_alone(tmp_path: Path, port: int) -> None:
    data = folder(tmp_path, port, "umpan")
    crawled(data)
    done = kliping(data, "index", "--once")
    ends = {line["url.full"].rsplit("/", 1)[1]: line["kliping.outcome"] for line in events(done, "page.extract")}
    assert ends == {"baik": "ok", "salah-aksara": "ok", "bom": "too_large"}
    assert titles(data, '"tanggul yang jebol" danau') == ["Panen raya di tepi danau"]
    page = json.loads(kliping(data, "search", "danau", "--json").stdout)["hits"][0]
    assert "“Panen raya di tepi danau”" in page["snippet"]


@pytest.mark.parametrize("query", ["(" * 8000, ")" * 8000, "NOT " * 2000, '"' * 999, "\x00\u202e*?~", "a" * 5000])
def test_a_query_of_death_is_answered_with_a_note(tmp_path: Path, query: str) -> None:
    done = kliping(tmp_path, "search", query.replace("\x00", ""), "--json")
    assert json.loads(done.stdout)["hits"] == []


def test_elasticsearch_down_at_start_loses_nothing(tmp_path: Path, port: int) -> None:
    data = folder(tmp_path, port, "umpan")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    crawled(data)
    for command in (("index", "--once"), ("search", "tanggul")):
        done = kliping(data, *command, KLIPING_ENGINE__URL=address, KLIPING_ENGINE__TIMEOUT_SECONDS="2", code=3)
        assert address in done.stderr.splitlines()[-1]
    kliping(data, "index", "--once")
    assert titles(data, "tanggul jebol judul:tanggul") == ["Tanggul desa diperbaiki warga"]


def test_a_log_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    done = kliping(tmp_path, "crawl", "--once", code=2, KLIPING_LOG__FILE=str(tmp_path / "none" / "kliping.log"))
    assert "log.file" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_to_a_full_disk_is_named(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kliping.main", "config", "--data", str(tmp_path)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 3
    assert "kliping: standard output: No space left on device" in done.stderr


def test_clipped_pages_are_searchable_or_say_why_not(tmp_path: Path, port: int) -> None:
    data = folder(tmp_path, port, "umpan")
    base = f"http://127.0.0.1:{port}"
    done = kliping(data, "clip", "--json", f"{base}/baca/baik", f"{base}/tiada", f"{base}/baca/bom")
    ends = [(line["outcome"], line["title"]) for line in map(json.loads, done.stdout.splitlines())]
    assert ends == [("ok", "Tanggul desa diperbaiki warga"), ("not_found", ""), ("too_large", "")]
    assert titles(data, "tanggul") == ["Tanggul desa diperbaiki warga"]


def test_an_import_with_bad_lines_takes_the_good_ones(tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": "Baik", "body": STORY}),
        "{",
        '"x"',
        json.dumps({"url": "https://uji.example/a"}),
        "\xff",
    ]
    file = tmp_path / "articles.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode("latin-1")))
    done = kliping(tmp_path / "data", "import", str(file), code=4)
    assert "Imported 1 article: 1 new, 0 changed, 0 same; 4 lines could not be read." in done.stdout
    assert all(f"line {number}" in done.stderr for number in (2, 3, 4, 5))
    assert titles(tmp_path / "data", "tanggul") == ["Baik"]
