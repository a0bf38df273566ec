"""Which hosts are away or refuse us, and whether the network here is down: found out by one probe at a time.

After a failure of a host its links are not tried one by one. It rests for a growing time, then one request is the
probe; the others wait for how that goes. The clock of hosts knows what a host asked for, this knows what it did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.politeness.host_clock import HostBackoffError

NETWORK = "the network here"
PUBLISHERS_DOWN = 3
"""So many publishers without an answer, none with one since the first of them: it is the network here."""
WITHIN = timedelta(minutes=10)
QUIET = timedelta(seconds=5)
"""Where anybody answered so lately, or since a request was sent, the network was there: requests that were sent
together time out together, and those that fail at once do so before the first answer comes."""
TURN_OF_OTHERS = timedelta(minutes=1)
PROBE_SECONDS = 60.0
"""A probe of which nothing is heard for so long (it was dropped on its way) holds up nobody any more."""
MAX_HOSTS = 10_000


@dataclass(frozen=True, slots=True)
class RestRule:
    """After how many failures in a row a rest begins, and how it grows: doubled with each further one."""

    threshold: int
    first: timedelta
    longest: timedelta

    def rest(self, failures: int) -> timedelta:
        """How long to rest after so many failures in a row."""
        over = failures - self.threshold
        return min(self.first * 2 ** min(over, 16), self.longest) if over >= 0 else timedelta(0)


AWAY_RULE = RestRule(1, timedelta(minutes=1), timedelta(hours=1))
REFUSAL_RULE = RestRule(3, timedelta(minutes=10), timedelta(hours=12))
NETWORK_RULE = RestRule(1, timedelta(seconds=30), timedelta(minutes=15))


@dataclass(slots=True)
class Trouble:
    """Failures in a row of one host, until when it rests for them, and the probe that is under way."""

    failures: int = 0
    until: datetime | None = None
    probe: asyncio.Event | None = None
    probe_ends: datetime | None = None

    def resting(self, now: datetime) -> datetime | None:
        """Until when nothing may be asked; None where a probe may."""
        return self.until if self.until and self.until > now else None

    def fail(self, rule: RestRule, now: datetime) -> None:
        """One more failure. What was sent before a rest began and fails in it tells nothing new."""
        if not self.resting(now):
            self.failures += 1
            rest = rule.rest(self.failures)
            self.until = now + rest if rest else None
        self.end_probe()

    def end_probe(self) -> None:
        """Let those go on who waited for the probe."""
        if self.probe:
            self.probe.set()
        self.probe = None

    def is_probed(self, now: datetime) -> bool:
        """Whether a probe is under way."""
        return self.probe is not None and self.probe_ends is not None and self.probe_ends > now


@dataclass(slots=True)
class Outages:
    """What is known of all hosts in trouble. Used on the event loop only."""

    stopping: Callable[[], bool] = lambda: False
    away: dict[str, Trouble] = field(default_factory=dict)
    refusing: dict[str, Trouble] = field(default_factory=dict)
    network: Trouble = field(default_factory=Trouble)
    answered_at: datetime | None = None  # when anybody last gave an answer
    _silent: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # publisher: its host, and when
    _heard: datetime = field(default_factory=lambda: datetime.now(UTC))  # at first: the start
    _probes: set[str] = field(default_factory=set)  # hosts asked in vain while the network was down

    def remember(self, host: str, away: tuple[int, datetime | None], refusing: tuple[int, datetime | None]) -> None:
        """Take over what an earlier process learnt: failures and the end of the rest."""
        for known, (failures, until) in ((self.away, away), (self.refusing, refusing)):
            if failures and host not in known:
                _add(known, host).failures, known[host].until = failures, until

    def known(self, host: str) -> bool:
        """Whether a host was found to be away or to refuse us, and nothing to the contrary came since."""
        return any(one.until for one in (self.away.get(host), self.refusing.get(host)) if one)

    def network_rests(self) -> datetime | None:
        """Until when nothing at all is asked, since the network here is down."""
        return self.network.resting(_now())

    def rests(self, host: str) -> bool:
        """Whether no article of a host may be asked for now."""
        now = _now()
        return any(trouble.resting(now) for _, trouble in self._troubles(host, article=True))

    def refusals(self) -> dict[str, int]:
        """The hosts that rest for refusing articles, with how many they refused in a row."""
        return {host: one.failures for host, one in self.refusing.items() if one.until}

    async def admit(self, host: str, *, article: bool) -> None:
        """Let a request pass, alone where it is a probe. Raises HostBackoffError while the host rests."""
        while True:
            troubles = self._troubles(host, article=article)
            now = _now()
            for name, trouble in troubles:
                if until := trouble.resting(now) or self._leaves_to_others(host, now):
                    raise HostBackoffError(name, until)
            under_way = next((one.probe for _, one in troubles if one.probe and one.is_probed(now)), None)
            if under_way is None or self.stopping():
                break
            await _wait(under_way)
        for _, trouble in troubles:
            trouble.probe, trouble.probe_ends = asyncio.Event(), now + timedelta(seconds=PROBE_SECONDS)

    def _leaves_to_others(self, host: str, now: datetime) -> datetime | None:
        """Until when hosts not asked yet go first: one that is away by itself tells nothing of the network."""
        if host not in self._probes or self.network.until is None:
            return None
        until = self.network.until + TURN_OF_OTHERS
        return until if until > now else None

    def _troubles(self, host: str, *, article: bool) -> list[tuple[str, Trouble]]:
        refusing = self.refusing.get(host) if article else None
        known = ((NETWORK, self.network), (host, self.away.get(host)), (host, refusing))
        return [(name, one) for name, one in known if one and one.until]

    def not_sent(self, host: str, *, article: bool) -> None:
        """A request that was let pass did not leave: another one may be the probe."""
        for _, trouble in self._troubles(host, article=article):
            trouble.end_probe()

    def network_answers(self) -> bool:
        """Somebody gave an answer, so the network here is there; returns whether that was in doubt."""
        was_down = self.network.until is not None
        self.answered_at = self._heard = _now()
        self._silent.clear()
        self._probes.clear()
        self.network.end_probe()
        self.network = Trouble()
        return was_down

    def answered(self, host: str) -> bool:
        """A host gave an answer; returns whether that was in doubt."""
        return _end(self.away, host)

    def unreachable(self, host: str, publisher: str, sent: datetime | None = None) -> Trouble:
        """A host gave no answer to a request sent then (now, if nothing is given); returns what that means for it, or
        for all where the network here is down."""
        now = _now()
        if not self.network.until and self._heard > min(sent or now, now - QUIET):
            return self.broken(host)
        if self.network.until:
            self._probes = {host} if host in self._probes else {*self._probes, host}
            self.network.fail(NETWORK_RULE, now)
            return self.network
        self._silent[publisher or host] = host, now
        self._silent = {name: one for name, one in self._silent.items() if now - one[1] < WITHIN}
        if len(self._silent) < PUBLISHERS_DOWN:
            return self.broken(host)
        for silent, _ in self._silent.values():
            self.answered(silent)  # it was not they
        self.network.fail(NETWORK_RULE, now)
        return self.network

    def broken(self, host: str) -> Trouble:
        """A host has nothing to give: no connection, nothing behind its cache, or a robots.txt that fails."""
        known = _add(self.away, host)
        known.fail(AWAY_RULE, _now())
        return known

    def refused(self, host: str) -> Trouble:
        """A host did not give an article to us."""
        known = _add(self.refusing, host)
        known.fail(REFUSAL_RULE, _now())
        return known

    def served(self, host: str) -> bool:
        """A host gave an article; returns whether that was in doubt."""
        return _end(self.refusing, host)


def _add(known: dict[str, Trouble], host: str) -> Trouble:
    """The entry of a host, which is made where it is missing; the oldest one makes room."""
    if host not in known and len(known) >= MAX_HOSTS:
        known.pop(next(iter(known))).end_probe()
    return known.setdefault(host, Trouble())


def _end(known: dict[str, Trouble], host: str) -> bool:
    """Forget that a host was in trouble; whether it was known to be."""
    ended = known.pop(host, None)
    if ended:
        ended.end_probe()
    return ended is not None


async def _wait(probe: asyncio.Event) -> None:
    """For the end of a probe, in short steps, since a probe may be lost and the crawler may end."""
    try:
        await asyncio.wait_for(probe.wait(), 1.0)
    except TimeoutError:
        return


def _now() -> datetime:
    return datetime.now(UTC)
