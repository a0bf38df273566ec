"""A process in which the table of fields has one field more, whose values articles have already: `python -m
tests.new_field FOLDER` makes three articles searchable there and prints as JSON where the field is found."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer import fields

fields.FIELDS += (
    fields.Field(
        name="editor",
        kind="keyword",
        attribute="content.editors",
        many=True,
        query_names={"id": ("penyunting",), "en": ("editor",)},
        label={"id": "Penyunting", "en": "Editor"},
        parameter="editor",
        facet=9,
        counted=True,
        in_hits=True,
    ),
)

from indexer.engines.elastic import schema as elastic_schema  # noqa: E402 - the field must be there before
from indexer.engines.embedded import schema as embedded_schema  # noqa: E402
from indexer.engines.embedded.engine import EmbeddedEngine  # noqa: E402
from indexer.language.analysis import load_lexicon  # noqa: E402
from kliping.commands.search import count  # noqa: E402
from tests.search.articles import articles, fill  # noqa: E402
from tests.search.client import client_of  # noqa: E402

EDITORS = {"a01": ("Wati Lestari",), "a03": ("Wati Lestari", "Tono Raharjo"), "a04": ("Tono Raharjo",)}


def main(folder: str) -> None:
    """Fill an engine, ask each place where a field can be met, and print what they answer."""
    engine = EmbeddedEngine(Path(folder) / "index", 15_000_000)
    known = {one.id: one for one in articles()}
    made = [replace(known[name], content=replace(known[name].content, editors=its)) for name, its in EDITORS.items()]
    fill(engine, load_lexicon(None), made)
    client = client_of(Path(folder), lambda: engine)

    def get(path: str) -> Any:
        return client.get(path).json()

    def found(query: str) -> list[str]:
        return sorted(hit["id"] for hit in get(f"/api/v1/search?fold=0&{query}")["hits"])

    described = get("/openapi.json")
    answers = {
        "query": found("q=penyunting:lestari"),
        "query in English": found("q=-editor:lestari"),
        "filter": found("editor=Wati+Lestari"),
        "hit": get("/api/v1/search?q=gempa+OR+beras")["hits"][0]["editors"],
        "article": get("/api/v1/articles/a03")["editors"],
        "note": get("/api/v1/search?q=penyunting:nobody")["notes"],
        "count": [(row["value"], row["count"]) for row in get("/api/v1/count?by=editor")["rows"] if row["value"]],
        "facet": '<h3 id="f-editor">Penyunting</h3>' in client.get("/").text,
        "chip": "Wati Lestari" in client.get("/?q=zzyzx&editor=Wati+Lestari").text,
        "page": "?editor=Tono+Raharjo" in client.get("/artikel/a03").text,
        "form": 'name="editor"' in client.get("/susun").text,
        "parameters": [one["name"] for one in described["paths"]["/api/v1/search"]["get"]["parameters"]],
        "schemas": [name for name, one in described["components"]["schemas"].items() if "editors" in one["properties"]],
        "elastic": elastic_schema.mapping("1")["properties"]["editor"],
        "layouts": [elastic_schema.LAYOUT, embedded_schema.LAYOUT],
        "command": next(one.type.choices for one in count.params if one.name == "by"),
    }
    print(json.dumps(answers))
    engine.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
