"""Webhooks as the Standard Webhooks specification says, and never to addresses that are not public."""

from __future__ import annotations

import socket

import pytest

from base.errors import ConfigError
from base.notify.errors import NotTakenError
from base.notify.webhook import check_public, check_webhook, new_secret, send_webhook, sign
from tests.base.notify.servers import dripping_server, hook_server, silent_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_signature_is_that_of_the_specifications_example() -> None:
    assert sign(SECRET, MESSAGE, TIMESTAMP, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_posted() -> None:
    with hook_server() as hook:
        send_webhook(hook.url, MESSAGE, TIMESTAMP, BODY, secret=SECRET, private=True)
    [(headers, body)] = hook.posts
    assert body == BODY
    assert headers["Content-Type"] == "application/json"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (MESSAGE, str(TIMESTAMP))
    assert headers["webhook-signature"] == sign(SECRET, MESSAGE, TIMESTAMP, BODY)


def test_without_a_secret_nothing_is_signed() -> None:
    with hook_server() as hook:
        send_webhook(hook.url, MESSAGE, TIMESTAMP, BODY, private=True)
    assert "webhook-signature" not in hook.posts[0][0]


@pytest.mark.parametrize(("status", "lasting"), [(302, False), (404, False), (410, True), (500, False)])
def test_any_other_answer_is_told_and_no_redirect_followed(status: int, lasting: bool) -> None:
    with hook_server(status) as hook, pytest.raises(NotTakenError, match=f"answered {status}") as error:
        send_webhook(hook.url, MESSAGE, TIMESTAMP, BODY, private=True)
    assert error.value.lasting is lasting
    assert len(hook.posts) == 1


HANDSHAKE = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"
"""The beginning of one of 16 KB, in TLS."""


@pytest.mark.parametrize(("scheme", "start", "piece"), [("http", b"", b"H"), ("https", HANDSHAKE, b"\0")])
def test_a_server_whose_answer_never_ends_is_cut_off(scheme: str, start: bytes, piece: bytes) -> None:
    with dripping_server(piece, start) as port, pytest.raises(NotTakenError, match="the webhook at"):
        send_webhook(f"{scheme}://127.0.0.1:{port}/", MESSAGE, TIMESTAMP, BODY, private=True, seconds=0.3)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254", "2130706433"])
def test_no_address_that_is_not_public_is_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(NotTakenError, match="no public address"):
        send_webhook(f"http://{host}:8080/", MESSAGE, TIMESTAMP, BODY)


def test_a_silent_server_is_given_up() -> None:
    with silent_server() as port, pytest.raises(NotTakenError, match="the webhook at 127"):
        send_webhook(f"http://127.0.0.1:{port}/", MESSAGE, TIMESTAMP, BODY, private=True, seconds=0.2)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/",
        "https://",
        "a.example",
        "http://a.example:x/",
        "http://[::1",
        "http://a.example/é",
        "http://a.example/ b",
    ],
)
def test_an_address_that_is_none_is_named_at_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="webhook"):
        check_webhook(url)


def test_a_secret_that_is_none_is_named_without_it() -> None:
    with pytest.raises(ConfigError, match="whsec_BASE64") as error:
        check_webhook("https://a.example/", "whsec_rahasia!")
    assert "rahasia" not in str(error.value)


@pytest.mark.parametrize("secret", ["whsec_ré", "whsec_", "=="])
def test_a_secret_that_signs_nothing_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match="whsec_BASE64"):
        check_webhook("https://a.example/", secret)


def test_an_address_that_is_never_public_is_refused_before_it_is_asked() -> None:
    for host in ("127.0.0.1", "localhost", "[fe80::1]", "10.0.0.8"):
        with pytest.raises(ConfigError, match="no public address"):
            check_public(f"http://{host}/")
    check_public("https://1.1.1.1/")
    check_public("https://kait.example/")


def test_a_host_that_is_none_is_refused_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("a..localhost", f"{'a' * 70}.localhost"):
        with pytest.raises(ConfigError, match="leads nowhere"):
            check_public(f"http://{host}/")

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConfigError, match=r"v1\.a:b leads nowhere"):
        check_public("http://[v1.a:b]/")


def test_a_new_secret_signs_and_is_no_other() -> None:
    one, other = new_secret(), new_secret()
    check_webhook("https://a.example/", one)
    assert one != other
    assert sign(one, MESSAGE, TIMESTAMP, BODY) != sign(other, MESSAGE, TIMESTAMP, BODY)
