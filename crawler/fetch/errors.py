"""Why a page could not be had, and the outcome that each reason ends in."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.error import Error as WebError

from config.outcomes import Outcome
from crawler.health.states import Evidence, State

TEMPORARY = frozenset({Outcome.HTTP_ERROR, Outcome.NETWORK_ERROR, Outcome.TIMED_OUT, Outcome.DISK_FULL})


class FetchError(Exception):
    """A page that was not had.

    `temporary` says whether trying again later makes sense, `refused` whether the server did not want to give it to us
    (401, 403, 451, redirects in a circle). Where its host was found to be away, or refuses all, it rests until
    `host_until`; `of_host` says that this was known before, so that the page is not to blame. `retry_after` is when
    the server itself said to come again. `answer` is what came where its status is wrong. `state` and `evidence` are
    what it shows of a source that was visited, where that is more than the outcome says.
    """

    def __init__(self, outcome: Outcome, detail: str, *, temporary: bool | None = None, refused: bool = False) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.temporary = outcome in TEMPORARY if temporary is None else temporary
        self.refused = refused
        self.host_until: datetime | None = None
        self.of_host = False
        self.retry_after: datetime | None = None
        self.answer: Response | None = None
        self.state: State | None = None
        self.evidence: Evidence | None = None

    def shows(self, state: State, evidence: Evidence) -> Self:
        """The same error, with what it shows of a source that was visited."""
        self.state, self.evidence = state, evidence
        return self


# All that Scrapy and Twisted raise where a download fails, in the order in which they are asked
DOWNLOAD_ERRORS: dict[type[Exception], Outcome] = {
    DownloadTimeoutError: Outcome.TIMED_OUT,
    DownloadCancelledError: Outcome.TOO_LARGE,
    CannotResolveHostError: Outcome.NETWORK_ERROR,
    DownloadConnectionRefusedError: Outcome.NETWORK_ERROR,
    DownloadFailedError: Outcome.NETWORK_ERROR,
    ResponseDataLossError: Outcome.NETWORK_ERROR,
    UnsupportedURLSchemeError: Outcome.OFF_SITE,
    TunnelError: Outcome.NETWORK_ERROR,
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
            return FetchError(outcome, _cause(error)[:500])
    return None


def _cause(error: BaseException) -> str:
    """Why a download failed, in words: where Scrapy wraps what Twisted has collected, each reason of it."""
    reasons = getattr(error.__cause__, "reasons", ())
    return "; ".join(_words(one.value) for one in reasons) or _words(error)


def _words(error: BaseException) -> str:
    if type(error).__module__ == "OpenSSL.SSL":  # what Twisted passes on: a list of (library, function, reason)
        said = error.args[0] if error.args and isinstance(error.args[0], list) else []
        return "TLS: " + (", ".join(part[-1] for part in said) or "the connection was ended")
    return f"{type(error).__name__}: {error}"


REFUSALS = frozenset({401, 403, 451})
AWAY = frozenset({502, 503, 504, 520, 521, 522, 523, 524, 530})
"""Statuses by which a server, or the cache before it, says that there is nothing behind it."""


def is_unreachable(error: Exception) -> bool:
    """Whether a download failed without any answer: no name, no connection, or silence until the deadline."""
    found = to_fetch_error(error)
    return found is not None and found.outcome in (Outcome.NETWORK_ERROR, Outcome.TIMED_OUT)
