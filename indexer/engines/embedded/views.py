"""Rankings held between the pages of one search, each for a while only: it keeps the files of its generation."""

from __future__ import annotations

from collections import OrderedDict

from indexer.engines.embedded.ranking import Ranking
from indexer.engines.queries import Query

MAX_VIEWS = 64
VIEW_SECONDS = 600.0
"""Age at which a view is released, even one in use, so that a rebuild frees the old index (decision 66)."""


class Views:
    """Held rankings by the name of their view, with the time each was made. Its user sees to threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[float, Ranking]] = OrderedDict()

    def get(self, view: str, query: Query) -> Ranking | None:
        """The ranking of a query that is held under a name."""
        _, ranking = self._held.get(view, (0.0, None))
        if ranking is None or ranking.query != query:
            return None
        self._held.move_to_end(view)
        return ranking

    def hold(self, view: str, ranking: Ranking, now: float) -> None:
        """Hold a ranking; where there are too many, the one longest unused goes."""
        self._held[view] = (now, ranking)
        if len(self._held) > MAX_VIEWS:
            self._held.popitem(last=False)

    def release(self, view: str) -> None:
        """Release a view, if it is held."""
        self._held.pop(view, None)

    def release_old(self, now: float) -> bool:
        """Release the views that are too old; returns whether any is left."""
        for view in [view for view, (made, _) in self._held.items() if now - made >= VIEW_SECONDS]:
            del self._held[view]
        return bool(self._held)
