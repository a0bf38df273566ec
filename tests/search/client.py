"""A client that calls the web application in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from config.settings import SearchSettings, Settings
from indexer.engines.port import Engine
from search.web.app import create_app

PATIENT = Settings(search=SearchSettings(deadline_seconds=60.0))
"""Whether a search is quick enough is no matter of these tests, whatever else the machine does."""


class Client:
    """Requests to an application; what fails inside comes back as the answer that a reader would get."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def request(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        content: str | None = None,
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://kliping") as client:
                return await client.request(method, path, params=params, headers=headers, content=content)

        return asyncio.run(send())

    def get(
        self, path: str, params: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return self.request("GET", path, params, headers)

    def post(self, path: str, content: str) -> httpx.Response:
        return self.request("POST", path, content=content)


def client_of(folder: Path, open_engine: Callable[[], Engine], settings: Settings | None = None) -> Client:
    """A client of an application on a data folder and an engine."""
    return Client(create_app(settings or PATIENT, folder, lambda _settings, _data: open_engine()))
