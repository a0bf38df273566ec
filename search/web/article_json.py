"""An article in full, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import orjson

from indexer import fields
from indexer.articles.read import Version
from indexer.engines.port import EngineHit
from indexer.fields import Language
from search import shapes
from search.article_history import Change, Line, ShownHistory, to_line
from search.i18n import label


def article_json(hit: EngineHit, copies: Sequence[EngineHit], history: ShownHistory, ui: Language) -> shapes.Article:
    """An article with the others of its group and its history, notes in a language."""
    stored = orjson.loads(hit.stored)
    made: dict[str, Any] = {
        "id": hit.id,
        **{field.key: field.kept_in(stored) for field in fields.exported()},
        "copies": [_line(to_line(one)) for one in copies],
        **_history(history, ui),
    }
    return cast("shapes.Article", made)


def _history(history: ShownHistory, ui: Language) -> shapes.History:
    return {
        "versions": [_version(version, changes) for version, changes in history.versions],
        "related": [{**_line(one), "shared": one.shared} for one in history.related],
        "notes": [] if history.is_known else [label("no_history", ui)],
    }


def _version(version: Version, changes: Sequence[Change]) -> shapes.Version:
    return {
        "number": version.number,
        "captured": version.captured,
        "title": version.content.title,
        "body": list(version.content.body),
        "changes": [{"part": one.part, "change": one.change, "text": one.text} for one in changes],
    }


def _line(one: Line) -> shapes.Line:
    kept = one.stored
    return {
        "id": one.id,
        "url": kept["url"],
        "title": kept["title"],
        "publisher": kept["publisher"],
        "published": kept["published"],
    }
