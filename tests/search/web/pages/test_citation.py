from __future__ import annotations

from typing import Any

import pytest

from search.web.pages.citation import MAX_KEY, apa, bibtex, file, ris

ARTICLE: dict[str, Any] = {
    "title": "Harga beras naik 5% & stok\nmenipis",
    "authors": ["Budi Santoso", "Sri"],
    "publisher": "antara",
    "publisher_name": "Antara",
    "published": "2024-12-02T08:00:00+07:00",
    "url": "https://antara.example/a_b?c=1&d=2",
    "language": "id",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("Santoso, B., & Sri (2024, 2 Desember). Harga beras naik 5% & stok menipis. Antara. "
             "https://antara.example/a_b?c=1&d=2")),
        ({"authors": []}, ("Harga beras naik 5% & stok menipis. (2024, 2 Desember). Antara. "
                          "https://antara.example/a_b?c=1&d=2")),
        ({"published": None, "authors": ["Ni Luh Ayu Lestari"], "url": ""},
         "Lestari, N. L. A. (n.d.). Harga beras naik 5% & stok menipis. Antara."),
        ({"authors": ["فاطمة الزهراء"], "title": "A", "publisher_name": ""},
         "فاطمة الزهراء (2024, 2 Desember). A. antara. https://antara.example/a_b?c=1&d=2"),
    ],
)  # fmt: skip
def test_apa(changes: dict[str, Any], expected: str) -> None:
    assert apa({**ARTICLE, **changes}, "id") == expected


def test_bibtex_escapes_what_tex_would_run() -> None:
    entry = bibtex({**ARTICLE, "title": r"\input{x} 5% & a_b", "authors": ["A {B}"]})
    assert r"title = {{\textbackslash{}input\{x\} 5\% \& a\_b}}" in entry
    assert r"author = {{A \{B\}}}" in entry
    assert "date = {2024-12-02}" in entry
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2024-12-31T17:30:00+00:00", "2025-01-01"),
        ("2025-01-01T00:30:00+09:00", "2025-01-01"),
        ("2025-01-01", "2025-01-01"),
    ],
)
def test_the_day_is_that_of_the_page_and_of_a_time_in_utc_jakartas(published: str, day: str) -> None:
    article = {**ARTICLE, "published": published, "section": "", "tags": [], "body": [], "captured": None}
    assert f"date = {{{day}}}" in bibtex(article)
    assert f"DA  - {day.replace('-', '/')}\r\nUR" in ris(article, "a1")
    assert apa(article, "en").startswith("Santoso, B., & Sri (2025, January 1).")


def test_no_value_begins_a_line_of_ris() -> None:
    article = {**ARTICLE, "title": "A\r\nUR  - http://jahat.example", "authors": ["B\nER  - "], "section": "\rID  - x"}
    lines = ris({**article, "captured": None, "tags": [], "body": []}, "a1").split("\r\n")
    assert [line[:2] for line in lines] == ["TY", "TI", "AU", "T2", "SE", "PY", "DA", "UR", "LA", "ID", "ER", "", ""]


def test_no_title_makes_a_header_that_clients_refuse() -> None:
    named = file({**ARTICLE, "title": "A" * 100_000}, "a1", "bibtex").headers["Content-Disposition"]
    assert named.startswith('attachment; filename="antara2024-aaa')
    assert len(named) < 2 * MAX_KEY
