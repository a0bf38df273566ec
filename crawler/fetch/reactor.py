"""The one event loop of a process: asyncio's, with Twisted's reactor on it for Scrapy.

A Twisted reactor can be installed once in a process and never restarted. It therefore lives as long as the
process, does not own the program and takes no signals: `run` may be called again and again.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from twisted.internet import asyncioreactor
from twisted.logger import ILogObserver, LogEvent, LogLevel, formatEvent, globalLogBeginner

T = TypeVar("T")


@functools.cache
def event_loop() -> asyncio.AbstractEventLoop:
    """The loop, made with the reactor on first use; must come before anything imports `twisted.internet.reactor`."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call] # Twisted has left it untyped
    _reactor().startRunning(installSignalHandlers=False)
    # Else Twisted writes errors to standard error as they are, amid the lines of JSON
    globalLogBeginner.beginLoggingTo([cast("ILogObserver", _pass_on)], discardBuffer=True, redirectStandardIO=False)
    return loop


def _pass_on(event: LogEvent) -> None:
    """Log what Twisted reports under the name of the module that does, with its error."""
    level, failure = event.get("log_level", LogLevel.info), event.get("log_failure")
    logger = logging.getLogger(event.get("log_namespace", "twisted"))
    error = (failure.type, failure.value, failure.getTracebackObject()) if failure else None
    if level >= LogLevel.warn:
        logger.log(
            logging.WARNING if level is LogLevel.warn else logging.ERROR, "%s", formatEvent(event), exc_info=error
        )


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on the loop."""
    loop = event_loop()
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(coroutine)


def install_resolver(resolver: object) -> None:
    """Make the reactor resolve all names through `resolver`."""
    _reactor().installNameResolver(resolver)


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install another one

    return reactor
