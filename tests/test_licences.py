"""What is installed with Kliping may be: no licence asks more of its users than its own does."""

from __future__ import annotations

import re

from tests.licences import ROOT, rows, table

FREE = re.compile(
    r"Apache|MIT|BSD|0BSD|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Zlib|ZPL|Zope|CC0|Unlicense"
    r"|LGPL-3\.0-only"  # psycopg, which is used as a library
)


def test_every_package_has_a_licence_that_lets_everybody_use_it() -> None:
    found = list(rows())
    assert len(found) > 50
    assert [(package, licence) for package, licence in found if not FREE.search(licence)] == []
    strict = [package for package, licence in found if re.search(r"(?<!L)GPL", licence)]
    assert strict == []


def test_the_page_of_licences_is_complete() -> None:
    assert (ROOT / "docs/licences.md").read_text("utf-8") == table(), "python -m tests.licences > docs/licences.md"
