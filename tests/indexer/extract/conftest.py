"""A page made of a few lines of HTML, parsed as extraction parses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from config.catalogue import Publisher
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.dom import parse, read_runs
from indexer.extract.page.structured import read_structured

MakePage = Callable[..., ParsedPage]


@pytest.fixture
def make_page() -> MakePage:
    """A function from the HTML of head and body to a parsed page."""

    def make(
        body: str,
        head: str = "",
        *,
        url: str | None = "https://www.kabarcontoh.id/daerah/2025/03/09/pasar-baru",
        publisher: Publisher | None = None,
        captured: datetime | None = None,
    ) -> ParsedPage:
        text = f"<html><head>{head}</head><body>{body}</body></html>"
        tree = parse(text)
        assert tree is not None
        rules = publisher.rules_on(captured.date() if captured else date(2025, 3, 9)) if publisher else None
        return ParsedPage(
            tree, url, publisher, captured, text, read_structured(tree), rules=rules, runs=tuple(read_runs(tree))
        )

    return make
