"""The parameters of a route: an unknown one is an error, since left aside it would make another search of what was
asked (`publishr=tempo` would find everything)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from difflib import get_close_matches

from fastapi import Request
from fastapi.routing import APIRoute

from search.request import Mistake, ParameterError


async def refuse_unknown(request: Request) -> None:
    """A dependency of routes. Raises ParameterError for what neither the route nor its description names, and for one
    value given twice, of which either could be meant."""
    known = known_parameters(request.scope["route"])
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [Mistake(name[:40], "", advice(name, known)) for name in sorted(set(given) - set(known))[:5]]
    twice = [Mistake(name, "", "must be given once") for name, many in known.items() if given[name] > 1 and not many]
    if unknown or twice:
        raise ParameterError([*unknown, *twice])


def known_parameters(route: APIRoute) -> dict[str, bool]:
    """The names of a route's parameters of the query string, and whether each may have several values."""
    described = (route.openapi_extra or {}).get("parameters", ())
    named = {one.alias: False for one in route.dependant.query_params}
    return named | {one["name"]: one["schema"].get("type") == "array" for one in described}


def advice(name: str, known: Collection[str]) -> str:
    """What is said of an unknown parameter: which may have been meant, or which there are."""
    close = get_close_matches(name, known, n=1)
    said = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
    return f"is no parameter here; {said}"
