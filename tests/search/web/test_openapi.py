"""`/openapi.json` tells what is really sent."""

from __future__ import annotations

from typing import Any

import jsonschema

from config.outcomes import Outcome, Stage
from crawler.health.states import State
from crawler.health.wording import advice
from search.web.openapi import EXAMPLES
from tests.search.client import Client

JSON = "application/json"


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


def test_each_answer_in_json_has_an_example_of_its_shape(client: Client) -> None:
    document = client.get("/openapi.json").json()
    paths = {path for path, item in document["paths"].items() if JSON in item["get"]["responses"]["200"]["content"]}
    assert paths == set(EXAMPLES)
    for path in paths:
        for operation in document["paths"][path].values():
            answer = operation["responses"]["200"]["content"][JSON]
            shape = {**closed(answer["schema"]), "components": closed(document["components"])}
            jsonschema.validate(answer["example"], shape)
            for one in operation.get("parameters", ()):
                if "example" in one:
                    jsonschema.validate(one["example"], one["schema"])
            if body := operation.get("requestBody"):
                jsonschema.validate(body["content"][JSON]["example"], body["content"][JSON]["schema"])


def test_the_example_of_a_status_says_what_a_status_can() -> None:
    shown = EXAMPLES["/api/v1/status"]["answer"]
    assert {Stage(one) for one in shown["stages"]} == set(Stage)
    assert {one for counts in shown["stages"].values() for one in counts} <= set(Outcome)
    for one in (*shown["findings"], *shown["sources"]):
        assert one["advice"] == advice(State(one["state"]))


def closed(schema: Any) -> Any:
    """A schema by which objects have no other names than those that it says."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: closed(one) for name, one in schema.items()}
    return {**whole, "additionalProperties": False} if "properties" in schema else whole


def test_an_empty_day_is_allowed_as_forms_send_it(client: Client) -> None:
    described = {one["name"]: one["schema"] for one in operations(client)["/api/v1/search"]["parameters"]}
    assert {"type": "string", "pattern": "^ *$"} in described["from"]["anyOf"]
    assert described["after"]["format"] == "cursor"
