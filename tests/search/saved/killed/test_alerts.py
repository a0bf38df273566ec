"""No article is lost and none comes in two messages, whatever is killed when; 200 kills: `make kills`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.search.saved.killed.alerts_run import alerts_run, kill_at_chance, wait_for_all

KILLS = 8


@pytest.mark.kill
@pytest.mark.timeout(400)
def test_alerts_killed_anywhere_tell_of_every_article_in_one_message_and_label_it_once(tmp_path: Path) -> None:
    with alerts_run(tmp_path, seed=20261129) as run:
        kill_at_chance(run, KILLS, waves_every=2)
        wait_for_all(run)
    assert run.wanted()
    assert run.missing() == set()
    assert {*run.hooked(), *run.mailed()} == run.wanted()
    assert run.doubled() == []
    assert run.changed() == []
    assert run.ended == []
    assert run.labelled() == sorted(article for alert, article in run.wanted() if alert == "banjir")
