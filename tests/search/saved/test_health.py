"""How alerts are: what fails is named after some tries and until it is well, and how far behind they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from base.database import reading
from base.notify.errors import NotTakenError
from search.saved.health import NONE, REMEMBERED, AlertStatus, read_alerts
from search.saved.messages import PAUSES
from tests.search.saved.desk import HOOK, Desk, news

DOWN = NotTakenError("the webhook answered 500")


def status(desk: Desk) -> AlertStatus:
    with reading(desk.articles) as connection:
        return read_alerts(desk.settings, desk.data, connection, desk.now)


def test_where_nothing_was_saved_nothing_is_made(desk: Desk, tmp_path: Path) -> None:
    with reading(desk.articles) as connection:
        assert read_alerts(desk.settings, tmp_path / "lain", connection, desk.now) == NONE
    assert not (tmp_path / "lain").exists()


def test_a_first_failure_is_no_finding_a_lasting_one_is(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.tell(DOWN)
    since = desk.now
    assert (status(desk).searches, status(desk).due, status(desk).failing) == (1, 1, ())
    for pause in PAUSES[:3]:
        desk.wait(seconds=pause.total_seconds())
        desk.tell(DOWN)
    [failing] = status(desk).to_json()["failing"]
    assert failing == {
        "alert": "banjir",
        "channel": "webhook",
        "address": "https://kait.example/x",
        "since": since.isoformat(timespec="seconds"),
        "failures": 4,
        "error": str(DOWN),
        "given_up": None,
    }
    desk.wait(hours=1)
    desk.tell()
    assert status(desk).failing == ()
    assert status(desk).counts["webhook", "delivered"] == 1


def test_what_was_given_up_is_told_for_a_while_though_the_receiver_is_well(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.tell(NotTakenError("gone", lasting=True))
    desk.take_in(news("b"))
    desk.tell()
    assert len(status(desk).failing) == 1
    desk.wait(seconds=REMEMBERED.total_seconds())
    assert status(desk).failing == ()


def test_how_far_behind_they_are(desk: Desk) -> None:
    desk.take_in(news("a"))
    desk.save("banjir", "banjir", HOOK)
    assert status(desk).lag_seconds == 0
    desk.take_in(news("b"))
    desk.now = datetime.now(UTC) + timedelta(minutes=5)  # the table says when it was really written
    assert 290 < status(desk).lag_seconds < 310
    desk.follow()
    assert status(desk).lag_seconds == 0
