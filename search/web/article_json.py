"""An article in full, as JSON, and the quotes of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import orjson

from indexer import fields
from indexer.articles.read import Version
from indexer.engines.port import EngineHit
from indexer.fields import Language
from search import shapes
from search.answer.answer import KEPT, Answer
from search.answer.quotes import with_quotes
from search.article_history import Change, Line, ShownHistory, to_line
from search.i18n import label
from search.people.names import Names
from search.request import SearchRequest


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


def quotes_json(found: Answer, asked: SearchRequest, names: Names) -> shapes.QuotesAnswer:
    """Who said what in the articles of a page of hits; where speakers were asked for only what these said."""
    every = ({"id": hit.id, **{name: field.kept_in(hit.stored) for name, field in KEPT.items()}} for hit in found.hits)
    made = found.to_json(asked.ui, ())
    return {
        "total": made["total"],
        "matched": made["matched"],
        "notes": made["notes"],
        "next": made["next"],
        "articles": cast("list[shapes.QuotedArticle]", list(with_quotes(every, asked.values("speaker"), names))),
    }


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
        "quotes": [cast("shapes.Quote", asdict(one)) for one in version.content.quotes],
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
