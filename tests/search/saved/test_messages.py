"""Messages: when they are made, what each holds, and how often one that is not taken is tried again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from base.notify.errors import NotTakenError
from search.saved.messages import CLAIM, PAUSES, boundary, claim, compose, release
from search.saved.tables import counts, deliveries, waiting
from tests.search.saved.desk import HOOK, POST, START, Desk, news

DOWN = NotTakenError("the webhook at kait.example answered 500")


def counted(desk: Desk) -> dict[tuple[str, str], int]:
    with reading(desk.saved) as connection:
        return {(row.channel, row.outcome): row.number for row in connection.execute(sa.select(counts))}


@pytest.mark.parametrize(
    ("every", "now", "until"),
    [
        ("now", "2026-11-29T05:20:30", "2026-11-29T05:20:30"),
        ("hour", "2026-11-29T05:20:30", "2026-11-29T05:00:00"),
        ("day", "2026-11-29T05:20:30", "2026-11-29T00:00:00"),  # 12:20 in Jakarta, and 7:00
        ("day", "2026-11-28T23:59:59", "2026-11-28T00:00:00"),  # 6:59 in Jakarta
    ],
)
def test_when_a_digest_is_due(every: str, now: str, until: str) -> None:
    instant, wanted = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, until))
    assert boundary(every, instant) == wanted  # type: ignore[arg-type]


def test_a_digest_gathers_until_its_hour(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("jam", "banjir", POST, every="hour")
    desk.save("hari", "banjir", POST, every="day")
    desk.take_in(news("a"))
    assert desk.told() == []
    desk.wait(minutes=20)
    desk.take_in(news("b"))
    assert desk.told() == []
    desk.wait(minutes=21)  # 13:01
    desk.take_in(news("c"))
    assert desk.told() == [("jam", ["a", "b"])]
    desk.wait(hours=18)  # 7:01 of the next day
    assert desk.told() == [("jam", ["c"]), ("hari", ["a", "b", "c"])]


def test_one_message_has_so_many_articles(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.saved.messages.ARTICLES", 2)
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(*(news(f"a{number}") for number in range(5)))
    assert desk.told() == [("banjir", ["a0", "a1"]), ("banjir", ["a2", "a3"]), ("banjir", ["a4"])]


def test_the_form_of_a_message(desk: Desk) -> None:
    desk.save("banjir", "judul:kabar banjir", HOOK)
    desk.take_in(news("a", url="https://kabar.example/a", published="2026-11-28T10:00:00+07:00"))
    desk.tell()
    body = json.loads(desk.sent[0].body)
    assert body["type"] == "articles.matched"
    assert datetime.fromisoformat(body["timestamp"]) == START
    assert (body["data"]["alert"], body["data"]["query"]) == ("banjir", "judul:kabar banjir")
    [article] = body["data"]["articles"]
    assert article == {
        "id": "a",
        "url": "https://kabar.example/a",
        "title": "Kabar kota",
        "publisher": "",
        "publisher_name": "",
        "published": "2026-11-28T10:00:00+07:00",
        "snippet": "Banjir merendam jalan.",
    }


def test_what_is_not_taken_is_tried_again_as_it_was_for_a_day_and_then_told(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told(DOWN)
    begun = desk.now
    for number, pause in enumerate(PAUSES, 1):
        assert desk.searches()[0].receivers[0].failures == number
        desk.wait(seconds=pause.total_seconds() - 1)
        assert desk.told(DOWN) == []
        desk.wait(seconds=1)
        assert desk.told(DOWN) == [("banjir", ["a"])]
    assert timedelta(hours=23) < desk.now - begun < timedelta(hours=26)
    assert [pause.total_seconds() for pause in PAUSES[:3]] == [5, 30, 60]
    assert len({(one.id, one.body) for one in desk.sent}) == 1
    receiver = desk.searches()[0].receivers[0]
    assert (receiver.error, receiver.given_up) == (str(DOWN), desk.now)
    desk.wait(days=2)
    assert desk.told() == []
    assert counted(desk) == {("webhook", "failed"): len(PAUSES), ("webhook", "given_up"): 1}


def test_a_receiver_that_is_gone_is_not_asked_again_for_that_message(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told(NotTakenError("gone", lasting=True))
    desk.wait(days=1)
    assert desk.told() == []


def test_a_receiver_that_takes_it_is_well_again(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told(DOWN)
    desk.wait(seconds=5)
    assert desk.told() == [("banjir", ["a"])]
    receiver = desk.searches()[0].receivers[0]
    assert (receiver.failures, receiver.failing_since, receiver.error) == (0, None, "")
    assert counted(desk) == {("webhook", "failed"): 1, ("webhook", "delivered"): 1}


def test_of_a_servers_own_words_only_some_are_kept(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.told(NotTakenError("kait.example answered 500: " + "x" * 60_000))
    assert desk.searches()[0].receivers[0].error == "kait.example answered 500: " + "x" * 473


def test_while_a_receiver_fails_what_is_new_is_gathered_and_others_are_told(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told(DOWN)
    desk.save("jalan", "jalan", HOOK)
    for number in range(3):
        desk.wait(seconds=1)
        desk.take_in(news(f"b{number}"))
    assert desk.told() == [("jalan", ["b0", "b1", "b2"])]
    desk.wait(minutes=61)
    assert desk.told() == [("banjir", ["a"]), ("banjir", ["b0", "b1", "b2"])]


def test_a_message_is_one_processes_alone_until_its_claim_runs_out(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.follow()
    assert compose(desk.saved, desk.now) == 1
    first = claim(desk.saved, (), desk.now)
    assert first
    assert claim(desk.saved, (), desk.now) is None
    again = claim(desk.saved, (), desk.now + CLAIM)
    assert again
    assert (again.id, again.body) == (first.id, first.body)
    release(desk.saved)
    assert claim(desk.saved, (first.receiver,), desk.now) is None
    assert claim(desk.saved, (), desk.now)


def test_a_search_that_is_removed_tells_nothing_more(any_desk: Desk) -> None:
    from search.saved.searches import remove_search  # noqa: PLC0415 - here alone

    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told(DOWN)
    desk.take_in(news("b"))
    desk.follow()
    remove_search(desk.saved, "banjir")
    desk.wait(days=1)
    assert desk.told() == []
    with reading(desk.saved) as connection:
        for table in (deliveries, waiting):
            assert connection.execute(sa.select(table)).all() == []


def test_a_clock_that_was_wrong_holds_up_no_message(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    right = desk.now
    desk.now = right + timedelta(days=3650)
    desk.take_in(news("a"))
    assert desk.told(DOWN) == [("banjir", ["a"])]
    desk.now += timedelta(minutes=1)
    assert claim(desk.saved, (), desk.now)
    desk.take_in(news("b"))
    desk.follow()
    desk.now = right
    assert desk.told() == [("banjir", ["a"]), ("banjir", ["b"])]


def test_a_message_to_nobody_holds_up_no_other(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.follow()
    compose(desk.saved, desk.now)
    with writing(desk.saved) as connection:
        left = {"id": "msg_x", "receiver": 77, "body": "{}", "created": START, "due": START, "number": 0}
        connection.execute(sa.insert(deliveries), [left])
    assert desk.told() == [("banjir", ["a"])]
    with reading(desk.saved) as connection:
        assert connection.execute(sa.select(deliveries)).all() == []
