"""The reference names every setting, command, option, outcome, event and field; each dependency has its decision, each
decision its number; links, paths and commands in the documents are right."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from config.outcomes import MEANINGS, Outcome, Stage
from config.settings import Settings, load
from crawler.health.states import MEANINGS as STATES
from crawler.health.states import State
from indexer.fields import FIELDS, Field
from kliping import main
from kliping.main import cli
from search.mcp.reading import TOOLS
from search.request import PARAMETERS
from search.web.app import create_app

ROOT = Path(__file__).parent.parent
ROOMS = ("base", "config", "crawler", "indexer", "search", "kliping")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = (ROOT / "docs" / "decisions.md").read_text("utf-8")


def reference(page: str) -> str:
    return (ROOT / "docs" / "reference" / f"{page}.md").read_text("utf-8")


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level."""
    found = re.search(rf"^## {heading}.*?$(.*?)(?=^## |\Z)", reference(page), re.MULTILINE | re.DOTALL)
    assert found, f"{page}.md has no section {heading}"
    return found[1]


def test_every_setting_stands_with_its_default_and_meaning(tmp_path: Path) -> None:
    for row in load(tmp_path, {}).rows():
        line = f"| `{row.key}` | `{row.default}` | {row.meaning} |"
        assert line in reference("settings"), line


def test_no_setting_stands_that_is_none(tmp_path: Path) -> None:
    named = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", reference("settings"), re.MULTILINE))
    assert named == {row.key for row in load(tmp_path, {}).rows()}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_stands_with_its_meaning(outcome: Outcome) -> None:
    assert f"| `{outcome}` | {MEANINGS[outcome]} |" in section("outcomes-and-logs", "Outcomes")


@pytest.mark.parametrize("state", State)
def test_every_state_stands_with_its_meaning(state: State) -> None:
    assert f"| `{state}` | {STATES[state]} |" in section("commands", "`kliping status`")


def row(field: Field) -> str:
    """A field as the reference has it."""
    given = field.query_names or {"id": (), "en": ()}
    names = dict.fromkeys(f"`{name}:`" for language in ("id", "en") for name in given[language])
    signs = ("yes" if is_so else "" for is_so in (field.facet, field.counted))
    json_name = f"`{field.key}`" if field.exported else ""
    cells = (f"`{field.name}`", " ".join(names), f"`{field.parameter}`" if field.parameter else "", *signs, json_name)
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_stands_with_what_it_can_do(field: Field) -> None:
    fields = section("query-language", "Fields")
    if field.query_names:
        assert row(field) in fields, row(field)
    else:
        assert (f"`{field.key}`" in fields) == field.exported


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def events_listed() -> set[str]:
    """The names in the first column of the table of events."""
    rows = re.findall(r"^\| (`[^|]+) \|", section("outcomes-and-logs", "Logs"), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)} - {"event.action"}


def test_every_event_of_the_log_stands_with_its_meaning() -> None:
    texts = [file.read_text("utf-8") for file in sources()]
    actions = {action for text in texts for action in re.findall(r'\bevent\(\s*\w+,\s*"([a-z_.]+)"', text)}
    assert {"run.end", "source.visit"} <= actions
    assert actions - events_listed() == set()


def test_no_event_stands_that_is_never_logged() -> None:
    code = "\n".join(file.read_text("utf-8") for file in sources())
    of_stages = {f"page.{stage}" for stage in Stage}
    assert [name for name in sorted(events_listed() - of_stages) if f'"{name}"' not in code] == []


def test_whatever_is_logged_is_an_event() -> None:
    """A line without a name would be one that nobody can look for or count."""
    call = re.compile(r"\blogger\.(?:debug|info|warning|error|exception|critical|log)\(")
    direct = {file.relative_to(ROOT).as_posix() for file in sources() if call.search(file.read_text("utf-8"))}
    assert direct == {"base/events.py", "crawler/fetch/reactor.py"}  # the call itself, and what Twisted says


