"""The table of fields agrees with itself."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace

import pytest

from indexer import fields
from indexer.articles.article import Content
from indexer.fields import FIELDS, Field


@pytest.mark.parametrize("names", [
    [field.name for field in FIELDS],
    [field.key for field in FIELDS],
    [field.parameter for field in fields.filters()],
    [field.facet for field in fields.facets()],
    [name for field in FIELDS for name in {one for names in (field.query_names or {}).values() for one in names}],
])  # fmt: skip
def test_no_two_fields_share_a_name(names: list[object]) -> None:
    assert len(names) == len(set(names))
    assert names


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_what_is_asked_by_name_has_names_in_both_languages(field: Field) -> None:
    if field.query_names is not None or field.parameter or field.facet:
        assert field.label is not None
        assert field.label.keys() == {"id", "en"}
    if field.query_names is not None:
        assert all(field.query_names[language] for language in ("id", "en"))
        assert field.kind in ("text", "keyword", "plain")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_only_keywords_are_filtered_and_counted(field: Field) -> None:
    assert field.kind == "keyword" or not (field.parameter or field.facet or field.counted)
    assert field.exported or not field.in_hits


def test_quotes_are_kept_without_their_text_and_come_back_whole() -> None:
    body = ("Hujan reda.", "“Tanggul kami perkuat pekan ini,” kata Bupati Demak Wahyu Kencana.")
    content, field = Content(body=body, language="id"), fields.by_name()["quotes"]
    (row,) = json.loads(json.dumps(field.keep(SimpleNamespace(content=content))))
    assert "Tanggul" not in str(row)
    shown = [dataclasses.asdict(one) for one in content.quotes]
    assert field.kept_in({"quotes": [row], "body": body}) == shown
    assert field.kept_in({"quotes": shown, "body": body}) == shown, "as earlier layouts keep them"
    assert field.kept_in({"body": body}) == []


def test_a_field_is_known_in_json_by_the_last_name_of_its_path() -> None:
    made = Field(name="region", kind="keyword", attribute="content.regions", many=True)
    assert made.key == "regions"
    assert made.kept_in({}) == []
    assert made.each(made.kept_in({"regions": ["Jawa Timur", ""]})) == ("Jawa Timur",)
