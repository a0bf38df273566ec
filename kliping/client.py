"""A small client of the API, for notebooks and scripts: hits as an iterator, counts as rows.

from kliping.client import Kliping

archive = Kliping("http://127.0.0.1:8055")
titles = [hit["title"] for hit in archive.search("harga beras", sort="newest", publisher="tempo")]
by_month = archive.count("harga beras", by="month")
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
TRIES = 4
MAX_WAIT_SECONDS = 60.0
PAGE = 100
"""Hits of one request, the most that the API gives."""


class KlipingError(Exception):
    """What the server said is wrong, or why it did not answer; `status` is 0 where it did not."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Kliping:
    """A server at an address; `key` where it asks for one. A request that finds it busy is made again, `TRIES` times
    at most, after as many seconds as it says."""

    def __init__(self, address: str = "http://127.0.0.1:8055", *, key: str = "", timeout_seconds: float = 30.0) -> None:
        self._address, self._timeout = address.rstrip("/"), timeout_seconds
        self._headers = {"Accept": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}

    def search(self, query: str = "", **parameters: Any) -> Iterator[dict[str, Any]]:
        """The hits of a query, best first, fetched a page at a time. `top` is how many at most; all other parameters
        are those of /api/v1/search, a list for several values; `from_` stands for `from`."""
        left, after = parameters.pop("top", None), ""
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = self._get("search", {**parameters, "q": query, "top": size, "after": after})
            yield from page["hits"]
            left, after = left and left - len(page["hits"]), page["next"]
            if not after:
                return

    def total(self, query: str = "", **parameters: Any) -> int:
        """How many articles a query finds."""
        return int(self._get("search", {**parameters, "q": query, "top": 1})["total"])

    def count(self, query: str = "", by: str = "day", **parameters: Any) -> list[dict[str, Any]]:
        """Rows of `value` and `count`, by `day`, `week`, `month` or a field such as `publisher`."""
        return list(self._get("count", {**parameters, "q": query, "by": by})["rows"])

    def article(self, article_id: str) -> dict[str, Any]:
        """An article with its text, versions and copies. Raises KlipingError with status 404 where there is none."""
        return self._get(f"articles/{quote(article_id, safe='')}", {})

    def _get(self, path: str, parameters: dict[str, Any]) -> dict[str, Any]:
        given = {name.rstrip("_"): value for name, value in parameters.items() if value not in (None, "")}
        given = {name: int(value) if isinstance(value, bool) else value for name, value in given.items()}
        request = Request(f"{self._address}/api/v1/{path}?{urlencode(given, doseq=True)}", headers=self._headers)  # noqa: S310 - the user's own address
        for number in range(1, TRIES + 1):
            try:
                with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                    return _object(json.load(answer))
            except HTTPError as error:
                if error.code not in BUSY or number == TRIES:
                    raise _said(error) from error
                time.sleep(_wait(error))
            except (OSError, HTTPException, ValueError) as error:
                raise KlipingError(f"{self._address} does not answer as Kliping does: {error}") from error
        raise AssertionError


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - an answer that is none, as what is no JSON
    return answer


def _said(error: HTTPError) -> KlipingError:
    try:
        problem = json.load(error)
        return KlipingError(": ".join(filter(None, (problem["title"], problem.get("detail")))), error.code)
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return KlipingError(f"{error.code} {error.reason}", error.code)


def _wait(error: HTTPError) -> float:
    seconds = error.headers.get("Retry-After", "")
    return min(float(seconds), MAX_WAIT_SECONDS) if seconds.isascii() and seconds.isdigit() else 1.0
