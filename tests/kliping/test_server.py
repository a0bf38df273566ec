"""When `kliping serve` says that it serves."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from base.errors import ConfigError
from config.settings import ServerSettings, Settings
from kliping import server


def test_no_part_of_an_answer_waits_for_a_client_to_acknowledge_the_part_before() -> None:
    with server.listen("127.0.0.1:0") as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["tiada.invalid", f"{'a' * 70}.example", ".."])
def test_a_name_of_no_host_is_said_to_be_none(host: str) -> None:
    with pytest.raises(ConfigError, match=f"{re.escape(host)} is the name of no host; set another address"):
        server.listen(f"{host}:8055")


def test_it_says_so_when_the_engine_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order, made = list[str](), list[server._Server]()

    @asynccontextmanager
    async def opening(_: FastAPI) -> AsyncIterator[None]:
        order.append(f"engine opened, {len(caplog.records)} lines logged")
        yield
        order.append("closed")

    class Kept(server._Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            made.append(self)
            await super().startup(sockets)

    def started() -> None:
        order.append(caplog.records[-1].getMessage().partition(" at ")[0])
        made[0].should_exit = True

    monkeypatch.setattr(server, "create_app", lambda *_, **__: FastAPI(lifespan=opening))
    monkeypatch.setattr(server, "_Server", Kept)
    settings = replace(Settings(), server=ServerSettings(bind="127.0.0.1:0"))
    with caplog.at_level("INFO", logger="kliping.server"):
        serving = threading.Thread(target=server.run_server, args=(settings, tmp_path, started))
        serving.start()
        serving.join(60)
    assert order == ["engine opened, 0 lines logged", "serving", "closed"]
