"""A model's answer, read as strictly as a stranger's: one JSON object of the form that was asked for, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson

from base.text import visible
from indexer.language.analysis import fold
from search.model.material import Material, Sentence, chosen

MAX_TEXT = 64 * 1024
"""Characters of an answer: tenfold what the longest summary takes."""
MAX_STATEMENTS = 12
MAX_STATEMENT = 600
SENTENCES = {"type": "array", "items": {"type": "string"}}


class UnusableError(Exception):
    """The answer is none: why, in words that the model is told when it is asked once more."""


def labels_schema(names: Collection[str], most: int) -> dict[str, Any]:
    """The form of an answer that chooses labels."""
    labels = {"type": "array", "items": {"type": "string", "enum": list(names)}, "maxItems": most}
    return _object({"labels": labels, "sentences": SENTENCES})


def summary_schema() -> dict[str, Any]:
    """The form of an answer that sums up."""
    statement = _object({"text": {"type": "string"}, "sentences": SENTENCES})
    return _object({"statements": {"type": "array", "items": statement, "maxItems": MAX_STATEMENTS}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def read_labels(text: str, names: Collection[str], most: int) -> list[str]:
    """The labels that an answer chooses, as they are written here. Raises UnusableError for others, and for more."""
    given = _parse(text).get("labels")
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise UnusableError('"labels" is no list of strings')
    known = {fold(name): name for name in names}
    found = list(dict.fromkeys(known.get(fold(one.strip()), "") for one in given))
    if "" in found:
        raise UnusableError('"labels" has what is no label of the set')
    if len(found) > most:
        raise UnusableError(f'"labels" has more than {most}')
    return found


def read_sentences(text: str, read: Material) -> list[Sentence]:
    """The sentences that an answer names for the whole of it."""
    return chosen(_parse(text).get("sentences"), read)[0]


def read_statements(text: str, read: Material) -> tuple[list[tuple[str, list[Sentence]]], int, int]:
    """The statements of a summary, each with the sentences that it rests on; then how many sentences were named that
    are none, and how many statements rest on nothing and were dropped. Raises UnusableError where none is left."""
    given = _parse(text).get("statements")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise UnusableError('"statements" is no list of objects')
    kept, dropped_sentences, dropped_statements = list[tuple[str, list[Sentence]]](), 0, 0
    for one in given[:MAX_STATEMENTS]:
        found, dropped = chosen(one.get("sentences"), read)
        dropped_sentences += dropped
        said = one.get("text")
        plain = " ".join(visible(said).split())[:MAX_STATEMENT] if isinstance(said, str) else ""
        if plain and found:
            kept.append((plain, found))
        else:
            dropped_statements += 1
    if not kept:
        raise UnusableError("no statement names a sentence by a number that is there")
    return kept, dropped_sentences, dropped_statements + len(given[MAX_STATEMENTS:])


def _parse(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT:
        raise UnusableError(f"it has more than {MAX_TEXT:,} characters")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnusableError("it is no JSON") from error
    if not isinstance(found, dict):
        raise UnusableError("it is no JSON object")
    return found
