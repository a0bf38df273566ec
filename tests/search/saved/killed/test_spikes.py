"""A spike is told once and a mailed report comes once and whole, whatever is killed when; 100 kills: `make kills`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.search.saved.killed.spikes_run import kill_at_chance, spikes_run, wait_for_all

KILLS = 3


@pytest.mark.kill
@pytest.mark.timeout(600)
def test_spikes_are_told_once_and_reports_come_once_and_whole_whatever_is_killed(tmp_path: Path) -> None:
    with spikes_run(tmp_path, seed=20261129) as run:
        kill_at_chance(run, KILLS, searches=1, longest=3.0)
        wait_for_all(run)
        assert run.names
        assert run.missing() == set()
        assert run.spiked().keys() == run.wanted_spikes()
        assert run.reported().keys() == run.wanted_reports()
        assert run.doubled() == []
        assert run.broken() == []
        assert run.ended == []
