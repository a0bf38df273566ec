"""Who asks, where a proxy stands between: only one on this machine may say so."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from kliping.connections import limits
from kliping.server import server_config


@pytest.mark.parametrize(("peer", "believed"), [("127.0.0.1", "203.0.113.7"), ("198.51.100.4", "198.51.100.4")])
def test_only_a_proxy_on_this_machine_says_who_asks(monkeypatch: pytest.MonkeyPatch, peer: str, believed: str) -> None:
    seen = list[str]()

    async def app(scope: dict[str, Any], *_: object) -> None:
        seen.append(scope["client"][0])

    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    config = server_config(app, limits())
    config.load()
    headers = [(b"x-forwarded-for", b"203.0.113.7")]
    scope = {"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}
    asyncio.run(config.loaded_app(scope, None, None))
    assert seen == [believed]