def commands(group: click.Group, before: str = "") -> list[tuple[str, click.Command]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append((before + name, command))
    return found


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize(("name", "command"), COMMANDS.items())
def test_every_command_stands_with_its_options(name: str, command: click.Command) -> None:
    text = section("commands", rf"`kliping {name}\b")
    for parameter in command.params:
        for option in [*parameter.opts, *parameter.secondary_opts] if isinstance(parameter, click.Option) else []:
            if option not in ("--data", "--json", "--quiet", "-q"):  # said once, at the top
                assert f"`{option}" in text, f"kliping {name}: {option}"


@pytest.mark.parametrize(("name", "command"), COMMANDS.items())
def test_every_command_explains_itself_with_an_example(name: str, command: click.Command) -> None:
    assert command.help
    assert f"kliping {name}" in command.help or name == "serve"


def test_every_parameter_of_a_search_stands() -> None:
    text = section("http-api", "Parameters of a search")
    assert [one.name for one in PARAMETERS if f"`{one.name}`" not in text] == []


def test_every_address_of_the_server_stands(tmp_path: Path) -> None:
    paths = set(create_app(Settings(), tmp_path).openapi()["paths"])
    assert "/api/v1/search" in paths
    addresses = reference("http-api").replace("{id}", "{article_id}")
    assert [path for path in sorted(paths) if f"`{path}`" not in addresses] == []


def test_every_dependency_has_its_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    for requirement in needed:
        name = re.match(r"[\w-]+", requirement)
        assert name
        assert f"**{name[0]}**" in DECISIONS, name[0]


def test_every_tool_of_a_language_model_stands() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "mcp.md").read_text("utf-8"), re.MULTILINE)
    assert told == list(TOOLS)


def numbers() -> list[int]:
    return [int(number) for number in re.findall(r"^- \*\*(\d+)\. ", DECISIONS, re.MULTILINE)]


def test_every_decision_has_a_number_of_its_own() -> None:
    decisions, _, _ = DECISIONS.partition("## Dependencies")
    unnumbered = [
        line[:80] for line in re.findall(r"^- .*", decisions, re.MULTILINE) if not re.match(r"- \*\*\d+\. ", line)
    ]
    assert unnumbered == [], f"the next free number is {max(numbers()) + 1}"
    assert sorted(numbers()) == list(range(1, len(numbers()) + 1))


def test_every_decision_that_is_cited_exists() -> None:
    files = [*sources(), *DOCUMENTS, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    cited = {
        (file.relative_to(ROOT).as_posix(), int(number))
        for file in files
        for numbered in re.findall(r"\bdecisions? (\d+(?:(?:, | and )\d+)*)", file.read_text("utf-8"))
        for number in re.findall(r"\d+", numbered)
    }
    assert any(place.startswith("crawler/") for place, _ in cited)
    assert [(place, number) for place, number in sorted(cited) if number not in numbers()] == []


def anchors(document: Path) -> set[str]:
    """The names by which the headings of a document can be linked to."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(#([^)]+))?\)", document.read_text("utf-8")):
        file = (document.parent / target).resolve() if target else document
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(
        rf"`((?:{'|'.join((*ROOMS, 'tests', 'docs', 'benchmarks'))})/[\w./-]*)`", document.read_text("utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_each_guide_is_named() -> None:
    """Where a reader begins: in the README of either language, or in the list of the reference."""
    beginnings = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "README.id.md")) + reference(
        "README"
    )
    guides = [file.name for file in sorted((ROOT / "docs").glob("*.md"))]
    assert "api.md" in guides
    assert [name for name in guides if f"/{name})" not in beginnings] == []


def shell_lines() -> Iterator[str]:
    for document in DOCUMENTS:
        for block in re.findall(r"^```sh\n(.*?)^```", document.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            yield from (part.strip() for line in block.splitlines() for part in line.split("&&"))
        yield from re.findall(r"`(kliping [^`]+)`", document.read_text("utf-8"))


@pytest.mark.parametrize("line", sorted({line for line in shell_lines() if line.startswith("kliping ")}))
def test_commands_that_are_named_exist(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    names = [" ".join(words[:count]) for count in (2, 1)]
    name = next((name for name in names if name in COMMANDS or name in main.COMMANDS), "")
    assert name or words[0].startswith("-"), line
    known = {option for one in COMMANDS.get(name, cli).params for option in (*one.opts, *one.secondary_opts)}
    options = {word.partition("=")[0].rstrip(".") for word in words if word.startswith("--")}
    assert options <= known | {"--help", "--version"}, line
