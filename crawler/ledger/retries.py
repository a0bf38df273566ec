"""When a link is tried again, and when it is given up: by its age, never by the count of tries alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.outcomes import Outcome

FIRST_PAUSE = timedelta(minutes=5)
MAX_PAUSE = timedelta(hours=6)
MAX_PAUSE_OF_OLD = timedelta(hours=24)
"""What fails for two days is asked once a day: some 40 tries in a month."""
YOUNG = timedelta(days=2)
MIN_TRIES = 5
"""Tries at which the host could be reached before a link may be given up, however old it became in an outage."""
RECHECKS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=6))
"""Feeds and caches often name a page seconds before it exists, and some servers give an empty page until then."""
SOON = timedelta(days=1)
"""A page that is missing when it is first asked for, so long after it was named, is not about to come."""
WITHDRAWN_LOOKS = timedelta(days=30)
"""How long a withdrawn page is looked at now and then: sites answer 404 for everything while they are rebuilt."""
FIRST_WITHDRAWN_LOOK = timedelta(days=1)
MIN_TEXT = 40
"""Bytes of text between the tags of a page, that of scripts left out, below which it has nothing to read yet."""
_UNSEEN = re.compile(rb"<(script|style|head|noscript)\b|<!--|<[^>]*(?:>|\Z)|\s+")
_ENDS = {name: re.compile(rb"</%b\s*>" % name) for name in (b"script", b"style", b"head", b"noscript")}
_COMMENT_END = re.compile(rb"-->")
"""What is not seen, and what ends it. The ends are looked for by themselves: in one pattern with what begins them the
head of a page alone takes a fifth of a millisecond."""
_MAX_EMPTY = 100_000


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """What the ledger knows of a link before this try; `attempts` are the tries that failed by the page's fault."""

    first_seen: datetime
    last_listed: datetime | None = None
    attempts: int = 0
    rechecks: int = 0
    fetched: datetime | None = None
    withdrawn: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        """How long ago a source last named it."""
        return now - max(self.first_seen, self.last_listed or self.first_seen)


@dataclass(frozen=True, slots=True)
class Next:
    """What follows from a try: when the link is due again (None: never), and its new counts."""

    due: datetime | None
    attempts: int
    rechecks: int = 0
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a page was not had. `temporary`: it may be had later. `not_before`: its host rests until then;
    `of_host`: and that was known before, so that the page is not to blame."""

    outcome: Outcome
    temporary: bool
    not_before: datetime | None = None
    of_host: bool = False


def after_failure(history: LinkHistory, failure: Failure, now: datetime, give_up_after: timedelta) -> Next:
    """What becomes of a link whose page was not had."""
    if failure.outcome is Outcome.NOT_FOUND:
        return _after_missing(history, failure, now)
    if not failure.temporary:
        return Next(None, history.attempts + 1)
    if failure.of_host and failure.not_before:
        return Next(failure.not_before, history.attempts, history.rechecks, history.withdrawn)
    tries = history.attempts + 1
    if tries >= MIN_TRIES and history.age(now) > give_up_after:
        return Next(None, tries, history.rechecks, history.withdrawn)
    due = now + pause(tries, now - history.first_seen)
    return Next(max(due, failure.not_before or due), tries, history.rechecks, history.withdrawn)


def after_page(history: LinkHistory, now: datetime, *, empty: bool) -> Next:
    """What becomes of a link whose page was had; an `empty` one is looked at again before it is believed."""
    recheck = _recheck(history, now) if empty else None
    return Next(recheck, 0, history.rechecks + 1 if recheck else 0, history.withdrawn if empty else None)


def pause(tries: int, age: timedelta) -> timedelta:
    """The distance to the next try after so many that failed: 5, 20 and 80 minutes, 6 hours, in the end a day."""
    longest = MAX_PAUSE if age < YOUNG else MAX_PAUSE_OF_OLD
    return min(FIRST_PAUSE * int(4 ** min(tries - 1, 8)), longest)


def _after_missing(history: LinkHistory, failure: Failure, now: datetime) -> Next:
    recheck = _recheck(history, now) if failure.temporary and not history.withdrawn else None
    if recheck:
        return Next(recheck, history.attempts, history.rechecks + 1)
    withdrawn = history.withdrawn or (now if history.fetched else None)
    due = _look_again(withdrawn, now) if withdrawn else None
    return Next(due, history.attempts + 1, history.rechecks, withdrawn)


def _look_again(withdrawn: datetime, now: datetime) -> datetime | None:
    """When a withdrawn page is looked at again: after 1, 2, 4, 8 and 16 days more, since some come back."""
    gone_for = now - withdrawn
    return now + max(gone_for, FIRST_WITHDRAWN_LOOK) if gone_for < WITHDRAWN_LOOKS else None


def _recheck(history: LinkHistory, now: datetime) -> datetime | None:
    """When a page that is missing or empty is asked for again; None once it is to be believed."""
    is_soon = history.fetched is not None or now - history.first_seen < SOON
    return now + RECHECKS[history.rechecks] if is_soon and history.rechecks < len(RECHECKS) else None


def is_empty(body: bytes) -> bool:
    """Whether a page has next to no text. A large one is not looked at: it would cost time and is no empty shell."""
    if len(body) >= _MAX_EMPTY:
        return False
    body = body.lower()
    text = place = 0
    while unseen := _UNSEEN.search(body, place):
        text += unseen.start() - place
        place = _end(body, unseen)
        if text >= MIN_TEXT:  # of most pages only the beginning is looked at
            return False
    return text + len(body) - place < MIN_TEXT


def _end(body: bytes, unseen: re.Match[bytes]) -> int:
    """Where what is not seen ends; what is left open goes on to the end, so that each byte is looked at once."""
    if unseen[1]:
        end = _ENDS[unseen[1]].search(body, unseen.end())
    elif unseen[0] == b"<!--":
        end = _COMMENT_END.search(body, unseen.end())
    else:
        end = unseen
    return end.end() if end else len(body)
