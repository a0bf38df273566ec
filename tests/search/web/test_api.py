from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

from base.errors import UnavailableError
from config.settings import CrawlerSettings, Settings
from indexer.engines import open_engine
from indexer.engines.port import Engine
from indexer.pipeline import index_archive
from search.answer import answer as answers
from search.answer.snippets import Marked
from search.hit_fields import NAMES
from search.web import posted
from search.web.http.security import SECURITY
from tests.indexing import SETTINGS, archive, ready
from tests.search.articles import articles
from tests.search.client import Client, client_of
from tests.search.web.test_openapi import closed

SLUGS = {one.publisher for one in articles()}


def test_a_search_answers_as_the_command_line_does(client: Client) -> None:
    answer = client.get("/api/v1/search", params={"q": "menyerang aleppo", "fold": "false"}).json()
    assert set(answer) == {"total", "folded", "matched", "notes", "next", "hits"}
    assert {hit["id"] for hit in answer["hits"]} == {"a01", "a02", "a18"}


def test_pages_are_followed_by_their_cursor(client: Client) -> None:
    parameters: dict[str, Any] = {"q": "", "top": 7, "fold": "false", "sort": "newest"}
    found: list[str] = []
    while True:
        answer = client.get("/api/v1/search", params=parameters).json()
        found += [hit["id"] for hit in answer["hits"]]
        if answer["next"] is None:
            break
        parameters["after"] = answer["next"]
    assert len(found) == len(set(found)) == answer["total"] == len(list(articles()))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"publisher": "antara"}, {"a01", "a18"}),
        ({"publisher": ["antara", "Detik"]}, {"a01", "a02", "a18"}),
        ({"section": "internasional", "from": "2025-01-01"}, {"a18"}),
        ({"author": "budi"}, {"a01"}),
        ({"tag": "perang"}, {"a01"}),
        ({"lang": "en"}, set()),
        ({"site": "detik.example"}, {"a02"}),
        ({"to": "2024-11-27"}, {"a01", "a02"}),
    ],
)
def test_parameters_narrow_the_search(client: Client, parameters: dict[str, Any], expected: set[str]) -> None:
    answer = client.get("/api/v1/search", params={"q": "aleppo", "fold": "false", **parameters}).json()
    assert {hit["id"] for hit in answer["hits"]} == expected


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/count"])
def test_empty_parameters_are_as_if_left_out(client: Client, path: str) -> None:
    described = client.get("/openapi.json").json()["paths"][path]["get"]["parameters"]
    empty = client.get(path, params={one["name"]: "" for one in described})
    assert empty.status_code == 200
    assert {**empty.json(), "next": ""} == {**client.get(path).json(), "next": ""}


def test_blank_values_of_a_filter_are_left_out(client: Client) -> None:
    all_of_it = client.get("/api/v1/search?q=aleppo").json()
    assert client.get("/api/v1/search?q=aleppo&publisher=%20&author=%20%20").json() == all_of_it
    assert client.get("/api/v1/search?q=aleppo&publisher=%20&publisher=detik").json()["total"] == 1


@pytest.mark.parametrize(("path", "name"), [("count", "by"), ("export", "format"), ("export", "matched")])
def test_blanks_are_as_if_left_out_however_they_are_sent(client: Client, path: str, name: str) -> None:
    asked = f"/api/v1/{path}"
    answers = [client.get(asked, params={name: "  "}), client.post(asked, json.dumps({name: "  "}))]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.text for answer in answers} == {client.get(asked).text}


def test_a_query_of_any_length_is_answered(client: Client) -> None:
    answer = client.get("/api/v1/search", params={"q": "aleppo " * 1_000, "ui": "en"}).json()
    assert answer["notes"][0].startswith("Only the first 64 words were used")
    assert "Only the first 1024 characters were read" in answer["notes"][1]


def test_notes_come_in_the_language_asked_for(client: Client) -> None:
    assert "dibaca" in client.get("/api/v1/search", params={"q": "ab*"}).json()["notes"][0]
    assert "was read" in client.get("/api/v1/search", params={"q": "ab*", "ui": "en"}).json()["notes"][0]


def test_counts(client: Client) -> None:
    answer = client.get("/api/v1/count", params={"q": "aleppo", "by": "publisher"}).json()
    assert answer["by"] == "publisher"
    every = {row["value"]: row["count"] for row in client.get("/api/v1/count?by=publisher").json()["rows"]}
    assert [(row["value"], row["count"]) for row in answer["rows"]] == [("antara", 2), ("detik", 1)]
    assert [row["share"] for row in answer["rows"]] == [round(2 / every["antara"], 6), round(1 / every["detik"], 6)]
    assert "halab" in answer["notes"][0]


