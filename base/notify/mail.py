"""Mail through one's own server. Whatever the server does, it takes no longer than the seconds given."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from base.notify.errors import NotTakenError

STEP_SECONDS = 10.0
"""Each answer of the server may take so long; a server that drips them is cut off when the whole time is over."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and from whom it is. `tls` is `tls` (from the start), `starttls` or `none`."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    tls: str = "starttls"


def send_mail(server: MailServer, receivers: Sequence[str], subject: str, text: str, seconds: float = 30.0) -> None:
    """Send a text. Raises NotTakenError where the server cannot be reached, or does not take it for all receivers."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, ", ".join(receivers)
    message["Subject"] = " ".join(subject.split())  # a line break would begin another header
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="kliping.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")  # for servers that know no 8 bits
    try:
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
