"""Writes articles to the database: new ones, new versions, aliases, groups and the outbox.

Everything here happens on the caller's connection, so that it is one transaction with the archive's cursor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.database import insert_or_ignore
from base.urls import article_id
from config.outcomes import Outcome
from indexer.articles.article import DatedBy, content_from_json
from indexer.articles.drafts import Draft
from indexer.articles.tables import aliases, articles, removals, removed_publishers, versions
from indexer.articles.withdrawals import restore
from indexer.duplicates import groups
from indexer.duplicates.sketch import Sketch, containment, sketch
from indexer.engines.outbox import Change, put
from indexer.language import acronyms

SAME_ARTICLE = 0.5
"""Share of text that two pages must have in common for a rel=canonical to make them one article: some sites
print one canonical address on every page."""

_BELIEVED: tuple[DatedBy, ...] = ("page", "source", "seen", "")
"""What tells an article's date, the most reliable first."""


@dataclass(slots=True)
class _Known:
    """What the database holds of the articles that the drafts at hand may be of."""

    aliases: dict[str, str]
    rows: Mapping[str, sa.Row[Any]]
    removed: set[str]
    removed_publishers: set[str]


@dataclass(slots=True)
class _Batch:
    """What is to be written for drafts of which no two are of one article, by article id."""

    new: dict[str, Draft] = field(default_factory=dict)
    changed: dict[str, Draft] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    came_back: list[sa.Row[Any]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def store(connection: Connection, drafts: Sequence[Draft], generations: Sequence[str]) -> list[Outcome]:
    """Store drafts in their order, with outbox rows for each generation. Returns what became of each.

    OK is a new article, UPDATED a new version, UNCHANGED nothing new, REMOVED one that must stay out.
    """
    outcomes: list[Outcome] = []
    while len(outcomes) < len(drafts):
        rest = drafts[len(outcomes) :]
        known = _look_up(connection, rest)
        batch = _plan(rest, known)
        _write(connection, batch, known, generations)
        outcomes += batch.outcomes
    return outcomes


def _look_up(connection: Connection, drafts: Sequence[Draft]) -> _Known:
    keys = {key for draft in drafts for key in (draft.page.key, draft.canonical) if key}
    query = sa.select(aliases.c.key, aliases.c.article).where(aliases.c.key.in_(keys))
    named = {row.key: row.article for row in connection.execute(query)}
    ids = {*named.values(), *map(article_id, keys), *(draft.id for draft in drafts if draft.id)}
    rows = {row.id: row for row in connection.execute(sa.select(articles).where(articles.c.id.in_(ids)))}
    removed = set(connection.execute(sa.select(removals.c.article).where(removals.c.article.in_(ids))).scalars())
    publishers = set(connection.execute(sa.select(removed_publishers.c.publisher)).scalars())
    return _Known(named, rows, removed, publishers)


def _plan(drafts: Sequence[Draft], known: _Known) -> _Batch:
    """Decide on drafts up to the second one of the same article, for which the first must have been written."""
    batch, met = _Batch(), set[str]()
    for draft in drafts:
        article = _identify(draft, known, met)
        if article in met:
            break
        met.add(article)
        outcome = _outcome(draft, article, known)
        batch.outcomes.append(outcome)
        if outcome is not Outcome.REMOVED:
            found = _new_aliases(draft, article, known)
            batch.aliases |= found
            known.aliases |= found
        if outcome is Outcome.OK:
            batch.new[article] = draft
        elif outcome is Outcome.UPDATED:
            batch.changed[article] = draft
        if _came_back(draft, known.rows.get(article)):
            batch.came_back.append(known.rows[article])
    return batch


def _came_back(draft: Draft, row: sa.Row[Any] | None) -> bool:
    """Whether the page of an article that its publisher had withdrawn was had again since."""
    if row is None or row.withdrawn is None or draft.page.kind != "page":
        return False
    return bool(draft.page.captured > row.withdrawn)


def _identify(draft: Draft, known: _Known, met: set[str]) -> str:
    """The id of the article that a draft is of: given, known by its key, known by its canonical key, or new."""
    if draft.id:
        return draft.id
    own = known.aliases.get(draft.page.key) or article_id(draft.page.key)
    if own in known.rows or own in known.removed or not draft.canonical:
        return own
    named = known.aliases.get(draft.canonical) or article_id(draft.canonical)
    is_same = named in known.rows and _same_text(draft, known.rows[named])
    return named if is_same or named in met or named in known.removed else own


def _same_text(draft: Draft, row: sa.Row[Any]) -> bool:
    return containment(draft.sketch, _old_sketch(row)) >= SAME_ARTICLE


def _old_sketch(row: sa.Row[Any]) -> Sketch:
    return sketch(content_from_json(row.content).body)


def _outcome(draft: Draft, article: str, known: _Known) -> Outcome:
    if article in known.removed or draft.page.publisher in known.removed_publishers:
        return Outcome.REMOVED
    row = known.rows.get(article)
    if row is None:
        return Outcome.OK
    is_less = draft.page.kind == "link" and row.kind != "link"
    is_same = row.text_hash == draft.text_hash and not _is_mended(draft, row)
    return Outcome.UNCHANGED if is_less or is_same else Outcome.UPDATED


def _is_mended(draft: Draft, row: sa.Row[Any]) -> bool:
    """Whether an import says something else than before of the same text, such as a date that was missing."""
    if draft.page.kind != "import" or row.kind != "import":
        return False
    return bool(row.content != _dated_content(draft, row) or row.publisher != draft.page.publisher)


def _new_aliases(draft: Draft, article: str, known: _Known) -> dict[str, str]:
    """The draft's keys that do not lead to its article yet, unless they lead to another one."""
    return {
        key: article
        for key in (draft.page.key, draft.canonical)
        if key and key not in known.aliases and article_id(key) != article and article_id(key) not in known.rows
    }


def _write(connection: Connection, batch: _Batch, known: _Known, generations: Sequence[str]) -> None:
    insert_or_ignore(connection, aliases, [{"key": key, "article": article} for key, article in batch.aliases.items()])
    sequences = _insert(connection, batch.new) | _update(connection, batch.changed, known)
    drafts = batch.new | batch.changed
    sketches = {sequences[article]: draft.sketch for article, draft in drafts.items()}
    acronyms.store(connection, {sequences[article]: draft.acronyms for article, draft in drafts.items()})
    regrouped = groups.group_articles(connection, sketches)
    changes = [_change(article, draft, known.rows.get(article)) for article, draft in drafts.items()]
    put(connection, changes + _regrouped(connection, regrouped - sketches.keys()), generations)
    restore(connection, batch.came_back, generations)


def _insert(connection: Connection, new: Mapping[str, Draft]) -> dict[str, int]:
    if not new:
        return {}
    rows = [
        _current(draft)
        | {
            "id": article,
            "first_seen": draft.page.captured,
            "year": draft.year,
            "version": 1,
            "group_id": article,
        }
        for article, draft in new.items()
    ]
    made = connection.execute(sa.insert(articles).returning(articles.c.id, articles.c.sequence), rows)
    return {row.id: row.sequence for row in made}


def _update(connection: Connection, changed: Mapping[str, Draft], known: _Known) -> dict[str, int]:
    if not changed:
        return {}
    old = {article: known.rows[article] for article in changed}
    groups.forget(connection, {row.sequence: _old_sketch(row) for row in old.values()})
    connection.execute(sa.insert(versions), [_as_version(row) for row in old.values()])
    rows = [
        _current(draft) | {"wanted": article, "version": old[article].version + 1} | _better_dated(draft, old[article])
        for article, draft in changed.items()
    ]
    connection.execute(sa.update(articles).where(articles.c.id == sa.bindparam("wanted")), rows)
    return {article: row.sequence for article, row in old.items()}


def _current(draft: Draft) -> dict[str, Any]:
    return {
        "url": draft.url,
        "publisher": draft.page.publisher,
        "publisher_name": draft.publisher_name,
        "kind": draft.page.kind,
        "content": draft.content.to_json(),
        "text_hash": draft.text_hash,
        "captured": draft.page.captured,
        "instant": draft.instant,
        "dated_by": draft.dated_by,
        "page": draft.page.id,
        "doubtful": draft.content.doubtful,
    }


def _better_dated(draft: Draft, row: sa.Row[Any]) -> dict[str, Any]:
    """The time that the article had, where a new version has none, or one that is told by less."""
    if _is_better_dated(row, draft):
        return {"instant": row.instant, "dated_by": row.dated_by, "content": _dated_content(draft, row)}
    return {}


def _dated_content(draft: Draft, row: sa.Row[Any]) -> str:
    """What a new version says, as the database keeps it, with the publication as it was told where that is believed
    more: in its own zone, and a day without a clock time."""
    if not _is_better_dated(row, draft):
        return draft.content.to_json()
    return replace(draft.content, published=content_from_json(row.content).published).to_json()


def _is_better_dated(row: sa.Row[Any], draft: Draft) -> bool:
    return _BELIEVED.index(draft.dated_by) > _BELIEVED.index(row.dated_by)


def _as_version(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "article": row.id,
        "version": row.version,
        "captured": row.captured,
        "page": row.page,
        "content": row.content,
    }


def _change(article: str, draft: Draft, row: sa.Row[Any] | None) -> Change:
    page, year = draft.page, draft.year if row is None else int(row.year)
    return Change(article, page.id, draft.url, page.publisher, page.run, year)


def _regrouped(connection: Connection, sequences: set[int]) -> list[Change]:
    """Changes of articles whose group changed because of another one: for the engine, not for the tally."""
    query = sa.select(articles.c.id, articles.c.year).where(articles.c.sequence.in_(sequences))
    return [Change(row.id, "", "", "", "", row.year) for row in connection.execute(query)]
