"""Summaries of folders: what they rest on, what is read, and when they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from base.database import reading
from base.errors import ConfigError
from config.settings import ModelSettings
from search.model.jobs import numbers
from search.model.run import run_model
from search.model.summaries import (
    Summary,
    all_summaries,
    ask_folder_summary,
    folder_summary,
    forget_summary,
    is_waiting,
)
from search.model.tables import model_summary_articles
from search.saved.collections.clips import edit, put
from search.saved.collections.collections import add_collection, find_collection, remove_collection
from tests.search.model.stand_in import Say, StandIn, model_server, says
from tests.search.model.test_proposals import remove
from tests.search.saved.desk import Desk, news

SAID = says(statements=[{"text": "Banjir merendam <b>jalan</b>.", "sentences": ["1.1"]}])


@pytest.fixture
def folder(any_desk: Desk) -> Desk:
    """A desk with a folder of three articles, the last one hidden."""
    any_desk.take_in(*(news(name, f"Banjir {name} surut.", url=f"https://a.example/{name}") for name in "abc"))
    add_collection(any_desk.saved, "Banjir")
    put(any_desk.saved, any_desk.articles, "Banjir", ["b", "a", "c"])
    edit(any_desk.saved, "Banjir", ["c"], hidden=True)
    return any_desk


def sum_up(desk: Desk, said: Say = SAID, **more: Any) -> StandIn:
    """Ask for a summary and let the model write it."""
    assert ask_folder_summary(desk.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    with model_server(said) as model:
        set_up = ModelSettings(url=model.url, name="uji-1", **more)
        run_model(replace(desk.settings, model=set_up), desk.data, once=True)
    return model


def summary(desk: Desk) -> Summary | None:
    with reading(desk.saved) as connection:
        found = all_summaries(connection)
        assert found[:1] == [one for one in [folder_summary(connection, 1)] if one]
    return found[0] if found else None


def test_a_folder_is_read_in_its_order_and_as_it_was_clipped(folder: Desk) -> None:
    folder.wait(hours=1)
    folder.take_in(news("b", "Banjir b naik lagi.", url="https://a.example/b"))
    asked = sum_up(folder).asked[0]
    assert "[1.1] Banjir b surut.\n[2.0] Kabar kota\n[2.1] Banjir a surut.\nEND" in asked["messages"][1]["content"]
    made = summary(folder)
    assert made
    assert (made.title, made.model, made.articles, made.found) == ("Banjir", "uji-1", 2, 2)
    [said] = made.statements
    assert (said.text, [(one.article, one.version, one.text) for one in said.sentences]) == (
        "Banjir merendam <b>jalan</b>.", [("b", 1, "Banjir b surut.")],
    )  # fmt: skip


def test_what_has_no_room_is_said(folder: Desk) -> None:
    put(folder.saved, folder.articles, "Banjir", ["c"])
    edit(folder.saved, "Banjir", ["c"], hidden=False)
    sum_up(folder, max_characters=1_000)
    made = summary(folder)
    assert made
    assert (made.articles, made.found) == (2, 3)


def test_a_new_summary_takes_the_place_of_the_one_before(folder: Desk) -> None:
    sum_up(folder)
    first = summary(folder)
    with reading(folder.saved) as connection:
        assert not is_waiting(connection, 1)
    assert ask_folder_summary(folder.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    assert not ask_folder_summary(folder.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    with reading(folder.saved) as connection:
        assert is_waiting(connection, 1)
    with model_server(SAID) as model:
        settings = replace(folder.settings, model=ModelSettings(url=model.url, name="uji-2"))
        run_model(settings, folder.data, once=True)
    second = summary(folder)
    assert first
    assert second
    assert first.id != second.id
    with reading(folder.saved) as connection:
        assert len(all_summaries(connection)) == 1
        assert {row.summary for row in connection.execute(model_summary_articles.select())} == {second.id}


def test_a_summary_goes_with_an_article_that_it_was_written_from(folder: Desk) -> None:
    sum_up(folder)
    remove(folder, ["c"])
    assert summary(folder)
    remove(folder, ["a"])
    assert summary(folder) is None


def test_a_summary_that_comes_after_a_removal_is_asked_for_once_more(folder: Desk) -> None:
    gone = iter("a")

    def removed_meanwhile(text: str) -> str:
        for one in gone:
            remove(folder, [one])
        return SAID(text)

    model = sum_up(folder, removed_meanwhile)
    assert len(model.asked) == 2
    assert "Banjir a" not in str(model.asked[1])
    made = summary(folder)
    assert made
    assert made.articles == 1


def test_a_summary_goes_with_its_folder(folder: Desk) -> None:
    sum_up(folder)
    ask_folder_summary(folder.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    remove_collection(folder.saved, "Banjir")
    with reading(folder.saved) as connection:
        assert (all_summaries(connection), dict(numbers(connection))) == ([], {})
        with pytest.raises(ConfigError):
            find_collection(connection, "Banjir")


def test_a_summary_is_thrown_away(folder: Desk) -> None:
    sum_up(folder)
    made = summary(folder)
    assert made
    with folder.saved.begin() as connection:
        forget_summary(connection, made.id)
    assert summary(folder) is None
