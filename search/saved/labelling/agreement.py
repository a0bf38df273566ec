"""How well coders agree: Krippendorff's alpha for nominal data, which takes missing values.

K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011
(repository.upenn.edu/asc_papers/43), section C.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Of the values that each unit was given, by one coder or more (missing ones are left out): 1 where all agree, 0
    where they do so as often as by chance. None where nothing was coded twice, or all have the same value, of which
    nothing can be said.
    """
    counted = [Counter(values) for values in units if len(values) > 1]
    totals = sum(counted, Counter[Hashable]())
    number = totals.total()
    if len(totals) < 2:
        return None
    alike = sum(sum(n * (n - 1) for n in unit.values()) / (unit.total() - 1) for unit in counted)
    expected = sum(n * (n - 1) for n in totals.values()) / (number - 1)
    return 1 - (number - alike) / (number - expected)
