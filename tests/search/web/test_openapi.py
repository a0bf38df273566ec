"""`/openapi.json` tells what is really sent."""

from __future__ import annotations

from typing import Any

from tests.search.client import Client


def operations(client: Client) -> dict[str, dict[str, Any]]:
    return {path: item["get"] for path, item in client.get("/openapi.json").json()["paths"].items()}


def test_what_is_never_sent_is_not_described(client: Client) -> None:
    for path, operation in operations(client).items():
        assert "422" not in operation["responses"], path
    assert "HTTPValidationError" not in client.get("/openapi.json").text


def test_what_every_request_may_meet_is(client: Client) -> None:
    for path, operation in operations(client).items():
        expected = set() if path in ("/livez", "/readyz") else {"400", "401", "403", "421", "429"}
        assert expected <= set(operation["responses"]), path


def test_an_empty_day_is_allowed_as_forms_send_it(client: Client) -> None:
    described = {one["name"]: one["schema"] for one in operations(client)["/api/v1/search"]["parameters"]}
    assert {"type": "string", "maxLength": 0} in described["from"]["anyOf"]
    assert described["after"]["format"] == "cursor"
