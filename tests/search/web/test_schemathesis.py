"""Each documented path, asked with what its description allows and with what it forbids (schemathesis, all checks)."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
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
            case.call_and_validate()

        ask()
