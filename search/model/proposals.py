"""Labels that a model proposes: asked for, kept in a table of their own, accepted or declined by a person. No search
finds a proposal; what is accepted is a label that this person gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, reading, writing
from base.parts import in_parts
from indexer.articles.article import Article
from indexer.articles.tables import articles
from search.model.jobs import Job, NewJob, add_jobs
from search.model.material import Sentence
from search.model.tables import model_proposals
from search.saved.labelling.giving import check_coder, known_publishers, label_articles
from search.saved.labelling.sets import LabelSet, all_sets, find_label, find_set
from search.saved.refusal import RefusedError
from search.saved.tables import label_sets, labels, labels_given

MAX_AT_ONCE = 10_000
"""Articles that are asked of at once: twenty days of the usual budget."""
WHY = "proposed by {0}"
Decision = Literal["accepted", "declined"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label that a model proposed for an article in one version, with the sentences that it named."""

    article: str
    path: str
    model: str
    at: datetime
    version: int
    sentences: tuple[str, ...]


class Asked(NamedTuple):
    """How many articles the model is to be asked of, how many people have labelled already, of how many it was asked
    before, and the ids that no article has."""

    new: int
    labelled: int
    known: int
    unknown: tuple[str, ...]


def ask_labels(
    saved: Engine, articles_database: Engine, name: str, ids: Sequence[str], model: str, now: datetime
) -> Asked:
    """Ask for labels of a set for articles that have none of it. Raises ConfigError or RefusedError."""
    if len(ids) > MAX_AT_ONCE:
        raise RefusedError("model_too_many", MAX_AT_ONCE)
    wanted, found = list(dict.fromkeys(ids)), dict[str, tuple[str, str]]()
    query = sa.select(articles.c.id, articles.c.publisher, articles.c.text_hash)
    with reading(articles_database) as connection:
        for some in in_parts(wanted):
            rows = connection.execute(query.where(articles.c.id.in_(some)))
            found |= {row.id: (row.publisher, row.text_hash) for row in rows}
    with writing(saved) as connection:
        group = find_set(connection, name)
        labelled = _labelled(connection, group, wanted)
        jobs = [
            NewJob(
                f"labels:{group.id}:{one}",
                "labels",
                group.id,
                {"model": model, "text": found[one][1]},
                article=one,
                publisher=found[one][0],
            )
            for one in wanted
            if one in found and one not in labelled
        ]
        new = add_jobs(connection, jobs, now)
    unknown = tuple(one for one in wanted if one not in found)
    return Asked(new, len(labelled), len(jobs) - new, unknown)


def keep_proposals(
    connection: Connection,
    job: Job,
    group: LabelSet,
    names: Sequence[str],
    article: Article,
    sentences: Sequence[Sentence],
    now: datetime,
) -> None:
    """Keep what was proposed in the place of what nobody has looked at; what was decided stays decided."""
    is_open = (model_proposals.c.article == job.article) & (model_proposals.c.decision == "")
    connection.execute(sa.delete(model_proposals).where(is_open, model_proposals.c.label_set == group.id))
    told = json.dumps([one.text for one in sentences], ensure_ascii=False)
    rows = [
        {
            "article": article.id,
            "label": label.id,
            "label_set": group.id,
            "publisher": article.publisher,
            "model": job.subject["model"],
            "at": now,
            "version": article.version,
            "sentences": told,
        }
        for label in group.labels
        if label.name in names
    ]
    insert_or_ignore(connection, model_proposals, rows)


def open_numbers(connection: Connection) -> dict[int, int]:
    """By set, how many proposals nobody has looked at yet."""
    query = (
        sa.select(model_proposals.c.label_set, sa.func.count()).where(_is_open()).group_by(model_proposals.c.label_set)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def open_proposals(connection: Connection, *conditions: sa.ColumnElement[bool], limit: int = 50) -> list[Proposal]:
    """Proposals that nobody has looked at, of articles that have no such label by now; the oldest first."""
    paths = {one.id: one.path for group in all_sets(connection) for one in group.labels}
    query = sa.select(model_proposals).where(_is_open(), *conditions)
    order = (model_proposals.c.at, model_proposals.c.article, model_proposals.c.label)
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [
        Proposal(row.article, paths[row.label], row.model, row.at, row.version, tuple(json.loads(row.sentences)))
        for row in rows
        if row.label in paths
    ]


def of_set(group: LabelSet) -> sa.ColumnElement[bool]:
    """The proposals of a set."""
    return model_proposals.c.label_set == group.id


def of_article(article: str) -> sa.ColumnElement[bool]:
    """The proposals for an article."""
    return model_proposals.c.article == article


def decide(saved: Engine, articles_database: Engine, article: str, path: str, who: str, decision: Decision) -> None:
    """Accept a proposal, which gives the label as that person's, or decline it. The label is given first, so that a
    process that is killed between leaves a proposal that can be accepted again. Raises ConfigError or RefusedError."""
    with reading(saved) as connection:
        group, label = find_label(connection, path)
        here = (model_proposals.c.article == article) & (model_proposals.c.label == label.id)
        row = connection.execute(sa.select(model_proposals).where(here, _is_open())).first()
    if row is None:
        raise RefusedError("no_proposal")
    if decision == "accepted":
        known = known_publishers(articles_database, [article])
        if not known:  # it was removed since: nothing would be labelled
            raise RefusedError("not_in_archive")
        label_articles(saved, known, group, label, who, why=WHY.format(row.model))
    else:
        check_coder(who)
    values = {"decision": decision, "who": who.strip(), "decided": datetime.now(UTC)}
    with writing(saved) as connection:
        connection.execute(sa.update(model_proposals).where(here, model_proposals.c.decision == "").values(values))


def _is_open() -> sa.ColumnElement[bool]:
    """Undecided, and people gave the article neither this label nor, where it can have one alone, another one."""
    others = (labels.c.label_set == model_proposals.c.label_set) & ~label_sets.c.several
    given = (
        sa.select(labels_given.c.label)
        .join(labels, labels.c.id == labels_given.c.label)
        .join(label_sets, label_sets.c.id == labels.c.label_set)
        .where(labels_given.c.article == model_proposals.c.article, labels_given.c.sample == 0)
        .where((labels_given.c.label == model_proposals.c.label) | others)
        .correlate(model_proposals)
    )
    return (model_proposals.c.decision == "") & ~given.exists()


def _labelled(connection: Connection, group: LabelSet, ids: Sequence[str]) -> set[str]:
    """Those of the articles that people gave a label of the set."""
    mine = labels_given.c.label.in_([one.id for one in group.labels]) & (labels_given.c.sample == 0)
    query, found = sa.select(labels_given.c.article).where(mine).distinct(), set[str]()
    for some in in_parts(ids):
        found |= set(connection.execute(query.where(labels_given.c.article.in_(some))).scalars())
    return found
