"""All looks, in the order in which they are shown: what the others stand on first; and who is told that all is well."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from base.errors import ConfigError, KlipingError, UnavailableError
from base.notify.errors import NotTakenError
from base.notify.webhook import check_webhook, send_webhook
from config.bind import split_bind
from config.catalogue import load_catalogue
from config.settings import Settings
from crawler.health.telling import check_channels
from kliping.doctor.finding import Finding, explained, ok
from kliping.doctor.kept import look_at_folders
from kliping.doctor.machine import look_at_clock, look_at_disk, look_at_folder, look_at_versions
from kliping.doctor.services import look_at_database, look_at_engine, look_at_mail, look_at_server
from kliping.doctor.stages import look_at_crawler, look_at_stages
from kliping.options import load_settings


def look_at_all(data: Path) -> Iterator[Finding]:
    """Each finding as it comes. What needs the settings, or the folder, is left out where these cannot be read."""
    yield from look_at_versions()
    yield from look_at_folder(data)
    try:
        settings = _settings(data)
    except KlipingError as error:
        yield explained("configuration", error)
        return
    yield ok("configuration", "settings and publisher files are right")
    yield from look_at_crawler(settings)
    yield from look_at_mail(settings)
    if data.is_dir():
        yield from look_at_disk(settings, data)
        yield from look_at_clock(data)
        yield from look_at_database(settings, data)
        yield from look_at_engine(settings, data)
        yield from look_at_server(settings, data)
        yield from look_at_stages(settings, data)
        yield from look_at_folders(settings, data)


def send_ping(settings: Settings) -> None:
    """Tell `health.ping` that all is well. Raises ConfigError where that is not set, UnavailableError where it does not
    answer."""
    if not settings.health.ping:
        raise ConfigError("health.ping is not set: it is the address that --ping tells that all is well")
    body = b'{"type": "health.well"}'
    now, is_private = int(time.time()), settings.alerts.allow_private_addresses
    try:
        send_webhook(settings.health.ping, f"ping_{uuid.uuid4().hex}", now, body, private=is_private)
    except NotTakenError as error:
        raise UnavailableError(f"health.ping was not told that all is well: {error}") from error


def _settings(data: Path) -> Settings:
    """The settings, with all that is looked at only when a process starts. Raises ConfigError."""
    settings = load_settings(data).settings
    load_catalogue(data, settings.publishers)
    split_bind(settings.server.bind)
    check_channels(settings)
    if settings.health.ping:
        check_webhook(settings.health.ping)
    return settings
