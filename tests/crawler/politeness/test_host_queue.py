"""The lines of hosts, with instants that are passed: whatever happens, turns are kept and nobody is forgotten."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from crawler.politeness.host_queue import MAX_PASSED, SHARE, HostQueue, Waiting

DELAYS = {"a": 0.0, "b": 1.0, "c": 1.0, "d": 30.0}
Events = list[tuple[str, object, object]]
EVENTS: st.SearchStrategy[Events] = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(sorted(DELAYS)), st.booleans()),
        st.tuples(st.just("wait"), st.floats(0.01, 40.0), st.none()),
        st.tuples(st.sampled_from(["sent", "end", "leave"]), st.integers(0, 50), st.none()),
    ),
    max_size=120,
)


class Site:
    """A queue at work, and what was seen of it."""

    def __init__(self, in_flight: int) -> None:
        self.queue, self.in_flight, self.now = HostQueue(in_flight), in_flight, 1000.0
        self.waiting: list[Waiting] = []
        self.leaving: list[Waiting] = []
        self.away: list[Waiting] = []
        self.sent: defaultdict[str, list[float]] = defaultdict(list)

    def put(self, host: str, is_visit: bool = False) -> Waiting:
        request = Waiting(host, DELAYS.get(host, 0.0), is_visit)
        self.queue.put(request, self.now)
        self.waiting.append(request)
        return request

    def take(self) -> list[Waiting]:
        taken = self.queue.take(self.now)
        for one in taken:
            self.waiting.remove(one)
            assert all(other.host != one.host for other in self.leaving), "two of a host are leaving"
            assert not self.sent[one.host] or self.now - self.sent[one.host][-1] >= one.delay
        self.leaving += taken
        self.away += taken
        assert len(self.away) <= self.in_flight
        for kind in (True, False):
            assert sum(one.is_visit == kind for one in self.away) <= max(1, int(self.in_flight * SHARE))
        return taken

    def send(self, request: Waiting) -> None:
        self.queue.sent(request.host, self.now)
        self.leaving.remove(request)
        self.sent[request.host].append(self.now)

    def end(self, request: Waiting) -> None:
        self.queue.drop(request)
        self.away.remove(request)
        if request in self.leaving:
            self.leaving.remove(request)

    def finish(self) -> None:
        """Let all that waits go, coming back only when the queue says so."""
        for _ in range(1_000):
            self.take()
            for one in [*self.leaving]:
                self.send(one)
            if not self.away and not self.waiting:
                return
            for one in [*self.away]:
                self.end(one)
            at = self.queue.wake_at()
            assert at is not None or not self.waiting, "nobody would come back for those who wait"
            self.now = max(self.now, at or self.now)
        raise AssertionError(f"{len(self.waiting)} never left")


@given(st.integers(1, 6), EVENTS)
def test_turns_and_places_are_kept_and_everybody_leaves(in_flight: int, events: Events) -> None:
    site = Site(in_flight)
    for kind, what, is_visit in events:
        match kind, what:
            case "put", str():
                site.put(what, bool(is_visit))
            case "wait", float():
                site.now += what
            case "sent", int() if site.leaving:
                site.send(site.leaving[what % len(site.leaving)])
            case "end", int() if site.away:
                site.end(site.away[what % len(site.away)])
            case "leave", int() if site.waiting:
                site.queue.drop(site.waiting.pop(what % len(site.waiting)))
        site.take()
    site.finish()


@given(st.integers(1, 6), EVENTS)
def test_nobody_waits_whose_turn_has_come_while_there_is_a_place(in_flight: int, events: Events) -> None:
    site = Site(in_flight)
    for kind, what, is_visit in events:
        if kind == "put" and isinstance(what, str):
            site.put(what, bool(is_visit))
        elif kind == "wait" and isinstance(what, float):
            site.now += what
        site.take()
        for one in [*site.leaving]:
            site.send(one)
        at = site.queue.wake_at()
        assert at is None or at > site.now


def test_visits_go_before_pages_but_not_for_ever() -> None:
    site = Site(8)
    page = site.put("d")
    visits = [site.put("d", is_visit=True) for _ in range(2 * MAX_PASSED)]
    order: list[Waiting] = []
    while site.waiting:
        for one in site.take():
            site.send(one)
            site.end(one)
            order.append(one)
        site.now += 40.0
    assert order == [*visits[:MAX_PASSED], page, *visits[MAX_PASSED:]]


def test_hosts_that_hang_leave_places_for_visits_and_the_other_way_round() -> None:
    for hanging in (True, False):
        site = Site(8)
        for number in range(20):
            site.put(f"hanging {number}", is_visit=hanging)
        assert len(site.take()) == 6
        other = site.put("a", is_visit=not hanging)
        assert site.take() == [other]


def test_the_next_turn_counts_from_when_the_request_is_sent() -> None:
    site = Site(8)
    first, second = site.put("b"), site.put("b")
    assert site.take() == [first]
    site.now += 20.0  # the name is looked up, the connection made
    assert site.take() == []
    site.send(first)
    assert site.take() == []
    assert site.queue.wake_at() is not None
    site.now += 2 * DELAYS["b"]
    assert site.take() == [second]


def test_one_that_ends_before_it_is_sent_makes_room_for_the_next() -> None:
    site = Site(8)
    first, second = site.put("b"), site.put("b")
    site.take()
    site.now += 25.0
    site.end(first)
    assert site.take() == [second]
