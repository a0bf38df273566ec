"""Joins the bodies of an article that is spread over several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexer.extract.page.document import Body


def join(first: Body, others: Sequence[Body]) -> Body:
    """One body from those of an article's pages, in order; paragraphs that earlier pages have are left out."""
    paragraphs = list(first.paragraphs)
    seen = set(paragraphs)
    for other in others:
        new = [text for text in other.paragraphs if text not in seen]
        paragraphs += new
        seen.update(new)
    removed = [line for body in (first, *others) for line in body.removed]
    notes = [note for body in (first, *others) for note in body.notes]
    return replace(first, paragraphs=tuple(paragraphs), removed=tuple(removed), notes=tuple(notes))
