"""Messages sent for real, to a mail server and a webhook on the loopback; what fails holds up nobody else."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from email import message_from_string
from email.policy import default

import pytest

from base.errors import UnavailableError
from base.notify.errors import NotTakenError
from base.notify.webhook import sign
from config.settings import MailSettings, Settings
from search.saved.messages import Delivery, compose
from search.saved.sample import send_samples
from search.saved.sending import Sender, send
from tests.base.notify.servers import hook_server, mail_server
from tests.search.saved.desk import HOOK, POST, Desk, news

WAIT_SECONDS = 20.0


def deliver(desk: Desk, sender: Sender) -> None:
    """Send all that is due, until nothing is under way."""
    desk.follow()
    compose(desk.saved, desk.now)
    end = time.monotonic() + WAIT_SECONDS
    while sender.start_due():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_webhook_is_signed_with_its_own_secret_and_has_an_id(desk: Desk) -> None:
    with hook_server() as hook:
        desk.save("banjir", "banjir", replace(HOOK, address=hook.url))
        desk.take_in(news("a"))
        deliver(desk, Sender(desk.saved, desk.settings))
    [(headers, body)] = hook.posts
    assert json.loads(body)["data"]["articles"][0]["id"] == "a"
    timestamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == sign(HOOK.secret, headers["webhook-id"], timestamp, body)


def test_mail_goes_to_each_receiver_alone(desk: Desk) -> None:
    with mail_server() as box:
        settings = replace(desk.settings, mail=replace(desk.settings.mail, port=box.port))
        desk.save("banjir", "banjir", POST, replace(POST, address="lain@contoh.example"))
        desk.take_in(news("a"))
        deliver(desk, Sender(desk.saved, settings))
    mails = [message_from_string(text, policy=default) for text in box.mails]
    assert sorted(mail["To"] for mail in mails) == ["lain@contoh.example", "redaksi@contoh.example"]
    assert len({mail["Message-ID"] for mail in mails}) == 2
    assert {mail["List-Id"] for mail in mails} == {"Kliping alert 1 <alert-1.contoh.example>"}
    assert all("Banjir merendam jalan." in mail.get_body(("plain",)).get_content() for mail in mails)  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_told_why_and_others_go_on(desk: Desk, status: int) -> None:
    with hook_server(status) as bad, hook_server() as good:
        desk.save("satu", "banjir", replace(HOOK, address=bad.url))
        desk.save("dua", "banjir", replace(HOOK, address=good.url))
        desk.take_in(news("a"))
        sender = Sender(desk.saved, desk.settings)
        deliver(desk, sender)
    assert (len(bad.posts), len(good.posts), sender.failed) == (1, 1, 1)
    ill, well = (one.receivers[0] for one in desk.searches())
    assert f"answered {status}" in ill.error
    assert (ill.failures, well.failures) == (1, 0)


def test_mail_without_a_server_is_told(desk: Desk) -> None:
    desk.save("banjir", "banjir", POST)
    desk.take_in(news("a"))
    deliver(desk, Sender(desk.saved, replace(desk.settings, mail=MailSettings())))
    assert "mail.server" in desk.searches()[0].receivers[0].error


def test_one_that_hangs_holds_up_no_other_and_gets_one_message_at_a_time(desk: Desk) -> None:
    hanging, told = threading.Event(), list[str]()

    def slow(_: Settings, delivery: Delivery) -> None:
        told.append(delivery.name)
        if delivery.name == "lambat":
            assert hanging.wait(WAIT_SECONDS)

    desk.save("lambat", "banjir", HOOK)
    desk.save("cepat", "banjir", HOOK)
    sender = Sender(desk.saved, desk.settings, slow)
    for number in range(3):
        desk.take_in(news(f"a{number}"))
        desk.follow()
        compose(desk.saved, desk.now)
        end = time.monotonic() + WAIT_SECONDS
        while told.count("cepat") <= number:
            sender.start_due()
            assert time.monotonic() < end
            time.sleep(0.01)
    assert told.count("lambat") == 1
    hanging.set()
    deliver(desk, sender)
    assert told.count("lambat") == 3


def test_a_fault_of_ours_is_a_refusal_that_is_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def fails(*_: object) -> None:
        raise KeyError("articles")

    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    sender = Sender(desk.saved, desk.settings, fails)
    deliver(desk, sender)
    [told] = desk.searches()[0].receivers
    assert (sender.failed, told.failures) == (1, 1)
    assert "KeyError" in told.error
    assert "a message cannot be sent" in caplog.text


def test_a_database_that_is_away_when_a_message_was_taken_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise UnavailableError("away")

    monkeypatch.setattr("search.saved.sending.taken", away)
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    with pytest.raises(UnavailableError, match="away"):
        deliver(desk, Sender(desk.saved, desk.settings, lambda *_: None))


def test_a_sample_says_that_it_is_one_and_changes_nothing(desk: Desk) -> None:
    with hook_server() as hook:
        search = desk.save("banjir", "banjir", replace(HOOK, address=hook.url), POST)
        desk.take_in(news("a"), news("b", "Hujan."))
        results = list(send_samples(desk.context, desk.settings, search, only_hooks))
        assert [(told.channel, error) for told, error in results] == [("webhook", ""), ("mail", "no mail today")]
        data = json.loads(hook.posts[0][1])["data"]
        assert data["test"] is True
        assert [one["id"] for one in data["articles"]] == ["a"]
    assert desk.told() == [("banjir", ["a"]), ("banjir", ["a"])]


def test_a_sample_where_nothing_matches_is_made_up(desk: Desk) -> None:
    sent = list[Delivery]()
    search = desk.save("gempa", "gempa tsunami", HOOK)
    desk.take_in(news("a", "Gempa saja."))
    [(_, error)] = send_samples(desk.context, desk.settings, search, lambda _, one: sent.append(one))
    assert error == ""
    [article] = json.loads(sent[0].body)["data"]["articles"]
    assert article["id"] == "contoh"


def only_hooks(settings: Settings, delivery: Delivery) -> None:
    if delivery.channel == "mail":
        raise NotTakenError("no mail today")
    send(settings, delivery)
