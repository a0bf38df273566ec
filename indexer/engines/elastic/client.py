"""The connection to Elasticsearch, and what its failures mean to the one who runs it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError, AuthenticationException, Elasticsearch, OrjsonSerializer, UnsupportedProductError

from base.errors import ConfigError, UnavailableError
from base.safe_text import without_secrets
from config.settings import EngineSettings


def connect(settings: EngineSettings) -> Elasticsearch:
    """A client for the cluster; nothing is asked of it yet. Raises ConfigError for settings that make none."""
    credentials: dict[str, Any] = {}
    if settings.api_key:
        credentials["api_key"] = settings.api_key
    elif settings.username:
        credentials["basic_auth"] = (settings.username, settings.password)
    if settings.ca_certs:
        credentials["ssl_context"] = _trusting(settings.ca_certs)
    try:
        return Elasticsearch(
            [url.strip() for url in settings.url.split(",")],
            serializer=OrjsonSerializer(),  # reading an answer takes the client longer than anything else it does
            request_timeout=settings.timeout_seconds,
            max_retries=2,
            retry_backoff_base=0.1,
            retry_backoff_cap=1.0,
            **credentials,
        )
    except (ValueError, OSError) as error:
        reason = str(error)
        if any(url.strip() in reason for url in settings.url.split(",")):  # the client quotes it, password and all
            reason = (
                f"{without_secrets(settings.url)} cannot be read: special characters in engine.url are written as %XX"
            )
        raise ConfigError(f"engine settings do not make a connection to Elasticsearch: {reason}") from None


def _trusting(ca_certs: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_certs)
    except OSError as error:
        raise ConfigError(f"engine.ca_certs: {ca_certs} is no readable file of certificates: {error}") from error


def _advice(error: Exception) -> str:  # noqa: PLR0911 - one cause, one return
    match error:
        case UnsupportedProductError():
            return "is something else: engine.url must be the address of an Elasticsearch 9"
        case AuthenticationException():
            return "refused the credentials: check engine.username and engine.password, or engine.api_key"
        case TlsError():
            return f"has a certificate that is not trusted: check engine.ca_certs and https in engine.url ({error})"
        case NoConnection():
            return f"cannot be reached: is it running, and is engine.url its address? ({error})"
        case ApiError(status_code=403):
            return f"forbids this: the user lacks rights, or the disk is full and indices are locked ({error})"
        case ApiError():
            return f"answered with an error: look at its log, and whether it is version 9 ({error})"
        case _:
            return f"gave no usable answer: {error}"


@contextmanager
def errors_of(where: str) -> Iterator[None]:
    """The block asks the server and reads its answer: turn what the client raises, and what an answer of another shape
    than Elasticsearch's makes the reading raise, into an error that says what to look at."""
    try:
        with client_errors_of(where):
            yield
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise UnavailableError(
            f"Elasticsearch at {where} gave an answer that is not one of Elasticsearch: look whether something stands "
            f"between, such as a proxy or a page of maintenance ({error!r})"
        ) from error


@contextmanager
def client_errors_of(where: str) -> Iterator[None]:
    """Turn what the client raises into an error that says what to look at."""
    try:
        yield
    except (ApiError, TransportError, UnsupportedProductError) as error:
        raise UnavailableError(f"Elasticsearch at {where} {_advice(error)}") from error
