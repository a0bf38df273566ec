"""An installation with something to be measured in every respect, and what its `/metrics` prints."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from base.database import writing
from base.errors import UnavailableError
from base.outcome_log import Ending, record_all
from config.catalogue import load_catalogue
from config.outcomes import Outcome, Stage
from config.settings import Settings
from crawler.health.history import Look
from crawler.health.records import record_look
from crawler.health.states import State, evidence
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.port import Engine
from tests.search.client import Client, client_of

NOW = datetime.now(UTC)
FILE = """
name = "{slug}"
domains = ["{slug}.example"]
article_url = "/baca/"
sources = [{{ kind = "feed", url = "https://{slug}.example/rss", schedule = "every 30m" }}]
"""
ADDRESSES = ("/", "/sumber", "/artikel/x", "/api/v1/search", "/api/v1/count", "/api/v1/articles/x/y", "/api/v1/suggest")
_LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? (\S+)')


def no_engine() -> Engine:
    raise UnavailableError("there is no engine here")


def make(folder: Path, sick: Sequence[str], well: Sequence[str], outcomes: Sequence[Outcome]) -> Client:
    """A server on a folder with sick and healthy publishers of one source each; each stage has one page of each."""
    catalogue = load_catalogue(folder)
    (folder / "kliping.toml").write_text("".join(f"[publishers.{slug}]\nenabled = false\n" for slug in catalogue))
    (folder / "publishers").mkdir()
    for slug in (*sick, *well):
        (folder / "publishers" / f"{slug}.toml").write_text(FILE.format(slug=slug))
    with open_ledger("sqlite:", folder) as ledger:
        ledger.sync_sources(load_catalogue(folder).values())
        for number, one in enumerate(sorted(ledger.sources(), key=lambda one: one.publisher not in sick)):
            for hours in (3, 2, 1) if one.publisher in (*sick, *well) else ():
                at = (NOW - timedelta(hours=hours)).timestamp()
                state = State.BLOCKED if number < len(sick) else State.FINE
                record_look(ledger.engine, one.id, Look(at, state, evidence("answered", 403), listed=1))
        record_pages(ledger.engine, Stage.FETCH, (*sick, *well), outcomes)
    with articles_database(Settings(), folder) as database:
        record_pages(database, Stage.EXTRACT, (*sick, *well, "asing"), outcomes)
        record_pages(database, Stage.INDEX, ("asing",), outcomes)
    return client_of(folder, no_engine)


def record_pages(database: object, stage: Stage, publishers: Sequence[str], outcomes: Sequence[Outcome]) -> None:
    pages = [
        Ending(f"{slug} {outcome}", stage, outcome, "https://x.example/", slug, "r")
        for slug in publishers
        for outcome in outcomes
    ]
    with writing(database) as connection:  # type: ignore[arg-type]
        record_all(connection, logging.getLogger("tests"), pages)


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the metrics."""

    name: str
    labels: Mapping[str, str]
    value: float


def read(text: str) -> Iterator[Series]:
    """The series in Prometheus' text format; fails where a line has another form."""
    kinds: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in kinds, name
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            found = _LINE.fullmatch(line)
            assert found, line
            assert re.sub(r"_(bucket|sum|count)$", "", found[1]) in kinds or found[1] in kinds, line
            yield Series(found[1], dict(re.findall(r'([a-z_]+)="((?:[^"\\]|\\.)*)"', found[2] or "")), float(found[3]))
