"""Sends messages, each receiver's one after the other and many receivers at a time: one that is slow or dead holds up
no other."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from base.errors import UnavailableError
from base.events import event
from base.notify.errors import NotTakenError
from base.notify.mail import MailServer, send_mail
from base.notify.webhook import send_webhook
from config.settings import Settings
from indexer.halving import FAILURES
from search.saved.mails import mail_of
from search.saved.messages import Delivery, claim, refused, taken

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Receivers that are being sent to; each may take half a minute."""

SLOW_LINE = 50_000
"""Bytes of a report that a mail server takes in a second at least."""

Send = Callable[[Settings, Delivery], None]


def send(settings: Settings, delivery: Delivery) -> None:
    """Send one message. Raises NotTakenError."""
    if delivery.channel == "webhook":
        send_webhook(
            delivery.address,
            delivery.id,
            int(time.time()),
            delivery.body.encode(),
            secret=delivery.secret,
            private=settings.alerts.allow_private_addresses,
        )
        return
    mail = settings.mail
    if not mail.server or not mail.sender:
        raise NotTakenError("mail.server and mail.sender are not set any more")
    server = MailServer(mail.server, mail.port, mail.sender, mail.username, mail.password, mail.tls)
    seconds = 30.0 + (delivery.report.size / SLOW_LINE if delivery.report and delivery.report.content else 0.0)
    send_mail(server, [delivery.address], mail_of(delivery), seconds)


@dataclass(slots=True)
class Sender:
    """Threads that send, one for each receiver that something is due to. They end with the process: what they have not
    told to be taken is sent again, under the same id."""

    database: Engine
    settings: Settings
    send: Send = send
    failed: int = 0
    _threads: dict[int, threading.Thread] = field(default_factory=dict)
    _broken: list[UnavailableError] = field(default_factory=list)

    def start_due(self) -> bool:
        """Begin to send what is due, as far as there is room; returns whether anything is under way.

        Raises UnavailableError where the database was away when something was to be noted.
        """
        self._threads = {receiver: one for receiver, one in self._threads.items() if one.is_alive()}
        if self._broken:
            raise self._broken.pop()
        while len(self._threads) < AT_ONCE:
            delivery = claim(self.database, self._threads, datetime.now(UTC))
            if delivery is None:
                break
            thread = threading.Thread(target=self._deliver, args=(delivery,), name=delivery.id, daemon=True)
            self._threads[delivery.receiver] = thread
            thread.start()
        return bool(self._threads)

    def _deliver(self, delivery: Delivery) -> None:
        try:
            self._try(delivery)
        except UnavailableError as error:  # the claim runs out, and it is sent again
            self._broken.append(error)

    def _try(self, delivery: Delivery) -> None:
        try:
            self.send(self.settings, delivery)
        except NotTakenError as error:
            self._refused(delivery, error)
            return
        except FAILURES as error:  # else it would be tried each minute for ever, and nobody told
            text = f"alert {delivery.name!r}: a message cannot be sent: {error!r}"
            event(logger, "alert.bug", text, level=logging.ERROR, error=error)
            self._refused(delivery, NotTakenError(f"the program failed: {error!r}"))
            return
        taken(self.database, delivery)
        event(
            logger,
            "alert.delivered",
            f"alert {delivery.name!r}: told by {delivery.channel}",
            labels__channel=delivery.channel,
            labels__alert=delivery.name,
        )

    def _refused(self, delivery: Delivery, error: NotTakenError) -> None:
        self.failed += 1
        now = datetime.now(UTC)
        due = refused(self.database, delivery, str(error), now, lasting=error.lasting)
        event(
            logger,
            "alert.failed" if due else "alert.given_up",
            f"alert {delivery.name!r}: {error}: "
            + (f"tried again in {(due - now).total_seconds():.0f} s" if due else "given up, what it told of is lost"),
            level=logging.WARNING if due else logging.ERROR,
            labels__channel=delivery.channel,
            labels__alert=delivery.name,
        )
