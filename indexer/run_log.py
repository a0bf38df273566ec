"""`run.end` of the index stage: what became of the pages of a stretch of work, in one line of the log."""

from __future__ import annotations

import logging
import time
from collections import Counter
from typing import Any

from base.events import event
from config.outcomes import Outcome

logger = logging.getLogger(__name__)


class RunLog:
    """Logs what has come to two running counts, of pages by outcome, since it was last asked to."""

    def __init__(self, extracted: Counter[str], indexed: Counter[str]) -> None:
        self._counts = {"extracted": extracted, "indexed": indexed}
        self._logged = {name: Counter[str]() for name in self._counts}
        self._begun = time.monotonic()

    def end_run(self) -> None:
        """One line, if anything has ended since the last one; a failure where a page did that somebody should see."""
        new = {name: counts - self._logged[name] for name, counts in self._counts.items()}
        begun, self._begun = self._begun, time.monotonic()
        if not any(new.values()):
            return
        self._logged = {name: Counter(counts) for name, counts in self._counts.items()}
        is_failed = any(Outcome(outcome).is_failure for counts in new.values() for outcome in counts)
        fields: dict[str, Any] = {
            f"kliping__{name}_{outcome}": n for name, counts in new.items() for outcome, n in counts.items()
        }
        event(
            logger,
            "run.end",
            f"read {new['extracted'].total():,} pages, indexed {new['indexed'].total():,}",
            event__outcome="failure" if is_failed else "success",
            kliping__stage="index",
            kliping__milliseconds=round((self._begun - begun) * 1000),
            **fields,
        )
