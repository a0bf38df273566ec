"""What Kliping stands on: the databases, the search engine, the mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from base.database import check_database
from base.errors import KlipingError
from base.notify.errors import NotTakenError
from base.notify.mail import MailServer, check_server
from base.postgres import server_and_clock
from config.bind import is_loopback
from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines import open_engine
from kliping.doctor.finding import Finding, explained, ok, warning
from kliping.doctor.machine import MAX_SKEW_SECONDS
from search.saved.searches import saved_database


def look_at_database(settings: Settings, data: Path) -> Iterator[Finding]:
    """Whether the databases open and are whole."""
    is_sqlite = settings.database.url == "sqlite:"
    if is_sqlite and not (data / "ledger.sqlite").exists():
        yield ok("database", "sqlite: nothing was crawled or indexed yet")
        return
    try:
        with open_ledger(settings.database.url, data) as ledger:
            check_database(ledger.engine)
            if not is_sqlite:
                yield from _server(*server_and_clock(ledger.engine))
        with articles_database(settings, data) as articles:
            check_database(articles)
        if not is_sqlite or (data / "saved.sqlite").exists():
            with saved_database(settings, data) as saved:
                check_database(saved)
    except KlipingError as error:
        yield explained("database", error)
        return
    if is_sqlite:
        yield ok("database", "sqlite: what was looked at is whole")


def _server(number: str, at: datetime) -> Iterator[Finding]:
    """PostgreSQL, and its clock beside ours: workers on several machines compare times in it."""
    skew = (datetime.now(UTC) - at).total_seconds()
    yield ok("database", f"PostgreSQL {number} answers")
    if abs(skew) > MAX_SKEW_SECONDS:
        text = f"this clock and that of PostgreSQL are {abs(skew):,.0f} s apart"
        yield warning("clock", text, "let both machines set their clocks: timedatectl set-ntp true")


def look_at_engine(settings: Settings, data: Path) -> Iterator[Finding]:
    """Whether the engine answers, and its index is there and whole."""
    try:
        with closing(open_engine(settings, data)) as engine:
            generation = engine.current()
            text = engine.check()
            if generation is not None:
                engine.verify(generation)
    except KlipingError as error:
        yield explained("engine", error)
        return
    yield ok("engine", text if generation is not None else "nothing was indexed yet")


def look_at_server(settings: Settings, data: Path) -> Iterator[Finding]:
    """Whether somebody may read where other machines can reach the server: else it does not start."""
    bind = settings.server.bind
    if is_loopback(bind) or settings.server.open:
        return
    from kliping.server import check_access  # a server of the loopback needs none of it

    try:
        check_access(settings, data)
    except KlipingError as error:
        yield explained("server", error)
        return
    yield ok("server", f"there are keys for those who reach {bind}")


def look_at_mail(settings: Settings) -> Iterator[Finding]:
    """Whether the mail server lets us in; nothing is sent."""
    mail = settings.mail
    if not mail.server:
        yield ok("mail", "mail.server is not set: no mail is sent")
        return
    try:
        check_server(MailServer(mail.server, mail.port, mail.sender, mail.username, mail.password, mail.tls))
    except NotTakenError as error:
        yield Finding(
            "mail", "bad", str(error), "look at mail.server, mail.port and mail.tls, and whether it is running"
        )
        return
    yield ok("mail", f"{mail.server}:{mail.port} answers")
