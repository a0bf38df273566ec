"""The server that is asked: what its answers and its troubles are taken for, and that its key is told to nobody."""

from __future__ import annotations

import pytest

from base.errors import ConfigError
from config.model_settings import ModelSettings
from config.settings import Settings
from search.model.service import AwayError, Reply, Service, UnansweredError, ask, service_of
from tests.base.notify.servers import dripping_server
from tests.search.model.stand_in import TOKENS, Trouble, model_server, says

SECRET = "sk-rahasia-sekali"
ASKED = [{"role": "user", "content": "Halo?"}]


def service(url: str, seconds: float = 5.0, **more: object) -> Service:
    set_up = {"url": url, "name": "uji-1", "api_key": SECRET, "timeout_seconds": seconds, **more}
    return service_of(Settings(model=ModelSettings(**set_up)))  # type: ignore[arg-type]


def test_an_answer_is_what_the_model_said() -> None:
    with model_server(says(labels=[])) as model:
        assert ask(service(model.url), ASKED, {}) == Reply('{"labels": []}', TOKENS)
        ask(service(f"{model.url}/chat/completions/"), ASKED, {})
    assert [one["path"] for one in model.asked] == ["/v1/chat/completions"] * 2


def test_without_a_count_tokens_are_estimated() -> None:
    body = b'{"choices": [{"message": {"content": "' + b"a" * 300 + b'"}}], "usage": {"total_tokens": "banyak"}}'
    with model_server(Trouble(200, body)) as model:
        assert 100 < ask(service(model.url), ASKED, {}).tokens < 400


AWAY = {
    "busy": (Trouble(429, headers=(("Retry-After", "120"),)), "answered 429"),
    "moved": (Trouble(302, headers=(("Location", "http://127.0.0.1:9/"),)), "answered 302"),
    "unknown": (Trouble(401, b'{"error": {"message": "kunci sk-rahasia-sekali salah"}}'), r"401: kunci \*\*\* salah"),
    "missing": (Trouble(404, b'{"error": "model not found"}'), "answered 404: model not found"),
    "html": (Trouble(200, b"<html>"), "does not answer as /v1/chat/completions does"),
    "other": (Trouble(200, b'{"choices": []}'), "does not answer as /v1/chat/completions does"),
}


@pytest.mark.parametrize("kind", AWAY)
def test_what_every_question_would_get_is_the_servers_fault(kind: str) -> None:
    trouble, reason = AWAY[kind]
    with model_server(trouble) as model, pytest.raises(AwayError, match=reason) as told:
        ask(service(model.url), ASKED, {})
    assert len(model.asked) == 1
    assert (told.value.rest.seconds if told.value.rest else 0) == (120 if kind == "busy" else 0)


UNANSWERED = {
    "broken": (Trouble(500), "answered 500", False),
    "refused": (Trouble(400, b'{"error": {"message": "terlalu\\u001b[31m panjang"}}'), "400: terlalu.31m panj", True),
    "slow": (Trouble(seconds=1.0), "no whole answer within 0.2 s", False),
    "empty": (Trouble(200, b'{"choices": [{"message": {"content": null}}]}'), "has no text", True),
    "passed on": (
        Trouble(200, b'{"error": {"message": "isi ditolak sk-rahasia-sekali"}}'),
        r"200: isi ditolak \*",
        False,
    ),
    "huge": (Trouble(200, b" " * (1024 * 1024 + 2)), "more than 1,048,576 bytes", True),
}


@pytest.mark.parametrize("kind", UNANSWERED)
def test_what_may_be_due_to_the_question(kind: str) -> None:
    trouble, reason, lasting = UNANSWERED[kind]
    with model_server(trouble) as model, pytest.raises(UnansweredError, match=reason) as told:
        ask(service(model.url, 0.2 if trouble.seconds else 5.0), ASKED, {})
    assert told.value.lasting is lasting


def test_a_server_whose_answer_never_ends_is_cut_off() -> None:
    with dripping_server(b"H") as port, pytest.raises(UnansweredError, match="no whole answer"):
        ask(service(f"http://127.0.0.1:{port}/v1", 0.3), ASKED, {})


def test_a_server_that_is_not_there_is_away() -> None:
    with model_server(says()) as model:
        pass
    with pytest.raises(AwayError, match="cannot be reached"):
        ask(service(model.url), ASKED, {})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"url": ""}, "no model is set"),
        ({"url": "ftp://a.example/v1"}, "model.url must be like"),
        ({"url": "127.0.0.1:11434/v1"}, "model.url must be like"),
        ({"url": "http://[::1/v1"}, "model.url must be like"),
        ({"url": "http://rina:sandi@a.example/v1"}, "model.api_key"),
        ({"name": ""}, "model.name"),
        ({"api_key": "sk-rahasia\nsekali"}, "model.api_key"),
        ({"parameters": "{"}, "no JSON"),
        ({"parameters": "[]"}, "JSON object"),
    ],
)
def test_settings_that_cannot_be_used_are_told_without_secrets(given: dict[str, str], reason: str) -> None:
    set_up = {"url": "http://127.0.0.1:9/v1", "name": "uji-1", "api_key": SECRET} | given
    with pytest.raises(ConfigError, match=reason) as told:
        service_of(Settings(model=ModelSettings(**set_up)))  # type: ignore[arg-type]
    assert "sandi" not in str(told.value)
    assert "rahasia" not in str(told.value)


def test_a_service_that_is_printed_keeps_its_key() -> None:
    assert SECRET not in repr(service("http://127.0.0.1:9/v1"))
