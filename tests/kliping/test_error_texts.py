"""The errors that people meet most come in Indonesian, and each that is translated is one that a room still raises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from base.data_dir import lock_role, open_folder
from kliping import error_texts
from kliping.error_texts import INDONESIAN, in_indonesian
from kliping.main import run

ROOT = Path(__file__).parents[2]
ROOMS = ("base", "config", "crawler", "indexer", "search", "kliping")


@cache
def literals() -> str:
    """All texts of the rooms' code, those that stand side by side joined as Python joins them."""
    return "\n".join(one for room in ROOMS for file in (ROOT / room).rglob("*.py") for one in texts_of(file))


def texts_of(file: Path) -> Iterator[str]:
    if file != Path(error_texts.__file__):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.mark.parametrize("template", INDONESIAN)
def test_a_translated_error_is_one_that_is_raised(template: str) -> None:
    parts = [one.strip() for one in re.split(r"\{\w+\}", template)]
    assert [one for one in parts if one not in literals()] == []


@pytest.mark.parametrize(("template", "translated"), INDONESIAN.items())
def test_a_translation_names_the_same_parts(template: str, translated: str) -> None:
    places = re.findall(r"\{(\w+)\}", template)
    assert sorted(places) == sorted(re.findall(r"\{(\w+)\}", translated))
    told = template.format(**{place: f"<{place} {{0}}>" for place in places})
    assert in_indonesian(told) == translated.format(**{place: f"<{place} {{0}}>" for place in places})


@pytest.mark.parametrize(
    ("words", "english", "indonesian"),
    [
        (["crawl", "--once", "--publisher", "tiada"], "there is no publisher tiada;", "penerbit tiada tidak ada;"),
        (["alert", "show", "x"], "there is no saved search 'x';", "tidak ada pencarian tersimpan 'x';"),
        (["search", "x", "--after", "rusak"], "the cursor is damaged", "kursornya rusak"),
        (["export", "x", "--format", "csv", "--fields", "judull"], "no field judull;", "tidak ada kolom judull;"),
        (["restore", "/tiada/cadangan"], "there is no backup", "tidak ada cadangan"),
    ],
)
def test_a_command_says_what_is_wrong_in_its_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], english: str, indonesian: str
) -> None:
    for language, said in (("en", english), ("id", indonesian)):
        assert run(["--lang", language, *words, "--data", str(tmp_path)]) == 2
        assert said in capsys.readouterr().err


def test_the_setting_chooses_the_language_of_errors_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIPING_TERMINAL__LANGUAGE", "id")
    monkeypatch.setenv("KLIPING_ENGINE__URL", "http://127.0.0.1:1")
    assert run(["search", "x", "--data", str(tmp_path)]) == 3
    assert "tidak dapat dicapai: apakah berjalan" in capsys.readouterr().err


def test_who_runs_already_is_said_in_indonesian(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with lock_role(open_folder(tmp_path), "index"):
        assert run(["--lang", "id", "index", "--from-archive", "--data", str(tmp_path)]) == 3
    assert "sudah menjalankan `index` di" in capsys.readouterr().err


def test_what_nobody_translated_stays_as_it_is() -> None:
    assert in_indonesian("nobody has translated this") == "nobody has translated this"


def test_a_message_of_thousands_of_characters_is_not_looked_up() -> None:
    text = "a: cannot be used (b); c belongs to " * 10_000  # which can be cut in more ways than can be tried
    assert in_indonesian(text) == text
