"""Settings of who is told what: of the health of sources, and how mail and webhooks are sent."""

from __future__ import annotations

from dataclasses import dataclass

from base.safe_text import without_secrets
from config.setting_value import hide, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSettings:
    """Who is told when a source falls ill or recovers."""

    mail: str = setting("", "who is told by mail when a source falls ill or recovers; several separated by commas")
    webhook: str = setting("", "address that is told the same by webhook", show=without_secrets)
    ping: str = setting(
        "",
        "address that is told every five minutes while all is well, so that it notices the end",
        show=without_secrets,
    )
    webhook_secret: str = setting("", "`whsec_...` with which these webhooks are signed", show=hide)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Where webhooks may lead."""

    allow_private_addresses: bool = setting(False, "webhooks may go to private addresses too")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail is handed in."""

    server: str = setting("", "name of the mail server; without one no mail is sent")
    port: int = setting(587, "its port: 587 with `starttls`, 465 with `tls`, 25 with `none` as a rule", least=1)
    username: str = setting("", "user of the mail server, where it wants one")
    password: str = setting("", "that user's password", show=hide)
    sender: str = setting("", "address from which mail is sent")
    tls: str = setting(
        "starttls", "how the connection is encrypted: `starttls`, `tls` or `none`", choices=("starttls", "tls", "none")
    )