def test_a_hit_has_the_fields_that_are_named_and_always_its_id(client: Client) -> None:
    usual = client.get("/api/v1/search?q=aleppo&fold=0").json()["hits"]
    chosen = client.get("/api/v1/search?q=aleppo&fold=0&fields=title,+snippet,tags,version&fields=title").json()["hits"]
    assert [list(hit) for hit in chosen] == [["id", "title", "snippet", "tags", "version"]] * len(usual)
    same = ("id", "title", "snippet")
    assert [[hit[name] for name in same] for hit in chosen] == [[hit[name] for name in same] for hit in usual]
    article = client.get("/api/v1/articles/a01").json()
    shown = next(hit for hit in chosen if hit["id"] == "a01")
    assert {name: article[name] for name in ("tags", "version")}.items() <= shown.items()
    assert (
        post(client, "search", q="aleppo", fold=False, fields=["title", "snippet", "tags", "version"])["hits"] == chosen
    )


def test_snippets_are_made_only_where_they_are_wanted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made, shown = list[object](), (Marked("judul", ()), Marked("kutipan", ()))
    monkeypatch.setattr(answers, "mark_hit", lambda *given: made.append(given) or shown)
    for wanted in ("title,url", "title,marks", "snippet", ""):
        made.clear()
        hits = client.get(f"/api/v1/search?q=aleppo&fields={wanted}").json()["hits"]
        assert len(made) == (0 if wanted == "title,url" else len(hits)), wanted
    made.clear()
    assert client.get("/api/v1/quotes?q=aleppo").json()["total"]
    first = client.get("/api/v1/search?q=aleppo&fields=title").json()["hits"][0]
    assert "hasil 1 dari" in client.get(f"/artikel/{first['id']}?q=aleppo").text
    assert f"/artikel/{first['id']}?" in client.get("/?q=aleppo&view=compact").text
    assert made == []
    assert "kutipan" in client.get("/?q=aleppo").text
    assert made


def test_a_hit_has_its_whole_text_where_it_is_asked_for(client: Client) -> None:
    usual = client.get("/api/v1/search?q=aleppo").json()["hits"]
    whole = client.get("/api/v1/search?q=aleppo&body=1").json()["hits"]
    assert all("body" not in hit for hit in usual)
    bodies = [client.get(f"/api/v1/articles/{hit['id']}").json()["body"] for hit in usual]
    assert whole == [{**hit, "body": body} for hit, body in zip(usual, bodies, strict=True)]
    only = client.get("/api/v1/search?q=aleppo&body=1&fields=id").json()["hits"]
    assert only == [{"id": hit["id"], "body": body} for hit, body in zip(usual, bodies, strict=True)]


def test_whole_texts_of_hits_ask_the_engine_for_no_more(engine: Engine, tmp_path: Path) -> None:
    class Counting:
        def __init__(self) -> None:
            self.asked = list[str]()

        def __getattr__(self, name: str) -> Any:
            self.asked.append(name)
            return getattr(engine, name)

    counting = Counting()
    client = client_of(tmp_path, lambda: cast("Engine", counting))
    client.get("/api/v1/search?q=aleppo")
    usual = list(counting.asked)
    counting.asked.clear()
    client.get(f"/api/v1/search?q=aleppo&body=1&fields={','.join(NAMES)}")
    assert counting.asked == usual


def test_a_field_that_is_none_is_told_with_those_there_are(client: Client) -> None:
    given = "fields=title,judull"
    for answer in (client.get(f"/api/v1/search?{given}"), client.post("/api/v1/search", '{"fields": ["judull"]}')):
        assert answer.status_code == 400
        assert answer.json()["detail"] == f"fields: there is no judull; there are {', '.join(NAMES)}"
    assert client.post("/api/v1/search", '{"fields": "title"}').status_code == 400


def post(client: Client, path: str, **parameters: object) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(parameters)).json()


def test_a_long_query_comes_by_post(client: Client) -> None:
    names = " OR ".join(["aleppo", *(f"zzq{number}" for number in range(400))])
    cut = client.get("/api/v1/search", params={"q": f"{names} OR banjir"}).json()
    whole = post(client, "search", q=f"{names} OR banjir", top=50, fold=False)
    assert any("1024" in note for note in cut["notes"])
    assert whole["notes"] == post(client, "search", q="aleppo OR banjir")["notes"]
    found = [client.get("/api/v1/search", params={"q": one}).json()["total"] for one in ("aleppo", "banjir -aleppo")]
    assert whole["total"] == sum(found) == len(whole["hits"])
    counted = post(client, "count", q=f"{names} OR banjir", by="year")
    assert sum(row["count"] for row in counted["rows"]) + counted["undated"] == whole["total"]


