"""The API guide: each of its examples runs against a server of the archive that it makes, and prints what it shows; so
do the examples of `/openapi.json`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from click.testing import CliRunner

from kliping.main import cli
from search.web.app import create_app
from search.web.openapi import EXAMPLES
from tests.search.client import PATIENT
from tests.search.served import served

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "api.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8055"
ELIDED = "…"
RUN = {"sh": ["bash", "-c"], "python": [sys.executable, "-c"]}


class Example(NamedTuple):
    """What is run, and what it prints."""

    language: str
    code: str
    form: str
    shown: str


BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
MAKING, *ASKING = [code for language, code in BLOCKS if language in RUN]
IN_GUIDE = [Example(*code, *output) for code, output in pairwise(BLOCKS) if code[0] in RUN and output[0] not in RUN]


def test_each_piece_of_code_shows_what_it_prints() -> None:
    assert [one.code for one in IN_GUIDE] == ASKING
    assert len(IN_GUIDE) > 8


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of the archive that the first commands of the guide make."""
    folder = tmp_path_factory.mktemp("guide")
    imported, serving = MAKING.splitlines()
    assert serving == "kliping serve --data example"
    _, command, file, *_ = imported.split()
    done = CliRunner().invoke(cli, [command, str(ROOT / file), "--data", str(folder)])
    assert done.exit_code == 0, done.output
    with served(create_app(PATIENT, folder)) as found:
        yield found


@pytest.mark.skipif(not shutil.which("curl"), reason="the examples call curl")
@pytest.mark.parametrize("example", IN_GUIDE, ids=lambda example: example.code.splitlines()[0][:60])
def test_an_example_prints_what_is_shown(address: str, example: Example) -> None:
    done = subprocess.run(
        [*RUN[example.language], example.code.replace(ADDRESS, address)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "KEY": "any", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if example.form == "json":
        assert told(json.loads(done.stdout), json.loads(example.shown)) == json.loads(example.shown)
    else:
        assert done.stdout.splitlines() == example.shown.splitlines()


@pytest.mark.parametrize("path", ["search", "count", "articles/{article_id}", "quotes", "suggest"])
def test_the_description_shows_what_comes(address: str, path: str) -> None:
    """From the same archive: `/openapi.json` has an example of each answer."""
    given, shown = EXAMPLES[f"/api/v1/{path}"]["parameters"], EXAMPLES[f"/api/v1/{path}"]["answer"]
    got = httpx.get(f"{address}/api/v1/{path.format(**given)}", params=None if "{" in path else given)
    assert shown_of(got.json(), shown) == shown


def shown_of(answer: Any, shown: Any) -> Any:
    """An answer with the names alone that are shown of it, and with what is shown of when it was taken in."""
    if isinstance(answer, dict) and isinstance(shown, dict):
        taken = {"captured": shown["captured"]} if "captured" in shown else {}
        return {name: shown_of(answer.get(name), value) for name, value in shown.items()} | taken
    if isinstance(answer, list) and isinstance(shown, list) and len(answer) == len(shown):
        return [shown_of(*pair) for pair in zip(answer, shown, strict=True)]
    return answer


def told(printed: Any, shown: Any) -> Any:
    """What was printed, with what is elided in what is shown left out of it."""
    if shown == ELIDED:
        return ELIDED
    if isinstance(printed, dict) and isinstance(shown, dict):
        named = {name: told(value, shown[name]) for name, value in printed.items() if name in shown}
        others = {name: value for name, value in printed.items() if name not in shown}
        return named | ({ELIDED: ELIDED} if ELIDED in shown and others else others)
    if isinstance(printed, list) and isinstance(shown, list) and len(printed) == len(shown):
        return [told(*pair) for pair in zip(printed, shown, strict=True)]
    return printed
