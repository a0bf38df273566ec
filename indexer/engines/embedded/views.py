"""Rankings held between the pages of one search, each for a while only: it keeps the files of its generation."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from indexer.engines.embedded.ranking import Ranking
from indexer.engines.queries import Query

MAX_VIEWS, MAX_STATES = 64, 12
"""Views at once, and states of the index that they are of. Each state takes 0.7 MiB (its segments opened, and the
stored documents that were read of it, unpacked): where each of 64 views was of its own, 31 MiB. Two articles a minute
make twelve in six minutes."""
VIEW_SECONDS = 600.0
"""Age at which a view is released, even one in use, so that a rebuild frees the old index (decision 66)."""


class Held(NamedTuple):
    """A ranking, when it was last made, and by how many searches it is held."""

    made: float
    ranking: Ranking
    searches: int


class Views:
    """Held rankings by the name of their view. Its user sees to threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()

    def get(self, view: str, query: Query) -> Ranking | None:
        """The ranking of a query that is held under a name."""
        held = self._held.get(view)
        if held is None or held.ranking.query != query:
            return None
        self._held.move_to_end(view)
        return held.ranking

    def hold(self, view: str, ranking: Ranking, now: float) -> None:
        """Hold a ranking, once more where another search holds the same; where there are too many, or too
        many states, those longest unused go."""
        before, newest = self._held.pop(view, None), next(reversed(self._held.values()), None)
        is_of_same_state = newest is not None and newest.ranking.searcher is ranking.searcher
        self._held[view] = Held(now, ranking, before.searches + 1 if before else 1)
        while len(self._held) > MAX_VIEWS or (not is_of_same_state and self._states() > MAX_STATES):
            self._held.popitem(last=False)

    def release(self, view: str) -> None:
        """Release a view, if it is held; it stays for other searches that hold it."""
        held = self._held.get(view)
        if held and held.searches > 1:
            self._held[view] = held._replace(searches=held.searches - 1)
        elif held:
            del self._held[view]

    def _states(self) -> int:
        return len({id(held.ranking.searcher) for held in self._held.values()})

    def release_old(self, now: float) -> bool:
        """Release the views that are too old; returns whether any is left."""
        for view in [view for view, held in self._held.items() if now - held.made >= VIEW_SECONDS]:
            del self._held[view]
        return bool(self._held)
