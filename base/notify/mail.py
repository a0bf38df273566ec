"""Mail through one's own server. Once that is reached it takes no longer than the seconds given, whatever it does."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formatdate

from base.errors import ConfigError
from base.notify.connection import connected
from base.notify.errors import NotTakenError

MAX_ADDRESS = 254  # RFC 5321
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*"
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and from whom it is. `tls` is `tls` (from the start), `starttls` or `none`."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail; `media` is its media type."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent. `id` tells one mail from others and is the same each time that it is sent; `list_name` and
    `list_label` (letters, digits and hyphens) name what it is one of, for readers that sort their mail."""

    id: str
    subject: str
    text: str
    html: str = ""
    written: datetime | None = None
    list_name: str = ""
    list_label: str = ""
    attachments: tuple[Attachment, ...] = ()


def send_mail(server: MailServer, receivers: Sequence[str], mail: Mail, seconds: float = 30.0) -> None:
    """Send a mail. Raises NotTakenError where the server cannot be reached, or does not take it for all receivers."""
    with _errors_of(server):
        message = _message(server, receivers, mail)
        with _session(server, seconds) as session:
            refused = session.send_message(message, server.sender, list(receivers))
    if refused:
        raise NotTakenError(f"the mail server does not take mail for {', '.join(refused)}")


def check_server(server: MailServer, seconds: float = 30.0) -> None:
    """Raise NotTakenError where the server cannot be reached or does not let us in; nothing is sent."""
    with _errors_of(server), _session(server, seconds):
        pass


@contextlib.contextmanager
def _errors_of(server: MailServer) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotTakenError("the mail server refuses mail.username and mail.password") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotTakenError(f"the mail server {server.host}:{server.port}: {error or type(error).__name__}") from error


def _message(server: MailServer, receivers: Sequence[str], mail: Mail) -> EmailMessage:
    """The mail as it is handed in. A line break in a header would begin another one, so there is none."""
    message = EmailMessage()
    try:
        message["From"], message["To"] = server.sender, ", ".join(receivers)
    except (ValueError, LookupError, AttributeError) as error:  # the library stumbles over half an address
        text = f"mail.sender is no address such as `Arsip <arsip@contoh.id>`: {server.sender!r}"
        raise NotTakenError(text) from error
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.written) if mail.written else formatdate()
    domain = server.sender.rpartition("@")[2].strip(" >") or "kliping.invalid"
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.list_label:
        message["List-Id"] = f"{' '.join(mail.list_name.split())} <{mail.list_label}.{domain}>"
    message.set_content(mail.text, cte="quoted-printable")  # for servers that know no 8 bits
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for one in mail.attachments:
        main, _, kind = one.media.partition(";")[0].partition("/")
        message.add_attachment(one.content, maintype=main, subtype=kind, filename=one.name)
    return message


def check_address(address: str) -> None:
    """Raise ConfigError where a text is no mail address that every server takes."""
    if not _ADDRESS.fullmatch(address) or len(address) > MAX_ADDRESS:
        raise ConfigError(f"{address!r} is no mail address such as nama@contoh.id")


@contextlib.contextmanager
def _session(server: MailServer, seconds: float) -> Iterator[smtplib.SMTP]:
    """A session that has let us in, encrypted as the settings want it."""
    tls_name = server.host if server.tls == "tls" else ""
    with (
        connected(server.host, server.port, seconds, tls_name=tls_name) as opened,
        contextlib.closing(_Session(server, opened)) as session,
    ):
        if server.tls == "starttls":
            session.starttls(context=ssl.create_default_context())
        if server.username:
            session.login(server.username, server.password)
        yield session
        with contextlib.suppress(smtplib.SMTPException, OSError):
            session.quit()  # it has taken the mail already


class _Session(smtplib.SMTP):
    """SMTP over a connection that is there already."""

    def __init__(self, server: MailServer, opened: socket.socket) -> None:
        self._opened = opened
        super().__init__(server.host, server.port)

    def _get_socket(self, *_: object) -> socket.socket:
        return self._opened
