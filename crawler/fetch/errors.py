"""Why a page could not be had, and the outcome that each reason ends in."""

from __future__ import annotations

from datetime import timedelta

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.error import Error as WebError

from config.outcomes import Outcome

MAX_TRIES = 5
FIRST_PAUSE = timedelta(minutes=5)
TEMPORARY = frozenset({Outcome.HTTP_ERROR, Outcome.NETWORK_ERROR, Outcome.TIMED_OUT, Outcome.DISK_FULL})


class FetchError(Exception):
    """A page that was not had; `temporary` says whether trying again later makes sense."""

    def __init__(self, outcome: Outcome, detail: str, *, temporary: bool | None = None) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.temporary = outcome in TEMPORARY if temporary is None else temporary


# All that Scrapy and Twisted raise where a download fails, in the order in which they are asked
DOWNLOAD_ERRORS: dict[type[Exception], Outcome] = {
    DownloadTimeoutError: Outcome.TIMED_OUT,
    DownloadCancelledError: Outcome.TOO_LARGE,
    CannotResolveHostError: Outcome.NETWORK_ERROR,
    DownloadConnectionRefusedError: Outcome.NETWORK_ERROR,
    DownloadFailedError: Outcome.NETWORK_ERROR,
    ResponseDataLossError: Outcome.NETWORK_ERROR,
    UnsupportedURLSchemeError: Outcome.OFF_SITE,
    ConnectError: Outcome.NETWORK_ERROR,
    ConnectionClosed: Outcome.NETWORK_ERROR,
    WebError: Outcome.NETWORK_ERROR,
    OSError: Outcome.NETWORK_ERROR,
    UnicodeError: Outcome.NETWORK_ERROR,  # a host name that IDNA cannot write
}


def to_fetch_error(error: Exception) -> FetchError | None:
    """The error of a download as one of ours; None where it is none that a download gives."""
    for kind, outcome in DOWNLOAD_ERRORS.items():
        if isinstance(error, kind):
            return FetchError(outcome, f"{type(error).__name__}: {error}"[:500])
    return None


def pause_before_retry(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None to give up."""
    return FIRST_PAUSE * 4 ** (tries - 1) if tries < MAX_TRIES else None
