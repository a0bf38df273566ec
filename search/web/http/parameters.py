"""The parameters of a route: an unknown one is an error, since left aside it would make another search of what was
asked (`publishr=tempo` would find everything)."""

from __future__ import annotations

from difflib import get_close_matches

from fastapi import Request
from fastapi.routing import APIRoute

from search.request import Mistake, ParameterError


async def refuse_unknown(request: Request) -> None:
    """A dependency of routes. Raises ParameterError for what neither the route nor its description names."""
    route = request.scope["route"]
    known = known_parameters(route)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise ParameterError([Mistake(name[:40], "", _advice(name, known)) for name in unknown[:5]])


def known_parameters(route: APIRoute) -> set[str]:
    """The names of a route's parameters of the query string."""
    described = (route.openapi_extra or {}).get("parameters", ())
    return {one.alias for one in route.dependant.query_params} | {one["name"] for one in described}


def _advice(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, n=1)
    said = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
    return f"is no parameter here; {said}"