def test_a_form_is_read_as_an_address_is(client: Client) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = "q=aleppo&fold=0&publisher=antara&publisher=Detik&fields=title,url&from="
    found = client.request("POST", "/api/v1/search", headers=form, content=sent)
    assert found.json() == client.get(f"/api/v1/search?{sent}").json()
    as_curl_sends_it = client.request("POST", "/api/v1/search", headers=form, content='{"q": "banjir", "top": 1}')
    assert len(as_curl_sends_it.json()["hits"]) == 1
    twice = client.request("POST", "/api/v1/search", headers=form, content="q=a&q=b")
    assert (twice.status_code, twice.json()["detail"]) == (400, "q: must be given once")


@pytest.mark.parametrize("path", ["search", "count", "export"])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "body: must be a JSON object"),
        ("[]", "body: must be a JSON object"),
        ("[" * 100_000, "body: must be a JSON object"),
        ("x" * 300_000, "body: must be at most"),
        ('{"q": 5}', "q: must be a string"),
        ('{"q": "a", "publishr": "x"}', "publishr: is no parameter here; did you mean publisher?"),
        ('{"q": "a", "by": "hour"}', "by: "),
    ],
)
def test_a_wrong_body_is_told(client: Client, path: str, body: str, message: str) -> None:
    answer = client.post(f"/api/v1/{path}", body)
    assert answer.status_code == 400
    assert message in answer.json()["detail"]


def test_half_of_a_character_in_json_is_replaced_as_in_an_address(client: Client) -> None:
    for body in ('{"q": "aleppo \\ud800"}', '{"publisher": ["\\udfff"]}'):
        answer = client.post("/api/v1/search", body)
        assert (answer.status_code, "\ufffd" in str(answer.json()["notes"])) == (200, "publisher" in body)
    for body in ('{"\\ud800": 1}', '{"fields": ["\\ud800"]}'):
        answer = client.post("/api/v1/search", body)
        assert (answer.status_code, "\ufffd" in answer.json()["detail"]) == (400, True)


def test_of_thousands_of_unknown_parameters_a_few_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def advice(name: str, _: object) -> str:
        asked.append(name)
        return "is none"

    monkeypatch.setattr(posted, "advice", advice)
    answer = client.post("/api/v1/search", json.dumps({f"n{number}": 1 for number in range(10_000)}))
    assert (answer.status_code, asked) == (400, ["n0", "n1", "n2", "n3", "n4"])


def test_an_article_comes_with_its_text_and_copies(client: Client) -> None:
    article = client.get("/api/v1/articles/a01").json()
    assert article["title"] == "Pemberontak menyerang kota Aleppo"
    assert len(article["body"]) == 2
    assert [one["id"] for one in article["copies"]] == ["a02"]


def test_suggestions_complete_words_titles_and_publishers(client: Client) -> None:
    assert "aleppo" in client.get("/api/v1/suggest", params={"q": "ale"}).json()["words"]
    assert "kota aleppo" in client.get("/api/v1/suggest", params={"q": "kota ale"}).json()["words"]
    assert client.get("/api/v1/suggest", params={"q": "banj"}).json()["titles"] == {"a06": "Banjir merendam Bekasi"}
    assert client.get("/api/v1/suggest", params={"q": "anta"}).json()["publishers"].get("antara")


@pytest.mark.parametrize("text", ["", "a", "al", "*&^", "al*", " ", "a" * 5000, '"("'])
def test_suggestions_take_anything(client: Client, text: str) -> None:
    assert client.get("/api/v1/suggest", params={"q": text}).status_code == 200


def test_publishers_are_those_of_the_catalogue_and_of_the_articles(client: Client) -> None:
    listed = {one["slug"]: one for one in client.get("/api/v1/publishers").json()}
    assert set(listed) >= SLUGS
    assert listed["suara-kota"]["articles"] == sum(one.publisher == "suara-kota" for one in articles())


def test_health(client: Client) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    found = client.get("/readyz").json()
    assert found.pop("disk").keys() == {"free_bytes", "is_low"}
    count = len(list(articles()))
    told = {"status": "ready", "articles": count, "engine": "ok", "database": "none", "lag_seconds": None}
    assert found == told


