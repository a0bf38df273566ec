"""The table of rooms: who may import whom, and which library is used where."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("base", "config", "crawler", "indexer", "search", "kliping")

OURS = {
    "base": set(),
    "config": {"base"},
    "crawler": {"base", "config"},
    "indexer": {"base", "config", "crawler.archive.archive", "crawler.archive.retention", "crawler.health.coverage",
                "crawler.ledger.ledger", "crawler.archive.redaction", "crawler.ledger.removals"},
    "search": {"base", "config", "crawler.health", "crawler.ledger", "indexer"},
    "kliping": {"base", "config", "crawler", "indexer", "search"},
}  # fmt: skip

LIBRARIES = {
    "base": {"sqlalchemy", "alembic", "w3lib"},
    "config": {"cssselect"},
    "crawler": {"scrapy", "twisted", "zope", "lxml", "parsel", "w3lib", "protego", "warcio", "isal",
                "sqlalchemy", "alembic", "apscheduler"},
    "indexer": {"lxml", "bs4", "numpy", "sqlalchemy", "alembic", "dateparser", "orjson",
                "htmldate", "warcio", "Stemmer"},
    "search": {"fastapi", "starlette", "jinja2", "orjson", "markupsafe", "pydantic", "sqlalchemy", "alembic", "limits",
               "anyio", "xlsxwriter", "typing_extensions"},
    "kliping": {"click", "apscheduler", "uvicorn"},
}  # fmt: skip

LIBRARIES_OF_ONE_PLACE = {
    "tantivy": "indexer/engines/embedded",
    "elasticsearch": "indexer/engines/elastic",
    "elastic_transport": "indexer/engines/elastic",
    "docx": "search/report/document.py",
    "weasyprint": "search/report/page.py",
}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_rooms_import_only_from_the_left() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules()
        for name in imports(file)
        if (room := file.relative_to(ROOT).parts[0]) and name.split(".")[0] in ROOMS and name.split(".")[0] != room
        if not any(name == allowed or name.startswith(allowed + ".") for allowed in OURS[room])
    ]
    assert wrong == []


def test_libraries_are_used_in_their_rooms() -> None:
    wrong = []
    for file in modules():
        place = file.relative_to(ROOT).as_posix()
        room = place.split("/")[0]
        for name in {name.split(".")[0] for name in imports(file)} - set(ROOMS) - set(sys.stdlib_module_names):
            in_its_file = name in LIBRARIES_OF_ONE_PLACE and place.startswith(LIBRARIES_OF_ONE_PLACE[name])
            if not in_its_file and name not in LIBRARIES[room]:
                wrong.append(f"{place} uses {name}")
    assert wrong == []


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        file
        for file in modules()
        if file.name == "__init__.py" and not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []


def test_no_import_cycle() -> None:
    known = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in modules()
    }
    graph = {name: {target for target in _targets(file, set(known)) if target != name} for name, file in known.items()}
    done: set[str] = set()
    for start in graph:
        _walk(start, graph, done, [])


def test_the_json_api_needs_no_pages() -> None:
    known = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in modules()}
    reached, waiting = set[str](), {"search.web.api"}
    while waiting:
        reached |= waiting
        waiting = {target for name in waiting for target in _targets(known[name], set(known))} - reached
    assert "search.answer.answer" in reached
    assert not [name for name in reached if name.startswith(("search.web.pages", "search.web.templating"))]


def test_a_search_imports_little() -> None:
    script = """
import sys
from kliping.main import run
run(["search", "--data", sys.argv[1], "harga"])
print(*sorted(sys.modules))
"""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", script, folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "search.answer.answer" in loaded
    assert {name for name in loaded if name.startswith("kliping.commands.")} == {"kliping.commands.search"}
    slow = {"logging", "difflib", "shutil", "sqlalchemy", "fastapi", "elasticsearch", "config.catalogue"}
    assert loaded & slow == set()


def _targets(file: Path, known: set[str]) -> Iterator[str]:
    """The modules imported when the file is imported (not those inside functions or for type checks alone)."""
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                full = f"{node.module}.{name.name}"
                if full in known:
                    yield full
                elif node.module in known:
                    yield node.module


def _walk(name: str, graph: dict[str, set[str]], done: set[str], path: list[str]) -> None:
    assert name not in path, "import cycle: " + " -> ".join([*path, name])
    if name in done:
        return
    for target in sorted(graph[name]):
        _walk(target, graph, done, [*path, name])
    done.add(name)


def test_broad_excepts_stand_only_in_the_loops_of_stages_and_workers() -> None:
    broad = [
        file.relative_to(ROOT).as_posix()
        for file in modules()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert len(broad) <= 4, broad


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_owns_our_package_names(room: str) -> None:
    assert set(packages_distributions().get(room, ["kliping"])) == {"kliping"}


CODE_FROM_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml", "imp", "code"}


def test_nothing_that_is_kept_or_fetched_becomes_code() -> None:
    """Only children of our own are sent pickles, by pipes."""
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in modules()
        for name in imports(file)
        if name.partition(".")[0] in CODE_FROM_DATA
    }
    assert found == {("base/workers.py", "pickle")}
    called = [
        file.relative_to(ROOT).as_posix()
        for file in modules()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("eval", "exec", "compile")
    ]
    assert called == []
