"""`kliping model run` killed at any moment: no question is lost, no answer kept twice, and what was used is counted."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.database import reading, writing
from config.settings import Settings
from search.model.budget import used
from search.model.jobs import numbers
from search.model.proposals import ask_labels, open_proposals
from search.model.tables import model_proposals, model_rest
from search.saved.labelling.sets import NewLabel, add_set
from search.saved.searches import saved_database
from tests.forked import KLIPING, Forked
from tests.search.model.stand_in import StandIn, model_server
from tests.search.saved.desk import news, open_desk

ARTICLES, KILLS = 16, 4
WAIT_SECONDS = 200


def start(data: Path, model: StandIn) -> subprocess.Popen[bytes]:
    """`kliping model run --once` as a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    command = [*KLIPING, "model", "run", "--once", "--data", str(data)]
    set_up = {"KLIPING_MODEL__URL": model.url, "KLIPING_MODEL__NAME": "uji-1"}
    return Forked(command, env=kept | set_up, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_request(model: StandIn, process: subprocess.Popen[bytes], number: int) -> None:
    """Until the server was asked so often, or the process has ended."""
    until = time.monotonic() + WAIT_SECONDS
    while len(model.asked) < number and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.kill
@pytest.mark.timeout(600)
def test_each_question_is_answered_once_whatever_is_killed(tmp_path: Path) -> None:
    chance = random.Random(11)
    with open_desk(tmp_path) as desk:
        desk.take_in(*(news(f"n{one}", url=f"https://a.example/{one}") for one in range(ARTICLES)))
        add_set(desk.saved, "Nada", [NewLabel("Positif"), NewLabel("Negatif")])
        ids = [f"n{one}" for one in range(ARTICLES)]
        ask_labels(desk.saved, desk.articles, "Nada", ids, "uji-1", datetime.now(UTC))

    def says(_: str) -> str:
        time.sleep(chance.uniform(0, 0.02))
        return json.dumps({"labels": ["Negatif"], "sentences": ["1.1"]})

    with model_server(says) as model:
        for _ in range(KILLS):
            with start(tmp_path, model) as process:
                wait_for_request(model, process, len(model.asked) + chance.randint(1, 4))
                time.sleep(chance.uniform(0, 0.03))
                process.kill()
        with saved_database(Settings(), tmp_path) as saved, writing(saved) as connection:
            connection.execute(model_rest.delete())  # a killed one may have met a server amid an answer
        with start(tmp_path, model) as process:
            assert process.wait(WAIT_SECONDS) == 0
        with saved_database(Settings(), tmp_path) as saved, reading(saved) as connection:
            assert numbers(connection) == {"done": ARTICLES}
            assert sorted(one.article for one in open_proposals(connection, limit=1_000)) == sorted(ids)
            assert len(connection.execute(model_proposals.select()).all()) == ARTICLES
            spent = used(connection, datetime.now(UTC))
    assert ARTICLES <= len(model.asked) <= spent.requests <= ARTICLES + KILLS
