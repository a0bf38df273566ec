"""The reference names every setting, command, option, outcome and query form; decisions name every dependency."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from config.outcomes import MEANINGS, Outcome
from config.settings import load
from indexer.fields import FIELDS, Field
from kliping.main import cli

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
DECISIONS = (ROOT / "docs" / "decisions.md").read_text("utf-8")


def test_every_setting_stands_with_its_default_and_meaning(tmp_path: Path) -> None:
    for row in load(tmp_path, {}).rows():
        line = f"| `{row.key}` | `{row.default}` | {row.meaning} |"
        assert line in REFERENCE, line


def test_no_setting_stands_that_is_none(tmp_path: Path) -> None:
    table = re.search(r"^## Settings$(.*?)^## ", REFERENCE, re.MULTILINE | re.DOTALL)
    assert table
    named = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", table[1], re.MULTILINE))
    assert named == {row.key for row in load(tmp_path, {}).rows()}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_stands_with_its_meaning(outcome: Outcome) -> None:
    assert f"| `{outcome}` | {MEANINGS[outcome]} |" in REFERENCE


def row(field: Field) -> str:
    """A field as the reference has it."""
    names = [f"`{name}:`" for language in ("id", "en") for name in (field.query_names or {}).get(language, ())]
    signs = ("yes" if is_so else "" for is_so in (field.facet, field.counted))
    json_name = f"`{field.key}`" if field.exported else ""
    cells = (f"`{field.name}`", " ".join(names), f"`{field.parameter}`" if field.parameter else "", *signs, json_name)
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_stands_with_what_it_can_do(field: Field) -> None:
    section = re.search(r"^## Fields$(.*?)^## ", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section
    if field.query_names:
        assert row(field) in section[1], row(field)
    else:
        assert (f"`{field.key}`" in section[1]) == field.exported


def test_every_event_of_the_log_stands_with_its_meaning() -> None:
    rooms = ("base", "config", "crawler", "indexer", "search", "kliping")
    sources = [file.read_text("utf-8") for room in rooms for file in (ROOT / room).rglob("*.py")]
    actions = {action for source in sources for action in re.findall(r'\bevent\(\s*\w+,\s*"([a-z_.]+)"', source)}
    assert {"run.end", "source.visit"} <= actions
    assert [action for action in sorted(actions) if f"`{action}`" not in REFERENCE] == []


def commands(group: click.Group, before: str = "") -> list[tuple[str, click.Command]]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append((before + name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands(cli))
def test_every_command_stands_with_its_options(name: str, command: click.Command) -> None:
    section = re.search(rf"^### `kliping {name}\b.*?$(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section, f"no section for kliping {name}"
    for parameter in command.params:
        for option in [*parameter.opts, *parameter.secondary_opts] if isinstance(parameter, click.Option) else []:
            if option not in ("--data", "--json"):
                assert f"`{option}" in section[1], f"kliping {name}: {option}"


@pytest.mark.parametrize(("name", "command"), commands(cli))
def test_every_command_explains_itself_with_an_example(name: str, command: click.Command) -> None:
    assert command.help
    assert f"kliping {name}" in command.help or name == "serve"


def test_every_dependency_has_its_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    for requirement in needed:
        name = re.match(r"[\w-]+", requirement)
        assert name
        assert f"**{name[0]}**" in DECISIONS, name[0]
