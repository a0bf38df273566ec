"""Each documented path, asked with what its description allows and with what it forbids (schemathesis, all checks)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import Case, GenerationMode

from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.port import Engine
from search.web.app import create_app

schemathesis.openapi.format("cursor", st.just(""))
"""Only the server makes another one."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_what_is_described_is_what_is_sent(engine: Engine, tmp_path: Path, mode: GenerationMode) -> None:
    with open_ledger("sqlite:", tmp_path), articles_database(Settings(), tmp_path):
        pass  # made, and empty
    app = create_app(Settings(), tmp_path, lambda _settings, _data: engine)
    found = [one.ok() for one in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations()]
    assert len(found) > 5
    for operation in found:
        if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
            continue  # nothing can be wrong

        @settings(max_examples=20, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            for sent in filter(lambda one: isinstance(one, dict), (case.query, case.body)):
                assume(not (sent.get("format") == "ris" and sent.get("fields")))  # RIS has fields of its own
            if mode is GenerationMode.NEGATIVE and case.method == "GET" and is_described(case):
                return  # and is answered
            case.call_and_validate()

        ask()


def is_described(case: Case) -> bool:
    """Whether a query string is one that the description allows, though its values were made to break it: in an address
    the number 1853 is a text, and a list of one text."""
    described = [one for one in case.operation.definition.raw["parameters"] if one["in"] == "query"]
    parameters = {one["name"]: one["schema"] for one in described}
    told = [(name, one) for name, value in (case.query or {}).items() for one in written(value)]
    given = parse_qs(urlencode(told, doseq=True), keep_blank_values=True)
    if not given or any(one.get("required") and one["name"] not in given for one in described):
        return False
    return all(
        name in parameters and any(Draft202012Validator(parameters[name]).is_valid(one) for one in meanings(values))
        for name, values in given.items()
    )


def written(value: Any) -> list[Any]:
    """What is sent of a value in an address: each of a list, the names of an object, and nothing of null."""
    many = value if isinstance(value, list | tuple | dict) else [value]
    return [one for one in many if one is not None]


def meanings(values: list[str]) -> Iterator[Any]:
    """What the values of one name in an address may be."""
    yield values
    if len(values) == 1:
        yield values[0]
        if values[0].isdecimal():
            yield int(values[0])
        if values[0].lower() in ("true", "false"):  # Python writes them with a capital
            yield values[0].lower() == "true"
