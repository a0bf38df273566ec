"""A field of an article is a row of `indexer.fields`: a new one is found everywhere, and none is named elsewhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import fields

ROOT = Path(__file__).parent.parent

NAMED = {
    "search/web/pages/hit_list.py": {"authors", "section"},  # the lines below titles
    "search/web/templates/parts/hits.html": {"authors", "section"},
    "search/web/templates/article.html": {"authors"},
    "indexer/articles/article.py": {"speaker", "people"},  # what it is made of
    "search/answer/quotes.py": {"speaker", "person"},
    "search/query/field_values.py": {"person"},  # whose name it is
    "search/saved/names.py": {"person"},
    "search/saved/tables.py": {"person"},
    "search/saved/migrations/versions/0004_person_names.py": {"person"},
    "search/mcp/reading.py": {"section", "speaker"},  # what its tools are asked for
    "search/web/pages/filter_panel.py": {"person"},  # the page of one
    "search/web/templates/parts/value_row.html": {"person"},
    "kliping/commands/speaker.py": {"person"},
    "kliping/main.py": {"section", "speaker"},  # click's word for a part of its help; a command
    "search/web/templates/parts/macros.html": {"speaker"},
    "search/export/formats.py": {"speaker"},
    "search/web/article_json.py": {"speaker"},
    "search/web/pages/article.py": {"speaker"},
    "search/web/templates/parts/quotes.html": {"speaker"},
    "kliping/commands/quotes.py": {"speaker"},
    "search/i18n.py": {"site"},  # what the page itself is called
    "search/answer/interpretation.py": {"site"},  # what a note names where a word of a query is one
    "search/web/app.py": {"site"},  # what all routes are made with
    "search/web/opensearch.py": {"site"},
    "search/web/pages/results.py": {"site"},  # the parts that all pages share
    "search/web/pages/citation.py": {"author", "authors"},  # what the forms of others have a place for
    "search/export/ris.py": {"authors", "section", "tags"},
    "search/web/feeds/entries.py": {"authors", "section", "site", "tags"},
    "search/web/feeds/atom.py": {"author", "authors"},
    "search/web/feeds/json_feed.py": {"authors", "tags"},
    "search/web/feeds/rss.py": {"authors"},
    "indexer/importing/keys.py": {"author", "authors", "penulis", "rubrik", "section", "tag", "tags", "topik"},
    "indexer/importing/records.py": {"authors", "tags"},  # as others call what is imported
    "indexer/articles/coverage.py": {"authors"},  # how much of each publisher's pages could be read
    "search/report/document.py": {"author", "authors", "section"},  # what a clipping has a place for
    "search/report/origins.py": {"authors"},
    "search/report/report.py": {"offices"},
    "search/report/clippings.py": {"authors", "section"},
    "search/report/shares.py": {"section", "speaker"},  # the parts of a report
    "search/saved/migrations/versions/0007_spikes.py": {"offices"},  # newsrooms that tell of a spike
    "search/saved/spikes/looking.py": {"offices"},
    "search/saved/spikes/tables.py": {"offices"},
    "search/saved/spikes/telling.py": {"offices"},
    "search/saved/spikes/watching.py": {"offices"},
    "search/web/feeds/spikes.py": {"site"},
    "search/report/sheets.py": {"authors", "section"},
    "search/report/templates/report.html": {"authors", "section"},
    "kliping/publisher_check.py": {"authors", "section"},
    "kliping/demo/markup.py": {"author", "section", "tags"},  # the demo's own texts, before they are articles
    "kliping/demo/site.py": {"section"},
    "kliping/demo/texts.py": {"penulis", "rubrik", "topik"},
}
"""Files beside the table that name fields, and which. Extraction finds the values and is free to; publisher and
language are more than fields: catalogue, stemming and snippets need them."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process says whose table has a field more."""
    command = [sys.executable, "-m", "tests.new_field", str(tmp_path_factory.mktemp("field"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("query", ["a01", "a03"]),
        ("query in English", ["a04"]),
        ("filter", ["a01", "a03"]),
        ("hit", ["Tono Raharjo"]),
        ("article", ["Wati Lestari", "Tono Raharjo"]),
        ("note", ["Tidak ada artikel dengan penyunting “nobody”."]),
        ("count", [["Tono Raharjo", 2], ["Wati Lestari", 2]]),
        ("facet", True),
        ("chip", True),
        ("page", True),
        ("form", True),
        ("schemas", ["Article", "Hit"]),
        ("elastic", {"type": "keyword"}),
    ],
)
def test_a_new_row_is_found(answers: dict[str, Any], place: str, expected: object) -> None:
    assert answers[place] == expected


def test_a_new_row_is_offered(answers: dict[str, Any]) -> None:
    assert "editor" in answers["parameters"]
    assert "editor" in answers["command"]


def test_indices_without_a_new_field_are_built_anew(answers: dict[str, Any]) -> None:
    assert 2 not in answers["layouts"]


def names() -> set[str]:
    """The names by which keyword fields are known, but those of publisher and language."""
    shown = [one for one in fields.keywords() if one.matching in ("words", "full-name", "office", "host")]
    queries = {name for name, one in fields.by_query_name().items() if one in shown}
    return {name for one in shown for name in (one.name, one.key, one.parameter) if name} | queries


def named_in(file: Path) -> Iterator[str]:
    text = file.read_text("utf-8")
    if file.suffix == ".html":
        for part in re.findall(r"{[{%].*?[%}]}", text):
            yield from re.findall(r"\.(\w+)", part)
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Constant(value=str() as value) | ast.Attribute(attr=value):
                yield value


def test_no_other_file_names_a_field() -> None:
    files = [file for room in ("indexer", "search", "kliping") for file in (ROOT / room).rglob("*.*")]
    found = {
        file.relative_to(ROOT).as_posix(): names().intersection(named_in(file))
        for file in files
        if file.suffix in (".py", ".html")
        and not {"extract", "quotes", "people"}.intersection(file.relative_to(ROOT).parts)
        and file != Path(fields.__file__)
    }
    assert {file: fields for file, fields in found.items() if fields} == NAMED
