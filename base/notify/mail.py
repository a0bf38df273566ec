"""Mail through one's own server. Whatever the server does, it takes no longer than the seconds given."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formatdate

from base.errors import ConfigError
from base.notify.errors import NotTakenError

STEP_SECONDS = 10.0
"""Each answer of the server may take so long; a server that drips them is cut off when the whole time is over."""
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


def send_mail(server: MailServer, receivers: Sequence[str], mail: Mail, seconds: float = 30.0) -> None:
    """Send a mail. Raises NotTakenError where the server cannot be reached, or does not take it for all receivers."""
    try:
        message = _message(server, receivers, mail)
        with _connected(server, seconds) as connection:
            if server.username:
                connection.login(server.username, server.password)
            refused = connection.send_message(message, server.sender, list(receivers))
    except smtplib.SMTPAuthenticationError as error:
        raise NotTakenError("the mail server refuses mail.username and mail.password") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotTakenError(f"the mail server {server.host}:{server.port}: {error or type(error).__name__}") from error
    if refused:
        raise NotTakenError(f"the mail server does not take mail for {', '.join(refused)}")


def _message(server: MailServer, receivers: Sequence[str], mail: Mail) -> EmailMessage:
    """The mail as it is handed in. A line break in a header would begin another one, so there is none."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, ", ".join(receivers)
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
    return message


def check_address(address: str) -> None:
    """Raise ConfigError where a text is no mail address that every server takes."""
    if not _ADDRESS.fullmatch(address) or len(address) > MAX_ADDRESS:
        raise ConfigError(f"{address!r} is no mail address such as nama@contoh.id")


@contextlib.contextmanager
def _connected(server: MailServer, seconds: float) -> Iterator[smtplib.SMTP]:
    """A connection that is closed from outside when its time is over, whatever waits in it."""
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=STEP_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=STEP_SECONDS)
    watchdog = threading.Timer(seconds, connection.close)
    watchdog.daemon = True
    watchdog.start()
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        yield connection
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()  # it has taken the mail already
    finally:
        watchdog.cancel()
        connection.close()
