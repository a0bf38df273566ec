"""The tests' own PostgreSQL: skipped or demanded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import postgres


@pytest.mark.parametrize(("required", "outcome"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_machine_without_its_programs_skips_unless_they_are_demanded(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    def missing() -> Path:
        raise postgres.NotRunnableError("its programs are not installed")

    monkeypatch.setattr(postgres, "_programs", missing)
    monkeypatch.setattr(postgres, "server", postgres.server.__wrapped__)
    monkeypatch.setenv("KLIPING_REQUIRE_POSTGRES", required)
    with pytest.raises(outcome, match="no PostgreSQL: its programs"):
        postgres.new_database()
