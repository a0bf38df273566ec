"""People are told once for each change that lasts, in one message for all, and are not flooded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading, writing
from base.notify.errors import NotTakenError
from config.notify_settings import AlertSettings, HealthSettings, MailSettings
from config.settings import Settings
from crawler.health.notices import WELL, Change, mail_of, note_changes
from crawler.health.telling import PAUSES, Message, check_channels, send, tell_all
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import NOTICE
from tests.base.notify.servers import hook_server, mail_server

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SETTINGS = Settings(health=HealthSettings(mail="a@b.example", webhook="https://a.example/"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_ledger("sqlite:", tmp_path) as ledger:
        yield ledger.engine


def change(state: str, since: datetime, subject: str = "a") -> Change:
    return Change(subject, state, "detik", f"https://a.example/{subject}", since, "answered 403", "do this")


def waiting(engine: Engine) -> list[sa.RowMapping]:
    with reading(engine) as connection:
        return list(connection.execute(sa.select(NOTICE).order_by(NOTICE.c.created)).mappings())


def test_a_change_is_told_once_it_has_lasted_and_only_once(engine: Engine) -> None:
    ill = [change("blocked", NOW), change("stale", NOW - 20 * MINUTE, "b")]
    assert [one.subject for one in note_changes(engine, ill, ["mail"], NOW)] == ["b"]
    assert [one.subject for one in note_changes(engine, ill, ["mail"], NOW + 11 * MINUTE)] == ["a"]
    assert note_changes(engine, ill, ["mail"], NOW + 12 * MINUTE) == []
    well = [change(WELL, NOW + 60 * MINUTE), change("stale", NOW - 20 * MINUTE, "b")]
    [told] = note_changes(engine, well, ["mail"], NOW + 300 * MINUTE)
    assert (told.subject, told.state, told.was) == ("a", WELL, "blocked")
    assert len(waiting(engine)) == 3


def test_what_changes_together_is_one_message_for_each_channel(engine: Engine) -> None:
    ill = [change("blocked", NOW - 60 * MINUTE, str(number)) for number in range(80)]
    note_changes(engine, ill, ["mail", "webhook"], NOW)
    rows = waiting(engine)
    assert sorted(row["channel"] for row in rows) == ["mail", "webhook"]
    body = json.loads(rows[0]["body"])
    assert (body["type"], len(body["data"]["changes"])) == ("health.changed", 80)


def test_a_source_that_was_always_well_is_no_news(engine: Engine) -> None:
    assert note_changes(engine, [change(WELL, NOW - 60 * MINUTE)], ["mail"], NOW) == []


@pytest.mark.parametrize("minutes", [15, 30, 60, 120])
def test_a_source_that_comes_and_goes_does_not_flood(engine: Engine, minutes: int) -> None:
    told = 0
    for minute in range(0, 3 * 24 * 60, 5):
        spell = minute // minutes
        state = "failing" if spell % 2 else WELL
        since = NOW + spell * minutes * MINUTE
        told += len(note_changes(engine, [change(state, since)], [], NOW + minute * MINUTE))
    assert 1 <= told <= 12  # in three days of some 70 to 290 changes


def test_a_mail_says_what_is_ill_and_what_is_well_again() -> None:
    changes = [change("blocked", NOW), Change("b", WELL, "antara", "https://b.example/", NOW, "", "", "stale")]
    body = json.dumps({"data": {"changes": [one.to_json() for one in changes]}})
    subject, text = mail_of(body)
    assert subject == "Kliping: 1 to be looked at, 1 well again"
    assert "detik https://a.example/a: blocked since 2026-11-20 08:00 UTC: answered 403" in text
    assert "what to do: do this" in text
    assert "antara https://b.example/: well again (was stale)" in text


def make_due(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sa.update(NOTICE).values(due=NOW - 60 * MINUTE))


def test_a_message_that_is_not_taken_is_tried_again_at_growing_distances_and_given_up(engine: Engine) -> None:
    note_changes(engine, [change("blocked", NOW - 60 * MINUTE)], ["mail"], NOW)
    tries = list[Message]()

    def dead(_: Settings, message: Message) -> None:
        tries.append(message)
        raise NotTakenError("nobody listens")

    for attempt, pause in enumerate(PAUSES):
        make_due(engine)
        before = datetime.now(UTC)
        assert tell_all(engine, SETTINGS, dead) == 0
        [row] = waiting(engine)
        assert row["attempts"] == attempt + 1
        assert pause <= row["due"] - before < pause + MINUTE
    make_due(engine)
    tell_all(engine, SETTINGS, dead)
    assert waiting(engine) == []
    assert [one.id for one in tries] == [tries[0].id] * (len(PAUSES) + 1)


def test_one_that_is_refused_for_good_is_given_up_at_once_and_holds_up_no_other(engine: Engine) -> None:
    note_changes(engine, [change("blocked", NOW - 60 * MINUTE)], ["webhook", "mail"], NOW)
    sent = list[str]()

    def one_is_gone(_: Settings, message: Message) -> None:
        if message.channel == "webhook":
            raise NotTakenError("answered 410", lasting=True)
        sent.append(message.channel)

    make_due(engine)
    assert tell_all(engine, SETTINGS, one_is_gone) == 1
    assert (sent, waiting(engine)) == (["mail"], [])


def test_mail_and_webhook_are_sent_by_the_settings(engine: Engine) -> None:
    note_changes(engine, [change("blocked", NOW - 60 * MINUTE)], ["webhook", "mail"], NOW)
    make_due(engine)
    with mail_server() as box, hook_server() as hook:
        settings = Settings(
            health=HealthSettings(mail="a@b.example, c@d.example", webhook=hook.url, webhook_secret="whsec_MfKQ9r8G"),
            alerts=AlertSettings(allow_private_addresses=True),
            mail=MailSettings(server="127.0.0.1", port=box.port, sender="k@a.example", tls="none"),
        )
        check_channels(settings)
        assert tell_all(engine, settings, send) == 2
    assert "Kliping: 1 to be looked at" in box.mails[0]
    assert json.loads(hook.posts[0][1])["data"]["changes"][0]["state"] == "blocked"
    assert waiting(engine) == []
