"""What comes with Kliping, and under which licences: `python -m tests.licences` prints docs/licences.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements-postgres.lock"
HEAD = """# Licences

Kliping's own is Apache-2.0. Data under licences of their own lie beside them: lists of Indonesian words in
`indexer/language/data/`, the table of regions in `indexer/articles/regions/`. What is installed with it:

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """The packages of the lock file, without those that only other systems need."""
    lines = LOCK.read_text("utf-8").splitlines()
    named = {found[1]: line for line in lines if (found := re.match(r"([a-z][\w.-]*)==", line))}
    return sorted(
        name for name, line in named.items() if "implementation_name" not in line and "sys_platform" not in line
    )


def licence(package: str) -> str:
    """What a package says: an SPDX expression, else what its classifiers say. Raises PackageNotFoundError."""
    found = metadata(package)
    classified = [one.rpartition(" :: ")[2] for one in found.get_all("Classifier") or [] if one.startswith("License")]
    return str(found["License-Expression"] or " or ".join(classified) or found["License"])


def rows() -> Iterator[tuple[str, str]]:
    """Each installed package with its licence."""
    for package in locked():
        try:
            yield package, licence(package)
        except PackageNotFoundError:
            continue  # of another system


def table() -> str:
    """The page."""
    return HEAD + "".join(f"| {package} | {text} |\n" for package, text in rows())


if __name__ == "__main__":
    print(table(), end="")
