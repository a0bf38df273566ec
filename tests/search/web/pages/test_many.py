from __future__ import annotations

import csv
import io
import json
import threading
from urllib.parse import urlencode

import pytest

from base.deadline import TooSlowError
from search.web.pages import many
from tests.search.client import Client
from tests.search.web.pages.seen import see


def table(client: Client, queries: str, **more: str) -> list[dict[str, str]]:
    answer = client.request("POST", "/banyak", content=urlencode({"queries": queries, **more}))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="kueri.csv"'
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_a_list_of_queries_is_answered_with_a_table(client: Client) -> None:
    rows = table(client, "aleppo\r\n\r\nzzyzx\n=cmd()\n", top="2")
    assert [(row["id"], row["text"], row["rank"]) for row in rows] == [
        ("1", "aleppo", "1"), ("1", "aleppo", "2"), ("3", "zzyzx", ""), ("4", "'=cmd()", ""),
    ]  # fmt: skip
    found = client.get("/api/v1/search?q=aleppo&top=2&fold=0").json()
    assert [row["article"] for row in rows[:2]] == [hit["id"] for hit in found["hits"]]
    assert {row["total"] for row in rows[:2]} == {str(found["total"])}


def test_counts_alone_within_days(client: Client) -> None:
    rows = table(client, "kueri;id\naleppo;a\n", top="0")
    assert [(row["id"], row["article"]) for row in rows] == [("a", "")]
    assert int(rows[0]["total"]) > 0
    (later,) = table(client, "aleppo", top="0", **{"from": "2026-11-01"})
    assert later["total"] == "0"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"queries": " \n"}, "Tulis paling sedikit satu kueri."),
        ({"queries": "a\n" * 1001}, "paling banyak 1.000 kueri"),
        ({"queries": "a" * 300_000}, "paling banyak 1.000 kueri"),
        ({"queries": "a", "top": "101"}, "bilangan dari 0 sampai 100"),
        ({"queries": "a", "top": "-1"}, "bilangan dari 0 sampai 100"),
        ({"queries": "a", "to": "kapan"}, "“kapan” bukan tanggal"),
        ({"queries": 'kueri,id\n"a'}, "CSV"),
        ({"queries": '{"id": ' + "9" * 5_000 + ', "text": "a"}'}, "line 1"),
        ({"queries": '{"id": ' + "[" * 60_000}, "line 1"),
    ],
)
def test_what_cannot_be_is_told_with_the_form_as_it_was(client: Client, form: dict[str, str], said: str) -> None:
    answer = client.request("POST", "/banyak", content=urlencode(form))
    assert (answer.status_code, said in answer.text) == (400, True)
    assert 'role="alert"' in answer.text


def test_half_of_a_character_is_replaced(client: Client) -> None:
    (row,) = table(client, json.dumps({"id": "\ud800", "text": "zzyzx \udfff"}))
    assert (row["id"], row["text"], row["total"]) == ("?", "zzyzx ?", "0")


def test_a_query_that_takes_too_long_holds_up_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_one = many.answer_one

    def slow(context: object, request: object, asked: many.Asked) -> many.Answered:
        if asked.text == "lama":
            raise TooSlowError
        return answer_one(context, request, asked)  # type: ignore[arg-type]

    monkeypatch.setattr(many, "answer_one", slow)
    assert [row["total"] for row in table(client, "lama\nzzyzx")] == ["", "0"]


def test_one_list_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go_on = threading.Event(), threading.Event()
    answer_one = many.answer_one

    def waiting(*arguments: object) -> many.Answered:
        asked.set()
        assert go_on.wait(60)
        return answer_one(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(many, "answer_one", waiting)
    first = threading.Thread(target=table, args=(client, "zzyzx\nzzyzx"))
    first.start()
    assert asked.wait(60)
    refused = client.request("POST", "/banyak", content="queries=zzyzx")
    go_on.set()
    first.join(60)
    assert refused.status_code == 503
    assert [row["total"] for row in table(client, "zzyzx")] == ["0"]


def test_the_page_is_in_both_languages(client: Client) -> None:
    assert "Kueri, satu per baris" in see(client, "/banyak").text
    assert "Queries, one a line" in see(client, "/banyak?ui=en").text
    assert "/banyak" in client.get("/bandingkan").text
