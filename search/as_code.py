"""A search as a program would ask for it: a command line, a call of curl, and Python. What is shown is what runs."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from search.request import SearchRequest


class Samples(NamedTuple):
    """The same search in three languages, each to be pasted as it is; shells are those of POSIX."""

    command: str
    curl: str
    python: str


def as_code(request: SearchRequest, base: str) -> Samples:
    """A request, from its first page on, for the server at `base` (`http://host:port`)."""
    first = request.change(explain=False)
    return Samples(_command(first), _curl(first, base), _python(first, base))


def _command(request: SearchRequest) -> str:
    words = ["kliping", "search", "--json"]
    for name, value in request.pairs():
        match name:
            case "q" | "ui" | "explain" | "fields" | "body":  # the command has the usual fields
                pass
            case "fold":
                words.append("--no-fold")
            case "recency":
                words.append("--recent")
            case _:
                words += [f"--{name}", value]
    return shlex.join([*words, "--", request.query])


def _curl(request: SearchRequest, base: str) -> str:
    return shlex.join(["curl", "--silent", "--show-error", f"{base}/api/v1/search?{request.to_query()}"])


_PYTHON = """\
import json
from urllib.parse import urlencode
from urllib.request import urlopen

parameters = {parameters}
with urlopen({address} + urlencode(parameters)) as answer:
    found = json.load(answer)

print(found["total"], "articles")
for hit in found["hits"]:
    print(hit["published"], hit["title"], hit["url"])
"""


def _python(request: SearchRequest, base: str) -> str:
    pairs = "".join(f"    {pair!r},\n" for pair in request.pairs())
    parameters = f"[\n{pairs}]" if pairs else "[]"
    return _PYTHON.format(parameters=parameters, address=repr(f"{base}/api/v1/search?"))
