"""Tells people what changed: takes messages from the queue and sends them, again at growing distances for a day.

It runs in a thread of its own, which holds up nothing and ends with the process: what is not sent by then waits in the
ledger for the next one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import writing
from base.errors import ConfigError, UnavailableError
from base.events import event
from base.notify.errors import NotTakenError
from base.notify.mail import Mail, MailServer, send_mail
from base.notify.webhook import check_webhook, send_webhook
from config.settings import Settings
from crawler.health.notices import mail_of
from crawler.ledger.tables import NOTICE

logger = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=s) for s in (30, 300, 1_800, 7_200, 21_600, 43_200))
"""Between the attempts at one message: given up after some 18 hours."""
CLAIM = timedelta(minutes=5)
"""So long a message is nobody else's; one attempt is over long before."""
AT_END_SECONDS = 15.0
"""How long a crawl that ends waits for what is being sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the queue."""

    id: str
    channel: str
    body: str
    attempts: int


def channels(settings: Settings) -> list[str]:
    """By which ways people are told, by the settings."""
    named = {"mail": settings.health.mail, "webhook": settings.health.webhook}
    return [channel for channel, receiver in named.items() if receiver.strip()]


def check_channels(settings: Settings) -> None:
    """Raise ConfigError where what people are to be told by cannot work."""
    if settings.health.webhook:
        check_webhook(settings.health.webhook, settings.health.webhook_secret)
    if settings.health.mail and not (settings.mail.server and settings.mail.sender):
        raise ConfigError("health.mail needs mail.server and mail.sender: where mail is handed in, and from whom")


def send(settings: Settings, message: Message) -> None:
    """Send one message. Raises NotTakenError."""
    if message.channel not in channels(settings):
        raise NotTakenError(f"health.{message.channel} is not set any more", lasting=True)
    if message.channel == "webhook":
        send_webhook(
            settings.health.webhook,
            message.id,
            int(time.time()),
            message.body.encode(),
            secret=settings.health.webhook_secret,
            private=settings.alerts.allow_private_addresses,
        )
        return
    mail = settings.mail
    server = MailServer(mail.server, mail.port, mail.sender, mail.username, mail.password, mail.tls)
    receivers = [one.strip() for one in settings.health.mail.split(",") if one.strip()]
    subject, text = mail_of(message.body)
    send_mail(server, receivers, Mail(message.id, subject, text))


def tell_all(engine: Engine, settings: Settings, sender: Callable[[Settings, Message], None] = send) -> int:
    """Send what is due, one after the other; returns how many messages were taken."""
    taken = 0
    while message := _claim(engine, datetime.now(UTC)):
        try:
            sender(settings, message)
        except NotTakenError as error:
            _failed(engine, message, error, datetime.now(UTC))
        else:
            taken += 1
            _forget(engine, message)
            event(logger, "notify.sent", f"told by {message.channel} what changed", labels__channel=message.channel)
    return taken


def _claim(engine: Engine, now: datetime) -> Message | None:
    """The oldest message that is due, closed to others for a while."""
    oldest = sa.select(NOTICE.c.id).where(NOTICE.c.due <= now).order_by(NOTICE.c.created).limit(1)
    claim = sa.update(NOTICE).where(NOTICE.c.id.in_(oldest.with_for_update(skip_locked=True)))
    with writing(engine) as connection:
        row = connection.execute(claim.values(due=now + CLAIM).returning(NOTICE)).first()
    return Message(row.id, row.channel, row.body, row.attempts) if row else None


def _failed(engine: Engine, message: Message, error: NotTakenError, now: datetime) -> None:
    is_over = error.lasting or message.attempts >= len(PAUSES)
    action = "given up" if is_over else "tried again later"
    event(logger, "notify.failed", f"{error}: {action}", level=logging.WARNING, labels__channel=message.channel)
    if is_over:
        _forget(engine, message)
        return
    values = {"attempts": message.attempts + 1, "due": now + PAUSES[message.attempts]}
    with writing(engine) as connection:
        connection.execute(sa.update(NOTICE).where(NOTICE.c.id == message.id).values(**values))


def _forget(engine: Engine, message: Message) -> None:
    with writing(engine) as connection:
        connection.execute(sa.delete(NOTICE).where(NOTICE.c.id == message.id))


@dataclass(slots=True)
class Teller:
    """The thread that sends, one at a time for a process."""

    engine: Engine
    settings: Settings
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Send what is due, unless that is under way."""
        if channels(self.settings) and not (self._thread and self._thread.is_alive()):
            self._thread = threading.Thread(target=self._tell, name="teller", daemon=True)
            self._thread.start()

    def wait(self, seconds: float = AT_END_SECONDS) -> None:
        """Give what is being sent a little time."""
        if self._thread:
            self._thread.join(seconds)

    def _tell(self) -> None:
        try:
            tell_all(self.engine, self.settings)
        except UnavailableError as error:  # the ledger is away: the messages are in it, and wait
            event(logger, "notify.failed", str(error), level=logging.WARNING)
