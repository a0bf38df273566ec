"""What the ledger knows of a source, and what a visit leaves of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from config.catalogue import SourceKind
from config.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the ledger knows of a source: the validators of the last answer, failures in a row, when it is due and why,
    and what its visits have taught (`Profile.to_json`)."""

    id: int
    publisher: str
    url: str
    kind: SourceKind
    etag: str
    last_modified: str
    body_hash: str
    failures: int
    outcome: str
    last_visit: datetime | None
    next_due: datetime
    not_before: datetime | None
    profile: str = ""
    why: str = ""


_STATE = [field.name for field in dataclasses.fields(SourceState)]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of visiting a source; all values are the new ones, to be kept as they are; `why` says in words why it
    is due then."""

    outcome: Outcome
    last_visit: datetime
    next_due: datetime
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    failures: int = 0
    not_before: datetime | None = None
    profile: str = ""
    why: str = ""


def new_source(publisher: str, url: str, kind: SourceKind, now: datetime) -> dict[str, object]:
    """The row of a source that was never visited, due at once."""
    empty = {"etag": "", "last_modified": "", "body_hash": "", "failures": 0, "outcome": ""}
    return {"publisher": publisher, "url": url, "kind": kind, "active": True, "next_due": now, **empty}


def source_state(row: sa.RowMapping) -> SourceState:
    """A source as its row has it."""
    return SourceState(**{name: row[name] for name in _STATE})
