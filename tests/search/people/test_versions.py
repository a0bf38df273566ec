"""Each version of an article keeps its own quotes, whoever said more or less in a later one."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from indexer.engines import open_engine
from indexer.importing import import_file
from tests.indexing import PUBLISHERS, SETTINGS
from tests.search.client import client_of

FIRST = "“Tanggul sudah kuat sekali,” kata Bupati Demak Wahyu Kencana."
SECOND = "“Tanggul memang jebol semalam,” kata Kepala Dinas Sosial Demak Ratna Mahadewi."


def test_versions_keep_their_quotes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for number, said in enumerate((FIRST, SECOND)):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps({"id": "a", "title": "Tanggul", "body": said}))
        import_file(SETTINGS, data, file, PUBLISHERS)
    client = client_of(data, partial(open_engine, SETTINGS, data))
    whole = client.get("/api/v1/articles/a").json()
    assert (whole["speakers"], whole["people"]) == (["Ratna Mahadewi"], ["Ratna Mahadewi"])
    told = {one["number"]: [quote["speaker"] for quote in one["quotes"]] for one in whole["versions"]}
    assert told == {1: ["Wahyu Kencana"], 2: ["Ratna Mahadewi"]}
    found = [client.get(f"/api/v1/search?q=penutur:{name}").json()["total"] for name in ("kencana", "mahadewi")]
    assert found == [0, 1], "people are those of the current text"
    assert client.get("/penutur/Wahyu%20Kencana").status_code == 404
