"""Commands speak Indonesian or English, and quiet ones say nothing but data and errors."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click
import pytest

from config.outcomes import Outcome
from crawler.backfill.plan import Plan
from crawler.schedule.report import CrawlReport, VisitEnd
from kliping import speech
from kliping.backfill import plan_line
from kliping.speech import is_asked
from kliping.summary import crawl_summary, index_summary
from kliping.texts import TEXTS
from tests.processes import kliping

KLIPING = Path(speech.__file__).parent
NEWS = '{"title": "Panen raya di tepi danau", "body": ["Petani memanen padi pada hari Senin."], "id": "a"}\n'
PAGE = "<html><body><article><h1>Tanggul jebol</h1>" + "<p>Warga memperbaiki tanggul di tepi sungai itu.</p>" * 20


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("speech") / "data"
    assert kliping("--lang", "id", "import", "-", "--data", str(folder), stdin=NEWS).stdout == (
        "1 artikel diimpor: 1 baru, 0 berubah, 0 sama.\n"
    )
    return folder


@pytest.mark.parametrize("code", TEXTS)
def test_every_text_is_there_in_both_languages_with_the_same_places(code: str) -> None:
    assert set(TEXTS[code]) == set(speech.LANGUAGES)
    assert len({tuple(sorted(set(re.findall(r"\{\d\}", text)))) for text in TEXTS[code].values()}) == 1


def test_no_text_is_left_that_nothing_says() -> None:
    said = "".join(
        file.read_text("utf-8") for file in KLIPING.rglob("*.py") if file.name not in ("texts.py", "kept_texts.py")
    )
    made = ("became_", "stage_", "waiting_", "held_", "verified_", "report_each_", "alert_to_", "alert_every_")
    made = (*made, "alert_report_each_")
    assert [code for code in TEXTS if not re.search(rf"[\"']{code}[\"']", said) and not code.startswith(made)] == []


def test_what_commands_say_is_in_the_catalogue() -> None:
    files = [file.read_text("utf-8") for file in KLIPING.rglob("*.py")]
    said = {code for file in files for code in re.findall(r"""\b(?:progress|tell|text|warn)\(["'](\w+)["']""", file)}
    assert "backing_up" in said
    assert said <= set(TEXTS)


def test_a_setting_chooses_the_language_and_the_option_comes_before_it(data: Path, tmp_path: Path) -> None:
    here = ("search", "panen sawah", "--data", str(data))
    assert kliping(*here).stdout.startswith("1 article\n")
    assert kliping(*here, KLIPING_TERMINAL__LANGUAGE="id").stdout.startswith("1 artikel\n")
    assert kliping("--lang", "en", *here, KLIPING_TERMINAL__LANGUAGE="id").stdout.startswith("1 article\n")
    nowhere = str(tmp_path / "tiada")
    assert "tidak ada: ambil atau impor" in kliping("--lang", "id", "search", "x", "--data", nowhere, code=2).stderr


def test_a_quiet_command_gives_data_and_errors_alone(data: Path) -> None:
    here = ("--data", str(data))
    loud = kliping("export", "panen", "--format", "csv", *here)
    quiet = kliping("export", "panen", "--format", "csv", "--quiet", *here)
    assert (quiet.stdout, quiet.stderr) == (loud.stdout, "")
    assert "Exported 1 article." in loud.stderr
    assert kliping("import", "-", "--quiet", *here, stdin=NEWS).stdout == ""
    assert "line 1" in kliping("import", "-", "-q", *here, stdin="{\n", code=4).stderr


def test_one_is_one(tmp_path: Path) -> None:
    here = ("--data", str(tmp_path / "data"))
    assert kliping("import", "-", *here, stdin=NEWS).stdout.startswith("Imported 1 article: ")
    assert kliping("index", "--rebuild", *here).stdout == "Rebuilt: 1 article.\n"
    assert kliping("--lang", "id", "index", "--rebuild", *here).stdout == "Dibangun ulang: 1 artikel.\n"
    assert kliping("index", "--from-archive", *here).stdout.startswith(
        "Made again from the archive: 1 article (1 before).\n"
    )
    assert ": 1 archive file, " in kliping("backup", str(tmp_path / "kept"), *here).stdout


def test_a_page_is_read_from_standard_input(data: Path) -> None:
    done = kliping("extract", "-", "--url", "https://warta.example/1", "--data", str(data), stdin=PAGE)
    assert "Tanggul jebol" in done.stdout
    assert re.search("doubtful +yes", done.stdout), "it has no date and no author"


def test_summaries_in_indonesian() -> None:
    with click.Context(click.Command("crawl")):
        speech.choose("id")
        visits = [VisitEnd("detik", "https://detik.example/rss", Outcome.BAD_SOURCE, is_failed=True)]
        counts = {"requests": 1234, "bytes": 5_000_000, "outcome_fetched": 1000, "outcome_not_found": 3}
        assert list(crawl_summary(CrawlReport(counts, visits=visits))) == [
            "1.000 halaman baru (1 sumber dikunjungi, 1.234 permintaan, 5,0 MB).",
            "      3  not_found: tidak ada",
            "1 dari 1 sumber tidak terbaca: detik (bad_source); lihat `kliping status`",
        ]
        assert list(index_summary({"ok": 2, "updated": 1}, {"indexed": 3})) == [
            "2 artikel baru, 1 berubah; 3 masuk ke indeks."
        ]


def test_status_and_verify_speak_indonesian(data: Path) -> None:
    here = ("--data", str(data))
    assert "All agree." in kliping("verify", *here).stdout
    assert kliping("--lang", "id", "verify", *here).stdout.endswith("1 artikel, 1 di indeks. Semuanya cocok.\n")
    told = kliping("--lang", "id", "status", *here).stdout
    assert re.search(r"^pembacaan +1 artikel baru\b", told, re.MULTILINE)
    assert re.search(
        r"^menunggu +0 tautan, 0 ulangan, 0 halaman, 0 artikel; yang tertua selama 0 detik$", told, re.MULTILINE
    )
    assert re.search(r"^tersimpan +1 artikel, ", told, re.MULTILINE)
    assert re.search(r"^disk +[\d.]+,\d GiB kosong", told, re.MULTILINE)


def test_a_backfill_speaks_indonesian_and_says_one_where_it_is_one() -> None:
    plan = Plan(lists=1, articles=1200, is_exact=False)
    assert plan_line(plan, 2.5) == (
        "Plan: about 1,201 requests: 1 list and 1,200 articles that are not here yet; at one request in 2.5 s that "
        "takes 0.8 hours"
    )
    with click.Context(click.Command("backfill")):
        speech.choose("id")
        assert plan_line(replace(plan, is_exact=True), 3.0) == (
            "Rencana: 1.201 permintaan: 1 daftar dan 1.200 artikel yang belum ada di sini; dengan satu permintaan "
            "tiap 3 detik perlu 1,0 jam"
        )


def test_nobody_is_asked_where_standard_input_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert not is_asked()