def test_readiness_tells_what_is_away(tmp_path: Path) -> None:
    def away() -> Engine:
        raise UnavailableError("https://user:secret@engine.example/ refused")

    archive(tmp_path, ready("a", "Judul", ["Kalimat."]))
    index_archive(SETTINGS, tmp_path, {}, once=True)
    archive(tmp_path, ready("b", "Judul", ["Kalimat."]))
    found = client_of(tmp_path, away, Settings(crawler=CrawlerSettings(min_free_bytes=10**15))).get("/readyz")
    told = found.json()
    assert (found.status_code, told["status"], told["engine"], told["articles"]) == (
        503,
        "unavailable",
        "unavailable",
        None,
    )
    assert (told["database"], told["disk"]["is_low"]) == ("ok", True)
    assert told["lag_seconds"] > 86_400
    (tmp_path / "articles.sqlite").write_bytes(b"rusak" * 1000)
    found = client_of(tmp_path, lambda: open_engine(SETTINGS, tmp_path)).get("/readyz")
    told = found.json()
    assert (found.status_code, told["engine"], told["database"], told["articles"]) == (503, "ok", "unavailable", 1)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/search?top=0", 400, "bad-parameter"),
        ("/api/v1/search?top=abc", 400, "bad-parameter"),
        ("/api/v1/search?top=101", 400, "bad-parameter"),
        ("/api/v1/search?sort=best", 400, "bad-parameter"),
        ("/api/v1/search?from=tomorrow", 400, "bad-parameter"),
        ("/api/v1/search?after=xyz", 400, "bad-parameter"),
        ("/api/v1/count?by=hour", 400, "bad-parameter"),
        ("/api/v1/articles/none", 404, "not-found"),
        ("/api/v1/nothing", 404, "not-found"),
        ("/api/v1/search?q=" + "a" * 9000, 414, "too-long"),
    ],
)
def test_errors_are_problem_documents(client: Client, path: str, status: int, kind: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"urn:kliping:problem:{kind}"
    assert problem["status"] == status
    assert " / " in problem["title"]


def test_an_error_names_every_parameter_that_is_wrong(client: Client) -> None:
    problem = client.get("/api/v1/search?top=101&sort=best").json()
    assert problem["detail"] == (
        "sort: must be one of relevance, newest, oldest; top: must be a whole number from 1 to 100"
    )


def test_other_methods_are_refused(client: Client) -> None:
    response = client.request("POST", "/api/v1/suggest")
    assert response.status_code == 405
    assert response.json()["type"] == "urn:kliping:problem:not-allowed"


PATHS = [
    "/", "/?q=aleppo", "/artikel/a01", "/artikel/none", "/api/v1/search?q=a", "/api/v1/search?top=x", "/livez",
    "/openapi.json", "/static/kliping.css", "/static/none.css", "/nothing", "/?q=" + "a" * 9000,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    response = client.get(path)
    for name, value in SECURITY.items():
        assert response.headers.get_list(name) == [value]


def test_an_engine_that_is_away_is_told_without_its_secrets(tmp_path: Path) -> None:
    def away() -> Engine:
        raise UnavailableError("https://user:secret@engine.example/ refused")

    client = client_of(tmp_path, away)
    for path in ("/api/v1/search?q=a", "/readyz", "/?q=a"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert "secret" not in response.text
    assert client.get("/livez").status_code == 200


def test_a_bug_is_told_by_a_number_only(tmp_path: Path) -> None:
    def broken() -> Engine:
        raise RuntimeError("the secret inside")

    client = client_of(tmp_path, broken)
    for path in ("/api/v1/search?q=a", "/?q=a"):
        response = client.get(path)
        assert response.status_code == 500
        assert "secret" not in response.text
        assert response.headers["content-security-policy"]


def test_the_description_names_every_route(client: Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/livez", "/readyz", "/api/v1/search", "/api/v1/count", "/api/v1/articles/{article_id}", "/api/v1/suggest",
        "/api/v1/publishers", "/api/v1/status", "/api/v1/export", "/api/v1/quotes",
        "/feed.atom", "/feed.rss", "/feed.json", "/metrics",
    }  # fmt: skip
    parameters = {one["name"] for one in described["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert parameters >= {"q", "match", "sort", "publisher", "section", "author", "lang", "from", "to", "top", "after"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=aleppo&explain=true&body=1&from=2024-01-01",
        "/api/v1/search?fields=tags&top=3",
        "/api/v1/count?q=aleppo",
        "/api/v1/suggest?q=ale",
        "/livez",
        "/readyz",
        "/api/v1/articles/a01",
        "/api/v1/publishers",
    ],
)
def test_answers_have_the_shape_that_is_described(client: Client, path: str) -> None:
    described = client.get("/openapi.json").json()
    route = path.partition("?")[0].replace("a01", "{article_id}")
    shape = described["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(client.get(path).json(), {**closed(shape), "components": closed(described["components"])})
