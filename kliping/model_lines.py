"""What the commands of `kliping model` print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from base.safe_text import for_terminal
from kliping.speech import language, text

if TYPE_CHECKING:
    from search.model.proposals import Proposal
    from search.model.summaries import Summary


def proposal_json(one: Proposal) -> dict[str, Any]:
    """A proposal as JSON."""
    return {
        "id": one.article,
        "label": one.path,
        "model": one.model,
        "at": one.at.isoformat(timespec="seconds"),
        "version": one.version,
        "sentences": one.sentences,
    }


def proposal_line(one: Proposal) -> str:
    """A proposal on a line, with its sentences below."""
    lines = [
        f"{one.article}  {one.path}  ({text('by_model', one.model)})",
        *(f"    “{told}”" for told in one.sentences),
    ]
    return "\n".join(map(for_terminal, lines))


def summary_json(one: Summary) -> dict[str, Any]:
    """A summary as JSON."""
    statements = [
        {"text": said.text, "sentences": [rests.to_json() for rests in said.sentences]} for said in one.statements
    ]
    return {
        "title": one.title,
        "day": one.day or None,
        "request": one.request or None,
        "model": one.model,
        "at": one.at.isoformat(timespec="seconds"),
        "articles": one.articles,
        "found": one.found,
        "dropped_sentences": one.dropped_sentences,
        "dropped_statements": one.dropped_statements,
        "statements": statements,
    }


def summary_lines(one: Summary) -> Iterator[str]:
    """A summary for people."""
    from search.i18n import moment

    yield for_terminal(f"{one.title} {one.day}".strip())
    yield for_terminal(text("summary_by", one.articles, one.found, one.model, moment(one.at, language())))
    for number, said in enumerate(one.statements, 1):
        yield for_terminal(f"{number}. {said.text}")
        for rests in said.sentences:
            yield for_terminal(f"    “{rests.text}” ({rests.article}, {text('version', rests.version)})")
    if one.dropped_sentences or one.dropped_statements:
        yield text("summary_dropped", one.dropped_statements, one.dropped_sentences)


def status_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """How the model's work stands, for people."""
    yield for_terminal(text("model_is", found["model"]) if found["is_set"] else text("model_off"))
    yield text("model_jobs", found["asked"], found["done"], found["failed"])
    yield text("model_used", found["requests"], found["daily_requests"], found["tokens"], found["daily_tokens"])
    if rest := found["rest"]:
        yield for_terminal(text("model_rests", rest["until"], rest["reason"]))
    for one in found["failures"]:
        yield for_terminal(f"{one['kind']}  {one['id'] or one['title']}: {one['reason']}")
