"""The server that is asked: one question, one answer, within its time. Its address is the operator's own setting and
may lie on the loopback or in a private network; nothing that is read or answered can change it."""

from __future__ import annotations

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from base.errors import ConfigError
from base.notify.post import Answer, NotReachedError, post
from base.retry import read_retry_after
from base.safe_text import HIDDEN
from base.text import visible
from config.settings import Settings

MAX_ANSWER = 1024 * 1024
"""Bytes of an answer: of models that think aloud it is longer than what they say."""
MAX_REASON = 200
USER_AGENT = "Kliping/0.1 (model)"
PATH = "/chat/completions"
USUAL = {"temperature": 0, "max_tokens": 2_000}
LETTERS_A_TOKEN = 3
"""Where the server does not tell how many tokens it took: Indonesian has about so many letters a token."""
MAX_TOKENS = 10**9
"""More are no count, and would spend the budget of years."""
OF_THE_REQUEST = (400, 413, 422)
"""Statuses that this request would get again."""
OF_THE_MOMENT = 500
"""May be due to this request, and may pass."""

Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """Where a model is asked, and how."""

    url: str
    key: str = field(repr=False)
    model: str
    parameters: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and how many tokens question and answer took."""

    text: str
    tokens: int


class AwayError(Exception):
    """The server answers nobody now, or not us: nothing was learnt of the question. `rest`: how long it asked to be
    left alone."""

    def __init__(self, reason: str, rest: timedelta | None = None) -> None:
        super().__init__(reason)
        self.rest = rest


class UnansweredError(Exception):
    """This question was not answered; `lasting`: nor would it be another time."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


def service_of(settings: Settings) -> Service:
    """The model that is set. Raises ConfigError where there is none, or where it cannot be used."""
    model = settings.model
    if not model.url:
        raise ConfigError("no model is set: model.url is empty; set it, and model.name, to have one propose")
    if not model.name:
        raise ConfigError("model.name is empty: say which model of that server is asked")
    try:
        parts = urlsplit(model.url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no number of a port, half a bracket
        is_usable = False
    if not is_usable or not model.url.isascii() or not model.url.isprintable() or " " in model.url:
        raise ConfigError("model.url must be like http://127.0.0.1:11434/v1 or https://HOST/v1")
    if "@" in parts.netloc:
        raise ConfigError("model.url has no room for a password: put the key into model.api_key")
    if not model.api_key.isascii() or not model.api_key.isprintable():
        raise ConfigError("model.api_key has characters that no key has; was it copied whole?")
    path = parts.path.rstrip("/")
    whole = parts._replace(path=path if path.endswith(PATH) else path + PATH, fragment="").geturl()
    return Service(whole, model.api_key, model.name, _parameters(model.parameters), model.timeout_seconds)


def _parameters(text: str) -> Mapping[str, Any]:
    try:
        found = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise ConfigError(f"model.parameters is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError('model.parameters must be a JSON object, such as {"temperature": 0.2}')
    return found


def ask(service: Service, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
    """Put a question, whose answer is to have the form of a JSON schema. Raises AwayError or UnansweredError."""
    form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
    given = {**USUAL, "response_format": form, **service.parameters}
    ours = {"model": service.model, "messages": list(messages), "stream": False}
    body = orjson.dumps({name: value for name, value in given.items() if value is not None} | ours)
    return _read(service, _send(service, body), len(body))


def estimate(messages: Sequence[Message], service: Service) -> int:
    """Tokens that a question and its answer take at most, as far as it can be known before."""
    most = service.parameters.get("max_tokens") or service.parameters.get("max_completion_tokens")
    answer = most if isinstance(most, int) and most > 0 else USUAL["max_tokens"]
    return sum(len(one["content"]) for one in messages) // LETTERS_A_TOKEN + answer


def _send(service: Service, body: bytes) -> Answer:
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "Accept": "application/json"}
    if service.key:
        headers["Authorization"] = f"Bearer {service.key}"
    host = urlsplit(service.url).hostname
    try:
        answer = post(
            service.url,
            body,
            headers,
            private=True,
            seconds=service.seconds,
            step=service.seconds,
            most=MAX_ANSWER + 1,
        )
    except NotReachedError as error:
        raise AwayError(f"{host} cannot be reached: {error}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        text = f"no whole answer within {service.seconds:g} s (model.timeout_seconds): {error or type(error).__name__}"
        raise UnansweredError(text) from error
    if answer.status != 200:
        raise _refusal(service, answer)
    if len(answer.body) > MAX_ANSWER:
        raise UnansweredError(f"the answer has more than {MAX_ANSWER:,} bytes", lasting=True)
    return answer


def _refusal(service: Service, answer: Answer) -> AwayError | UnansweredError:
    """What a status says of the server or of this question; with the server's own words, if it has any."""
    said = _said(service, answer)
    text = f"answered {answer.status}" + (f": {said}" if said else "")
    if answer.status in (*OF_THE_REQUEST, OF_THE_MOMENT):
        return UnansweredError(text, lasting=answer.status in OF_THE_REQUEST)
    return AwayError(text, read_retry_after(_header(answer, "retry-after"), datetime.now(UTC)))


def _header(answer: Answer, name: str) -> str:
    return next((value for given, value in answer.headers.items() if given.lower() == name), "")


def _said(service: Service, answer: Answer) -> str:
    """The server's own words on what it did not do, without the key."""
    said = _words(answer.body)
    return (said.replace(service.key, HIDDEN) if service.key else said)[:MAX_REASON]


def _words(body: bytes) -> str:
    """The message of an error, in any of the forms that servers give it."""
    try:
        error = orjson.loads(body)["error"]
        message = error["message"] if isinstance(error, dict) else error
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
    return " ".join(visible(message).split()) if isinstance(message, str) else ""


def _read(service: Service, answer: Answer, asked: int) -> Reply:
    try:
        found = orjson.loads(answer.body)
        text = found["choices"][0]["message"]["content"]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError) as error:
        if said := _said(service, answer):  # gateways tell so of a model behind them that fails over a question
            raise UnansweredError(f"answered 200: {said}") from error
        raise AwayError(f"{urlsplit(service.url).hostname} does not answer as /v1/chat/completions does") from error
    if not isinstance(text, str):
        raise UnansweredError("the answer has no text", lasting=True)
    usage = found.get("usage")
    told = usage.get("total_tokens") if isinstance(usage, dict) else None
    if isinstance(told, int) and not isinstance(told, bool) and told >= 0:
        return Reply(text, min(told, MAX_TOKENS))
    return Reply(text, (asked + len(text)) // LETTERS_A_TOKEN)
