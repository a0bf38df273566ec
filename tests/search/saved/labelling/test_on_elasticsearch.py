"""Labels and folders as a real Elasticsearch answers: given by a saved search as articles come, found at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.settings import EngineSettings
from indexer.articles.read import installation
from search.answer.answer import answer
from search.answer.counts import counts
from search.request import SearchRequest, make_filters
from search.saved.collections.clips import put, take
from search.saved.collections.collections import add_collection
from search.saved.labelling.by_search import label_by
from search.saved.labelling.giving import known_publishers, label_articles
from search.saved.labelling.sets import NewLabel, add_set, read_sets
from search.saved.own_values import OwnValueReader
from tests.indexer.engines.conftest import elasticsearch_url
from tests.search.saved.desk import Desk, news, open_desk

__all__ = ["elasticsearch_url"]
pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(300)]


@pytest.fixture
def desk(tmp_path: Path, elasticsearch_url: str) -> Iterator[Desk]:
    with open_desk(tmp_path, engine=EngineSettings(url=elasticsearch_url)) as made:
        own = OwnValueReader(made.settings, made.data)
        made.context = replace(made.context, own=own)
        yield made
        own.close()
        client = made.writer.engine._ours.client  # type: ignore[attr-defined]
        indices = client.indices.get(index=f"kliping-{installation(made.settings, made.data)}-*")
        client.indices.delete(index=list(indices))


def found(desk: Desk, query: str, **filters: tuple[str, ...]) -> str:
    request = SearchRequest(query=query, fold=False, filters=make_filters(filters))
    return "".join(sorted(hit.id for hit in answer(desk.context, request).hits))


def test_a_saved_search_labels_articles_as_they_come_and_they_are_found_by_it(desk: Desk) -> None:
    desk.take_in(*(news(name, url=f"https://a.example/{name}") for name in "ab"))
    add_set(desk.saved, "Isu", [NewLabel("Banjir"), NewLabel("Pangan")])
    desk.save("banjir", "banjir")
    label_by(desk.saved, "Isu/Banjir", "banjir")
    desk.take_in(news("c"), news("d", "Hujan turun."), news("e", "Banjir surut."))
    desk.follow()
    assert found(desk, "label:isu/banjir") == found(desk, "", label=("Isu/Banjir",)) == "ce"
    assert found(desk, "surut", label=("Isu/Banjir",)) == "e"
    assert found(desk, "banjir -label:banjir") == "ab"
    [group] = read_sets(desk.saved)
    label_articles(desk.saved, known_publishers(desk.articles, ["a"]), group, group.labels[1], "rina")
    label_articles(desk.saved, known_publishers(desk.articles, ["c"]), group, group.labels[0], "rina", given=False)
    assert (found(desk, "label:pangan"), found(desk, "label:banjir")) == ("a", "e")
    rows = counts(desk.context, SearchRequest(query="banjir"), by="label").rows
    assert {row.value: row.number for row in rows} == {"Isu/Banjir": 1, "Isu/Pangan": 1, "": 2}


def test_what_lies_in_a_folder_is_found_at_once_and_what_is_indexed_later_too(desk: Desk) -> None:
    desk.take_in(*(news(name, url=f"https://a.example/{name}") for name in "abc"))
    add_collection(desk.saved, "Map")
    put(desk.saved, desk.articles, "Map", ["a", "b"])
    assert found(desk, "banjir map:Map") == "ab"
    take(desk.saved, "Map", ["a"])
    put(desk.saved, desk.articles, "Map", ["c"])
    assert found(desk, "banjir map:Map") == found(desk, "", folder=("Map",)) == "bc"
    writer = desk.writer
    desk.writer = SimpleNamespace(step=lambda: False)  # type: ignore[assignment]
    desk.take_in(news("d"))
    put(desk.saved, desk.articles, "Map", ["d"])
    assert found(desk, "map:Map") == "bc"
    desk.writer = writer
    while desk.writer.step():
        pass
    assert found(desk, "map:Map") == "bcd"
