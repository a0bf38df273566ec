"""Generations whatever happens in whatever order: what answers searches has all that it was told."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine as Database

from base.database import reading, writing
from indexer.articles.drafts import draft_import
from indexer.articles.read import articles_database, select_articles
from indexer.articles.tables import outbox
from indexer.articles.write import store
from indexer.engines import generations
from indexer.engines.index_writer import IndexWriter, open_index_writer
from indexer.engines.port import Engine
from tests.indexing import SETTINGS, ready

STORE = st.tuples(st.just("store"), st.sampled_from("abc"))
KILL = st.tuples(st.just("kill"), st.sampled_from(["create", "write", "switch"]))
STEP = st.just(("step", ""))
WANT = st.just(("want", ""))
BATCHES = st.sampled_from([1, 2, 10])


class Killed(BaseException):
    """The process is gone; what it had given to the engine or the database is there."""


def waiting_for(database: Database, generation: str) -> set[str]:
    with reading(database) as connection:
        query = sa.select(outbox.c.article).where(outbox.c.generation == generation)
        return set(connection.execute(query).scalars())


def titles(database: Database) -> dict[str, str]:
    with reading(database) as connection:
        return {article.id: article.content.title for article in select_articles(connection)}


def found(engine: Engine, names: set[str]) -> dict[str, str]:
    return {name: json.loads(hit.stored)["title"] for name, hit in engine.documents(sorted(names)).items()}


def check_whole(database: Database, engine: Engine) -> None:
    """Each article is found as it is now, unless that is still to be told."""
    answers = engine.current()
    if answers:
        newest = titles(database)
        known = set(newest) - waiting_for(database, answers)
        assert found(engine, known) == {name: newest[name] for name in known}


def step_and_die(writer: IndexWriter, after: str) -> None:
    """One step of a process that is killed when the engine has done something, should it come to that."""
    with pytest.MonkeyPatch.context() as patch:
        done = getattr(type(writer.engine), after)

        def die(*arguments: object) -> None:
            done(*arguments)
            raise Killed

        patch.setattr(type(writer.engine), after, die)
        try:
            writer.step()
        except Killed:
            return


@settings(max_examples=12)
@given(happens=st.lists(st.one_of(STEP, STORE, STEP, KILL, WANT), min_size=4, max_size=14), batch=BATCHES)
def test_what_answers_is_whole_at_any_time(happens: list[tuple[str, str]], batch: int) -> None:
    with tempfile.TemporaryDirectory() as folder, articles_database(SETTINGS, Path(folder)) as database:
        stack = ExitStack()

        def start() -> IndexWriter:
            writer = stack.enter_context(open_index_writer(SETTINGS, Path(folder), database))
            writer.batch = batch
            return writer

        writer = start()
        for number, (what, which) in enumerate(happens):
            if what == "store":
                draft = draft_import(ready(which, f"Judul {which} {number}", [f"Kalimat {number}."]), None)
                with writing(database) as connection:
                    store(connection, [draft], generations.load(connection).active_generations())
            elif what == "want":
                generations.want_rebuild(database)
            elif what == "step":
                writer.step()
            else:
                step_and_die(writer, which)
                stack.close()
                writer = start()
            check_whole(database, writer.engine)
        steps = 0
        while writer.step():
            check_whole(database, writer.engine)
            assert (steps := steps + 1) < 100
        assert found(writer.engine, set(titles(database))) == titles(database)
        with reading(database) as connection:
            now = generations.load(connection)
            assert connection.execute(sa.select(outbox.c.number)).all() == []
        assert (now.current, now.building) == (writer.engine.current(), "")
        stack.close()
