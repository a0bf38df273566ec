"""Where a backfill stands: what is left of it and why, and watching the crawler that works on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from base.clock import JAKARTA, day_end, jakarta_day
from config.terminal import Progress as Shown
from crawler.backfill.plan import Plan, is_sampled, make_plan
from crawler.ledger import backfills
from crawler.ledger.backfills import Backfill, Progress
from crawler.ledger.day_requests import day_requests
from crawler.ledger.ledger import Ledger
from crawler.politeness.host_clock import PAST_SHARE

WATCH_SECONDS = 2.0
MAX_STILL_SECONDS = 600.0
"""A crawler that does nothing for a backfill for so long is not watched any further."""
STILL = "the crawler that runs in this data folder does nothing for it: it may be crawling other publishers"


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """A backfill as it stands when the command ends. `stopped` says why it is not done and when it goes on, "" where it
    is done, or was only to be planned."""

    backfill: Backfill
    plan: Plan
    progress: Progress
    stopped: str = ""
    interrupted: bool = False


def stopped_by(state: Progress, *, is_spent: bool, only_plan: bool) -> str:
    """Why a backfill is not done, "" where it is: the day's share is used up, or what failed waits for another try."""
    due = [one.due for one in state.lists if one.due and (one.one.sampled or not only_plan)]
    due += [state.due] if state.due and not only_plan else []
    if not due or (only_plan and is_sampled(state.lists)):
        return ""
    if is_spent:
        midnight = datetime.fromtimestamp(day_end(jakarta_day(datetime.now(UTC))), JAKARTA)
        share = f"past articles may use {PAST_SHARE:.0%} of crawler.daily_pages, and that is used up"
        return f"{share}; it goes on at {midnight:%Y-%m-%d %H:%M} WIB, by `kliping up` or when it is called again"
    first = min(due).astimezone(JAKARTA)
    lists = sum(bool(one.due) for one in state.lists)
    text = f"{state.waiting:,} articles and {lists:,} lists wait for another try"
    return f"{text}, the first at {first:%Y-%m-%d %H:%M} WIB, by `kliping up` or when it is called again"


@dataclass(slots=True)
class Watch:
    """A backfill that the crawler of the data folder works on. `planned` is told the plan once it can be made."""

    ledger: Ledger
    backfill: Backfill
    daily_pages: int
    planned: Callable[[Plan], None]
    shown: Shown

    def until_done(self, is_crawling: Callable[[], bool], *, only_plan: bool) -> BackfillReport | None:
        """Wait until the crawler has done it, or can do no more today; None where the crawler has ended before."""
        engine, before, since = self.ledger.engine, None, time.monotonic()
        while is_crawling():
            state = backfills.progress(engine, self.backfill)
            if state != before:
                before, since = state, time.monotonic()
            self.shown({outcome or "waiting": number for outcome, number in state.pages.items()})
            if is_sampled(state.lists) and not self.backfill.running:
                self.planned(make_plan(state))
                if only_plan:
                    return BackfillReport(self.backfill, make_plan(state), state)
                backfills.start(engine, self.backfill, make_plan(state).requests, datetime.now(UTC))
                self.backfill = backfills.again(engine, self.backfill)
                continue
            reason = self._end(state, time.monotonic() - since)
            if reason is not None:
                return BackfillReport(self.backfill, make_plan(state), state, reason)
            time.sleep(WATCH_SECONDS)
        return None

    def _end(self, state: Progress, still_for: float) -> str | None:
        """Why there is nothing more to wait for, "" where all is done; None while something is done."""
        now = datetime.now(UTC)
        is_spent = day_requests(self.ledger.engine, jakarta_day(now)).others >= self.daily_pages * PAST_SHARE
        reason = stopped_by(state, is_spent=is_spent, only_plan=False)
        due = [one.due for one in state.lists if one.due] + ([state.due] if state.due else [])
        if not reason or is_spent or (due and min(due) > now):
            return reason
        return STILL if still_for > MAX_STILL_SECONDS else None
