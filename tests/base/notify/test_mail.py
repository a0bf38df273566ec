"""Mail is taken or an error says why; a server that says nothing holds up nobody for long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_string
from email.policy import default

import pytest

from base.errors import ConfigError
from base.notify.errors import NotTakenError
from base.notify.mail import Mail, MailServer, check_address, send_mail
from tests.base.notify.servers import dripping_server, mail_server, silent_server

SERVER = MailServer("127.0.0.1", 0, "kliping@a.example", tls="none")
WRITTEN = datetime(2026, 11, 29, 5, tzinfo=UTC)
KABAR = Mail("msg_1", "Kabar", "Isi.")


def test_a_mail_comes_as_it_was_written() -> None:
    with mail_server() as box:
        send_mail(
            replace(SERVER, port=box.port),
            ["a@b.example", "c@d.example"],
            replace(KABAR, subject="Kabar\nBcc: x@y.example", text="Café: isi.\n"),
        )
    [text] = box.mails
    mail = message_from_string(text, policy=default)
    assert (mail["From"], mail["To"]) == ("kliping@a.example", "a@b.example, c@d.example")
    assert (mail["Subject"], mail["Bcc"]) == ("Kabar Bcc: x@y.example", None)
    assert mail["Message-ID"] == "<msg_1@a.example>"
    assert mail.get_content().strip() == "Café: isi."  # type: ignore[attr-defined]


def test_a_server_that_refuses_the_receiver_is_told() -> None:
    with mail_server(refuses="550 no such user") as box, pytest.raises(NotTakenError, match="no such user"):
        send_mail(replace(SERVER, port=box.port), ["a@b.example"], KABAR)


@pytest.mark.parametrize("sender", ["<", '"', "a@["])
def test_a_sender_that_is_half_an_address_is_named(sender: str) -> None:
    with pytest.raises(NotTakenError, match=r"mail\.sender is no address"):
        send_mail(MailServer("127.0.0.1", 1, sender), ["a@contoh.id"], Mail("1", "Kabar", "Isi"))


def test_where_nobody_listens_is_told() -> None:
    with pytest.raises(NotTakenError, match="the mail server 127.0.0.1:1: "):
        send_mail(replace(SERVER, port=1), ["a@b.example"], KABAR)


def test_encryption_that_the_server_has_not_is_not_left_out() -> None:
    with mail_server() as box, pytest.raises(NotTakenError, match="STARTTLS"):
        send_mail(replace(SERVER, port=box.port, tls="starttls"), ["a@b.example"], KABAR)
    assert box.mails == []


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("base.notify.connection.STEP_SECONDS", 0.2)
    with silent_server() as port, pytest.raises(NotTakenError, match="the mail server"):
        send_mail(replace(SERVER, port=port), ["a@b.example"], KABAR)


@pytest.mark.parametrize("start", [b"", b"220 uji\r\n"])
@pytest.mark.parametrize("piece", [b"2", b"250-x\r\n"])
def test_a_server_whose_answer_never_ends_is_cut_off(piece: bytes, start: bytes) -> None:
    with dripping_server(piece, start) as port, pytest.raises(NotTakenError, match="the mail server"):
        send_mail(replace(SERVER, port=port), ["a@b.example"], KABAR, seconds=0.3)


def test_a_mail_of_a_list_has_both_forms_and_says_so() -> None:
    mail = replace(
        KABAR, html="<p>Isi é.</p>", written=WRITTEN, list_name="Banjir\r\nBcc: x@y.example", list_label="l3"
    )
    with mail_server() as box:
        send_mail(replace(SERVER, port=box.port), ["a@b.example"], mail)
    received = message_from_string(box.mails[0], policy=default)
    assert received["List-Id"] == "Banjir Bcc: x@y.example <l3.a.example>"
    assert received["Date"].datetime == WRITTEN
    assert received["Bcc"] is None
    assert received.get_content_type() == "multipart/alternative"
    plain, rich = received.iter_parts()  # type: ignore[attr-defined]
    assert (plain.get_content().strip(), rich.get_content().strip()) == ("Isi.", "<p>Isi é.</p>")


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b.id", "a b@c.id", "a@b.id,c@d.id", "a@b.id\nBcc: x", "<a@b.id>", "ä@b.id"]
)
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(ConfigError, match="mail address"):
        check_address(address)


def test_usual_addresses_are_taken() -> None:
    for address in ("redaksi@contoh.id", "a.b+c@sub.contoh.co.id", "root@localhost"):
        check_address(address)
