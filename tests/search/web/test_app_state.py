from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from indexer.language.analysis import Lexicon
from search.query.word_lists import word_lists
from search.web.app_state import Site


class Counted:
    """An engine that only counts how often it is opened and closed."""

    opened = closed = 0

    def __init__(self) -> None:
        Counted.opened += 1

    def close(self) -> None:
        Counted.closed += 1


def site_of(lexicon: Lexicon, opened: Any = Counted) -> Site:
    return Site(opened, lexicon, word_lists, {}, 60.0)


def test_the_engine_is_opened_once_and_closed_at_the_end(lexicon: Lexicon) -> None:
    site = site_of(lexicon)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: enter(site), range(20)))
    assert Counted.opened == 1
    site.close()
    site.close()
    assert Counted.closed == 1


def enter(site: Site) -> None:
    with site.context():
        pass
