"""Mail is taken or an error says why; a server that says nothing holds up nobody for long."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_string
from email.policy import default

import pytest

from base.notify.errors import NotTakenError
from base.notify.mail import MailServer, send_mail
from tests.base.notify.servers import mail_server, silent_server

SERVER = MailServer("127.0.0.1", 0, "kliping@a.example", tls="none")


def test_a_mail_comes_as_it_was_written() -> None:
    with mail_server() as box:
        send_mail(
            replace(SERVER, port=box.port), ["a@b.example", "c@d.example"], "Kabar\nBcc: x@y.example", "Café: isi.\n"
        )
    [text] = box.mails
    mail = message_from_string(text, policy=default)
    assert (mail["From"], mail["To"]) == ("kliping@a.example", "a@b.example, c@d.example")
    assert (mail["Subject"], mail["Bcc"]) == ("Kabar Bcc: x@y.example", None)
    assert mail["Message-ID"]
    assert mail.get_content().strip() == "Café: isi."  # type: ignore[attr-defined]


def test_a_server_that_refuses_the_receiver_is_told() -> None:
    with mail_server(refuses="550 no such user") as box, pytest.raises(NotTakenError, match="no such user"):
        send_mail(replace(SERVER, port=box.port), ["a@b.example"], "Kabar", "Isi.")


def test_where_nobody_listens_is_told() -> None:
    with pytest.raises(NotTakenError, match="the mail server 127.0.0.1:1: "):
        send_mail(replace(SERVER, port=1), ["a@b.example"], "Kabar", "Isi.")


def test_encryption_that_the_server_has_not_is_not_left_out() -> None:
    with mail_server() as box, pytest.raises(NotTakenError, match="STARTTLS"):
        send_mail(replace(SERVER, port=box.port, tls="starttls"), ["a@b.example"], "Kabar", "Isi.")
    assert box.mails == []


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("base.notify.mail.STEP_SECONDS", 0.2)
    with silent_server() as port, pytest.raises(NotTakenError, match="the mail server"):
        send_mail(replace(SERVER, port=port), ["a@b.example"], "Kabar", "Isi.")
