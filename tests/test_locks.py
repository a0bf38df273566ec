"""What is installed is what was looked at: each lock names exact versions with their digests, and nothing is added."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements*.lock"))
OF_USERS = ("requirements.lock", "requirements-postgres.lock")
INSTALLERS = [ROOT / "Makefile", ROOT / "Dockerfile"]


def packages(lock: Path) -> dict[str, str]:
    """The text of each package in a lock by its name and version."""
    parts = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE | re.IGNORECASE)
    return {part.split()[0]: part for part in parts if part.strip()}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_package_has_one_version_and_digests(lock: Path) -> None:
    found = packages(lock)
    assert len(found) >= 1
    for name, text in found.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+", name), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", text), name


@pytest.mark.parametrize("file", INSTALLERS, ids=lambda file: file.name)
def test_nothing_is_installed_without_its_digest(file: Path) -> None:
    commands = re.findall(r"\bpip\)? install ([^\n]*)", file.read_text("utf-8"))
    assert len(commands) >= 2
    for command in commands:
        assert "--require-hashes" in command or "--no-deps" in command, command


def test_what_only_developers_need_is_in_no_lock_of_users() -> None:
    for lock in OF_USERS:
        names = {name.partition("==")[0] for name in packages(ROOT / lock)}
        assert not names & {"pytest", "hypothesis", "schemathesis", "mypy", "ruff", "playwright", "atheris", "bandit"}


def test_what_developers_have_is_what_users_have_and_more() -> None:
    """`make test` installs no other lock."""
    held = packages(ROOT / "requirements-dev.lock").keys()
    for lock in OF_USERS:
        assert packages(ROOT / lock).keys() <= held


def test_what_ruff_allows_at_a_line_does_not_stop_the_audit() -> None:
    """Bandit has the same rules under B and does not read what stands at a line for ruff's S."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    packages = settings["hatch"]["build"]["targets"]["wheel"]["packages"]
    lines = [file.read_text("utf-8") for name in packages for file in (ROOT / name).rglob("*.py")]
    allowed = {found for text in lines for found in re.findall(r"# noqa: .*?\bS(\d{3})\b", text)}
    assert allowed
    assert allowed <= {rule.removeprefix("B") for rule in settings["bandit"]["skips"]}
