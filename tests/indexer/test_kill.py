"""The index process killed by the system (SIGKILL) at random moments: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import reading
from base.outcome_log import count
from config.outcomes import Outcome, Stage
from indexer.articles.read import articles_database, count_articles
from indexer.articles.tables import indexed, outbox
from indexer.engines import open_engine
from indexer.engines.queries import Everything
from indexer.pipeline import index_archive
from tests.forked import Forked
from tests.indexing import HARBOUR, SETTINGS, archive, ready

ARTICLES = 120
KILLS = int(os.environ.get("KLIPING_KILLS", "4"))  # tests/faults kills at each call that changes a file


@pytest.mark.kill
@pytest.mark.timeout(600)
@pytest.mark.parametrize("work", ["follow", "rebuild"])
def test_an_index_process_may_be_killed_at_any_moment(tmp_path: Path, work: str) -> None:
    pages = [ready(str(n), f"Judul {n}", [f"{line} {n}" for line in HARBOUR]) for n in range(ARTICLES)]
    archive(tmp_path, *pages)
    command = [sys.executable, "-m", "tests.indexer.index_program", str(tmp_path), work]
    started = time.monotonic()
    assert Forked(command).wait(100) == 0
    whole = time.monotonic() - started
    chance = random.Random(7)
    for number in range(KILLS):
        archive(
            tmp_path,
            *(ready(str(n), f"Judul {n}", [f"{line} {n}.{number}" for line in HARBOUR]) for n in range(ARTICLES)),
        )
        process = Forked(command)
        time.sleep(chance.uniform(0.2, 1) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    index_archive(SETTINGS, tmp_path, {}, once=True)
    _check(tmp_path)


def _check(data: Path) -> None:
    engine = open_engine(SETTINGS, data)
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        assert count_articles(connection) == engine.count(Everything()) == ARTICLES
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 0
        tally = {(which, outcome): number for (_, which, outcome), number in count(connection).items()}
        told = connection.execute(sa.select(sa.func.count()).select_from(indexed)).scalar_one()
    pages = ARTICLES * (KILLS + 1)
    assert tally[Stage.EXTRACT, Outcome.OK] == ARTICLES
    assert tally[Stage.EXTRACT, Outcome.UPDATED] == pages - ARTICLES == tally[Stage.INDEX, Outcome.INDEXED] - ARTICLES
    assert ARTICLES <= told <= pages
    last = {hit.id: hit.stored for hit in engine.documents([str(n) for n in range(ARTICLES)]).values()}
    assert all(f"{HARBOUR[0]} {name}.{KILLS - 1}".encode() in stored for name, stored in last.items())
    engine.close()
