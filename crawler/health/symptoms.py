"""What the answer to a visit shows of its source, before anything is known of its history."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from config.catalogue import SourceKind
from config.outcomes import Outcome
from crawler.health.history import Entry, Look
from crawler.health.states import Evidence, State, evidence

_CHALLENGE = re.compile(
    rb"cf-turnstile|cf-chl-|cf_chl_|challenge-platform|g-recaptcha|h-captcha|px-captcha|captcha-delivery\.com"
    rb"|_incapsula_resource|<title>\s*(?:just a moment|attention required|pardon our interruption|access denied"
    rb"|ddos-guard|verifikasi)|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot"
    rb"|bahwa anda (?:adalah )?manusia",
    re.IGNORECASE,
)
_LOOKED_AT = 64 * 1024
MIN_ALIKE = 5
"""So many links to one address are no list of articles."""
MAX_DETAIL = 300

_BY_OUTCOME = {
    Outcome.ROBOTS_DENIED: State.ROBOTS,
    Outcome.NOT_FOUND: State.GONE,
    Outcome.HTTP_ERROR: State.FAILING,
    Outcome.NETWORK_ERROR: State.UNREACHABLE,
    Outcome.TIMED_OUT: State.UNREACHABLE,
    Outcome.ADDRESS_BLOCKED: State.UNREACHABLE,
    Outcome.OFF_SITE: State.LYING,
    Outcome.TOO_LARGE: State.UNREADABLE,
    Outcome.NOT_HTML: State.UNREADABLE,
    Outcome.BAD_SOURCE: State.UNREADABLE,
}


def look_at_list(kind: SourceKind, addresses: Sequence[str], entries: tuple[Entry, ...], new: int) -> Look:
    """What a list shows that could be read: `addresses` are all its links, `entries` those that are articles.

    A news sitemap holds the articles of two days, so one without any is that of a publisher that rests.
    """
    look = Look(time.time(), listed=len(addresses), new=new, entries=entries)
    if not addresses and kind != "news-sitemap":
        return replace(look, state=State.EMPTY, evidence=evidence("empty"))
    if len(addresses) >= MIN_ALIKE and len(set(addresses)) == 1:
        return replace(look, state=State.LYING, evidence=evidence("one_address", len(addresses)))
    return look


def look_at_failure(outcome: Outcome, state: State | None, shown: Evidence | None, detail: str) -> Look | None:
    """What a visit shows that failed; None where it says nothing of the source."""
    state = state or symptom(outcome)
    return Look(time.time(), state, shown or evidence("said", detail[:MAX_DETAIL])) if state else None


def symptom(outcome: Outcome) -> State | None:
    """The state that an outcome of a visit shows where nothing closer is known; None where it says nothing of the
    source (a full disk, a mistake of ours)."""
    return _BY_OUTCOME.get(outcome)


def is_challenge(body: bytes) -> bool:
    """Whether a page asks to prove that one is human. Asked only of what could not be read: comments below articles
    have such boxes too."""
    return _CHALLENGE.search(body[:_LOOKED_AT]) is not None
