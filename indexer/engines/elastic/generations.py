"""The generations of an installation on a cluster: which there are, which is current, and the years of each.

A generation is one index for each year of publication, `kliping-<installation>-<generation>-<year>`, and one
without documents, `...-base`, that stands for it while it is empty. The alias `kliping-<installation>` holds
the indices of the current generation, and all searches go through it. In the mapping of `...-base` stands what the
generation was made with (`_meta`: fingerprint, layout), and which years it has.

Nothing here turns the client's errors into ours; see `client.errors_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from base.errors import UnavailableError
from config.settings import EngineSettings
from indexer.engines.elastic.schema import LAYOUT, index_settings, mapping
from indexer.engines.port import LostIndexError


@dataclass(frozen=True, slots=True)
class Installation:
    """The indices of one installation: the client that reaches them, their alias, and the address for errors."""

    client: Elasticsearch
    alias: str
    where: str
    settings: EngineSettings

    def index(self, generation: str, year: int | str) -> str:
        """The name of a generation's index for a year, or of its `base`."""
        return f"{self.alias}-{generation}-{year}"


def list_generations(ours: Installation, states: Sequence[str] = ("open",)) -> dict[str, dict[str, bool]]:
    """The generations there are: of each the indices, and whether the alias leads there. An index that somebody has
    closed answers nothing and counts as gone, unless asked for by its state."""
    known = ours.client.indices.get_alias(index=f"{ours.alias}-*", expand_wildcards=states)
    generations: dict[str, dict[str, bool]] = {}
    for index, state in known.items():
        if match := re.fullmatch(rf"{re.escape(ours.alias)}-(.+)-(base|-?\d+)", index):
            generations.setdefault(match[1], {})[index] = ours.alias in state["aliases"]
    return generations


def find_current(generations: Mapping[str, Mapping[str, bool]]) -> str | None:
    """The generation that the alias leads to, None where it leads to none."""
    return next((name for name, indices in generations.items() if any(indices.values())), None)


def read_meta(ours: Installation, generation: str) -> dict[str, Any] | None:
    """What a generation was made with and which years it has, None where there is no such generation."""
    index = ours.index(generation, "base")
    try:
        meta: dict[str, Any] = ours.client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
    except NotFoundError:
        return None
    return meta


def create_index(ours: Installation, generation: str, year: int | str, fingerprint: str) -> None:
    """Make one index without documents; nothing happens if it exists."""
    try:
        ours.client.indices.create(
            index=ours.index(generation, year), mappings=mapping(fingerprint), settings=index_settings(ours.settings)
        )
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def switch(ours: Installation, generation: str) -> None:
    """Lead the alias to a generation in one step, then remove all others, closed ones too: where the alias leads to one
    of these, no search is answered."""
    generations = list_generations(ours, ("open", "closed"))
    chosen = generations.pop(generation, None)
    if not chosen:
        raise UnavailableError(f"there is no generation {generation} on Elasticsearch at {ours.where}")
    others = [index for indices in generations.values() for index in indices]
    remove = [{"remove_index": {"index": index}} for index in others]
    ours.client.indices.update_aliases(actions=[*_additions(ours, chosen), *remove])


def verify(ours: Installation, generation: str) -> None:
    """Raise LostIndexError where a generation, or a year of it, is gone."""
    meta = read_meta(ours, generation)
    known = list_generations(ours).get(generation)
    if meta is None or known is None or meta["layout"] != LAYOUT:
        raise LostIndexError(f"there is no generation {generation} of today's on Elasticsearch at {ours.where}")
    _check_years(ours, generation, meta, known)


def verify_current(ours: Installation) -> bool:
    """Raise LostIndexError where a year of the current generation is gone; False where it was switched just now."""
    current = find_current(list_generations(ours)) or ""
    meta, known = read_meta(ours, current), list_generations(ours).get(current)
    if meta is None or known is None:
        return False
    _check_years(ours, current, meta, known)
    return True


def _check_years(ours: Installation, generation: str, meta: Mapping[str, Any], known: Mapping[str, bool]) -> None:
    is_current = any(known.values())
    for year in meta.get("years", ()):
        index = ours.index(generation, year)
        if index not in known or (is_current and not known[index]):
            raise LostIndexError(
                f"the index {index} on Elasticsearch at {ours.where} is gone: `kliping index`, where it runs, "
                "makes it again from the articles within minutes; else run `kliping index --rebuild`"
            )


def make_years(ours: Installation, generation: str, years: set[int]) -> set[str]:
    """Make the year's indices that a write needs; gives all that the generation has.

    It looks each time: a write to a missing index would have the server make one with fields of its own guess.
    """
    meta = read_meta(ours, generation)
    known = list_generations(ours).get(generation)
    if known is None or meta is None or meta["layout"] != LAYOUT:
        raise UnavailableError(
            f"generation {generation} on Elasticsearch at {ours.where} is missing or made by another version: "
            "run `kliping index --rebuild`"
        )
    _check_years(ours, generation, meta, dict.fromkeys(known, True))  # the alias is mended below
    wanted = {ours.index(generation, year): year for year in years}
    for index, year in wanted.items():
        if index not in known:
            create_index(ours, generation, year, meta["fingerprint"])
    if any(known.values()):
        add_to_alias(ours, [index for index in {*known, *wanted} if not known.get(index)])
    record_years(ours, generation, meta, {*known, *wanted})
    return {*known, *wanted}


def record_years(ours: Installation, generation: str, meta: Mapping[str, Any], indices: set[str]) -> None:
    """Note which years there are, so that one that is gone is missed. Two workers may overwrite each other's note;
    the next write to that year adds it again."""
    names = (index.removeprefix(ours.index(generation, "")) for index in indices)
    years = sorted({*meta.get("years", ()), *(int(name) for name in names if name != "base")})
    if years != meta.get("years"):
        ours.client.indices.put_mapping(index=ours.index(generation, "base"), meta={**meta, "years": years})


def add_to_alias(ours: Installation, indices: Sequence[str]) -> None:
    """Let the alias lead to indices too, once they are up: a search over one that is not yet would fail."""
    if indices:
        ours.client.indices.update_aliases(actions=_additions(ours, indices))


def _additions(ours: Installation, indices: Iterable[str]) -> list[dict[str, Any]]:
    return [{"add": {"index": index, "alias": ours.alias}} for index in indices]
