from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from base.errors import ConfigError
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.batch import answer_batch
from search.context import Context
from search.request import SearchRequest
from tests.search.conftest import Ask, ids


def run(engine: Engine, lexicon: Lexicon, lines: list[str], **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer_batch(Context(engine, lexicon), SearchRequest(**options), lines)]


def test_answers_come_in_order_with_copies_and_all(engine: Engine, lexicon: Lexicon, ask: Ask) -> None:
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(("aleppo", "beras", "zzyzx"))]
    answers = run(engine, lexicon, [*lines, "", "\n"], top=100)
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert [hit["id"] for hit in answers[0]["hits"]] == ids(ask("aleppo"))
    assert [answer["total"] for answer in answers] == [3, 2, 0]
    assert set(answers[0]["hits"][0]) == {"id", "score", "title", "url"}


def test_a_thousand_queries_are_answered_in_order(engine: Engine, lexicon: Lexicon) -> None:
    texts = ("aleppo", "beras", "zzyzx", "banjir")
    lines = [json.dumps({"id": n, "text": texts[n % 4]}) for n in range(1_000)]
    answers = run(engine, lexicon, lines, top=1)
    assert [answer["id"] for answer in answers] == [*range(1_000)]
    assert len({(texts[answer["id"] % 4], answer["total"]) for answer in answers}) == 4


def test_any_and_the_nearest_are_as_in_a_single_search(engine: Engine, lexicon: Lexicon, ask: Ask) -> None:
    line = json.dumps({"id": "q", "text": "menyerang kota bekasi rupiah"})
    (strict,) = run(engine, lexicon, [line], top=100)
    (loose,) = run(engine, lexicon, [line], top=100, match="any")
    assert [hit["id"] for hit in strict["hits"]] == ids(ask("menyerang kota bekasi rupiah"))
    assert [hit["id"] for hit in loose["hits"]] == ids(ask("menyerang kota bekasi rupiah", match="any"))
    assert len(loose["hits"]) > len(strict["hits"])


@pytest.mark.parametrize(
    "line",
    [
        *("nonsense", "[]", '{"id": 1}', '{"id": 1, "text": 5}', "null"),
        pytest.param('{"id": ' + "[" * 100_000, id="brackets without end"),
        pytest.param('{"id": ' + "9" * 5_000, id="digits without end"),
    ],
)
def test_a_line_that_is_no_query_is_named(engine: Engine, lexicon: Lexicon, line: str) -> None:
    with pytest.raises(ConfigError, match="line 2"):
        run(engine, lexicon, ['{"id": 1, "text": "a"}', line])


def run_csv(engine: Engine, lexicon: Lexicon, text: str, **options: Any) -> list[dict[str, str]]:
    lines = text.splitlines(keepends=True)
    answered = answer_batch(Context(engine, lexicon), SearchRequest(**options), lines)
    return list(csv.DictReader(io.StringIO("\r\n".join(answered), newline=""), strict=True))


@pytest.mark.parametrize("header", ["id,text", "\ufeffID,Query", "id;kueri", "id\tq"])
def test_a_table_of_queries_is_answered_with_a_table(engine: Engine, lexicon: Lexicon, ask: Ask, header: str) -> None:
    rows = [["satu", "aleppo"], ["=dua", "zzyzx"], ["tiga", "beras"]]
    delimiter = "\t" if "\t" in header else header.lstrip("\ufeffIDid")[0]
    text = "\n".join([header, *(delimiter.join(row) for row in rows)])
    found = run_csv(engine, lexicon, text, top=2)
    assert [row["article"] for row in found if row["id"] == "satu"] == ids(ask("aleppo"))[:2]
    assert [(row["total"], row["rank"]) for row in found if row["id"] == "satu"] == [("3", "1"), ("3", "2")]
    assert [(row["total"], row["article"]) for row in found if row["id"] == "'=dua"] == [("0", "")]
    assert {row["text"] for row in found} == {"aleppo", "zzyzx", "beras"}


def test_queries_without_a_name_are_numbered_and_quotes_are_those_of_csv(
    engine: Engine, lexicon: Lexicon, ask: Ask
) -> None:
    found = run_csv(engine, lexicon, 'text\n"""pasukan pemberontak"""\n\nberas\n', top=1)
    assert [(row["id"], row["total"]) for row in found] == [
        ("1", str(ask('"pasukan pemberontak"').total)),
        ("2", str(ask("beras").total)),
    ]


def test_a_table_without_queries_is_named(engine: Engine, lexicon: Lexicon) -> None:
    with pytest.raises(ConfigError, match="line 1 names no column"):
        run_csv(engine, lexicon, "id,kata\n1,beras\n")
    with pytest.raises(ConfigError, match="no CSV"):
        run_csv(engine, lexicon, 'id,text\n1,"beras\n')
    with pytest.raises(ConfigError, match="no CSV"):
        run_csv(engine, lexicon, '"id,text\n1,beras\n')


def test_a_byte_order_mark_before_json_is_no_part_of_it(engine: Engine, lexicon: Lexicon) -> None:
    (found,) = run(engine, lexicon, ['\ufeff{"id": 1, "text": "beras"}'])
    assert (found["id"], found["total"]) == (1, 2)
