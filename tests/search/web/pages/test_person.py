"""The page of a person: what it shows, what leads to it, and the forms that join and part names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

import httpx
import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import Lexicon
from tests.search.articles import fill
from tests.search.client import Client, client_of
from tests.search.people.speeches import speeches


@pytest.fixture
def client(tmp_path: Path, lexicon: Lexicon) -> Iterator[Client]:
    """People who speak; a folder of one's own, since names are kept there."""
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    fill(engine, lexicon, speeches())
    yield client_of(tmp_path, lambda: engine)
    engine.close()


def shown(client: Client, name: str, more: str = "") -> str:
    response = client.get(f"/penutur/{quote(name)}{more}")
    assert response.status_code == 200
    return response.text


def send(client: Client, **form: str) -> httpx.Response:
    return client.post("/penutur", urlencode(form))


def test_what_is_known_of_a_person(client: Client) -> None:
    html = shown(client, "wahyu kencana")
    assert "<h1><bdi>Wahyu Kencana</bdi></h1>" in html
    assert "dikutip dalam 3 artikel" in html
    assert "disebut dalam 3 artikel" in html
    assert "Juga ditulis: Wahyú Kencana" not in html, "spelled alike but for a mark: it is one name"
    assert re.search("Bupati Demak</bdi></th><td>1 Feb 2026 – 6 Feb 2026</td><td>3 artikel", html)
    days = re.findall("<h3>(.*?)</h3>", html)
    assert days[:3] == ["6 Feb 2026", "2 Feb 2026", "1 Feb 2026"]
    assert "Tanggul kami perkuat pekan ini" in html
    assert "Tanggul lama dibongkar" not in html, "that was said by another"
    assert '<svg class="bars"' in html


def test_a_day_stands_once_though_a_place_further_east_has_the_next_one(tmp_path: Path, lexicon: Lexicon) -> None:
    said = [replace(one, dated_by="page") for one in speeches()][:1] * 3
    hours = ("15:30", "15:00", "14:00")  # the second is midnight in Papua, whose publisher tells the day alone
    made = [
        replace(
            one,
            id=f"d{number}",
            sequence=number,
            instant=datetime.fromisoformat(f"2026-02-05T{hour}+00:00"),
            content=replace(one.content, published=date(2026, 2, 6) if number == 2 else one.content.published),
        )
        for number, (one, hour) in enumerate(zip(said, hours, strict=True), 1)
    ]
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    fill(engine, lexicon, made)
    html = shown(client_of(tmp_path, lambda: engine), "Wahyu Kencana")
    engine.close()
    assert re.findall("<h3>(.*?)</h3>", html)[:2].count("5 Feb 2026") == 1
    assert "<h3>6 Feb 2026</h3>" not in html


def test_what_is_said_of_one_quote_is_parted(tmp_path: Path, lexicon: Lexicon) -> None:
    one = next(speeches())
    body = (*one.content.body, "Ia mengatakan tanggul itu cukup kuat untuk dua musim.")
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    fill(engine, lexicon, [replace(one, content=replace(one.content, body=body))])
    html = shown(client_of(tmp_path, lambda: engine), "Wahyu Kencana")
    engine.close()
    assert "tidak langsung · penutur dibaca dari konteks" in re.sub(r"<[^>]+>", "", html)


def test_it_leads_on(client: Client) -> None:
    html = shown(client, "Wahyu Kencana")
    for other in ("Ratna Mahadewi", "Wahyu Yuken"):
        assert f'href="/penutur/{quote(other)}"' in html
    queried = "q=penutur%3A%22Wahyu+Kencana%22"
    for start in ("/tersimpan?", "/feed.atom?", "/api/v1/export?"):
        assert re.search(rf'href="{re.escape(start)}[^"]*{re.escape(queried)}', html), start
    found = client.get(f"/api/v1/search?{queried}").json()
    assert found["total"] == 3
    assert client.get(f"/feed.atom?{queried}").text.count("<entry") == 3
    export = client.get(f"/api/v1/export?{queried}&format=jsonl").text
    assert len(export.splitlines()) == 3


def test_what_leads_to_it(client: Client) -> None:
    article = client.get("/artikel/p7").text
    assert article.count('href="/penutur/Wahyu%20Kencana"') >= 1
    assert 'href="/penutur/Wahyu%20Kencana"' in client.get("/?q=tanggul").text
    assert 'href="/penutur/Wahyu%20Kencana"' in client.get("/saringan/person?q=tanggul").text
    assert "/penutur/" not in client.get("/saringan/section?q=tanggul").text


@pytest.mark.parametrize("name", ["Tidak Ada", "Wahyu", "Kencana", "", '"', "<script>", "a/b", "x" * 2000])
def test_nobody_is_known_by_a_part_of_a_name(client: Client, name: str) -> None:
    assert client.get(f"/penutur/{quote(name, safe='')}").status_code == 404


@pytest.mark.parametrize("narrowed", ["q=zzzyx", "from=2030-01-01", "publisher=tidak-ada"])
def test_a_person_stays_known_where_a_search_finds_nothing_of_them(client: Client, narrowed: str) -> None:
    answered = client.get(f"/penutur/{quote('wahyu kencana')}?{narrowed}")
    assert answered.status_code == 200
    assert "<h1><bdi>Wahyu Kencana</bdi></h1>" in answered.text
    assert client.get(f"/penutur/{quote('Tidak Ada')}?{narrowed}").status_code == 404


def test_names_are_joined_and_parted_on_the_page(client: Client) -> None:
    answered = send(client, do="join", name="Wahyu Kencana", other="Wahyu Yuken")
    assert (answered.status_code, unquote(answered.headers["location"])) == (303, "/penutur/Wahyu Kencana")
    html = shown(client, "Wahyu Yuken")
    assert "<h1><bdi>Wahyu Kencana</bdi></h1>" in html
    assert "Juga ditulis: Wahyu Yuken" in html
    assert "dikutip dalam 4 artikel" in html
    assert "penutur/Wahyu%20Yuken" not in client.get("/artikel/p7").text
    answered = send(client, do="part", name="Wahyu Kencana", other="Wahyu Yuken")
    assert unquote(answered.headers["location"]) == "/penutur/Wahyu Kencana"
    assert "dikutip dalam 3 artikel" in shown(client, "Wahyu Kencana")


def test_two_of_one_name_have_a_page_each(client: Client) -> None:
    answered = send(client, do="office", name="Ahmad Tirtayasa", other="petani")
    assert unquote(answered.headers["location"]) == "/penutur/Ahmad Tirtayasa (petani)"
    one, other = shown(client, "Ahmad Tirtayasa (petani)"), shown(client, "Ahmad Tirtayasa")
    assert "dikutip dalam 1 artikel" in one
    assert "Kapolsek Sayung" not in one
    assert "dikutip dalam 2 artikel" in other
    assert "Tanggul jebol merendam sawah kami" not in other
    assert 'href="/penutur/Ahmad%20Tirtayasa%20%28petani%29"' in other
    send(client, do="join", name="Ahmad Tirtayasa", other="Ahmad Tirtayasa (petani)")
    assert "dikutip dalam 3 artikel" in shown(client, "Ahmad Tirtayasa")


def test_what_cannot_be_is_said(client: Client) -> None:
    answered = send(client, do="join", name="Wahyu Kencana", other="wahyu kencana")
    assert answered.status_code == 400
    assert "sudah nama dari" in answered.text
    assert send(client, do="part", name="Wahyu Kencana", other="Siapa").status_code == 400
    assert send(client, name="", other="").status_code == 400


def test_another_site_changes_nothing(client: Client) -> None:
    form = urlencode({"do": "join", "name": "Wahyu Kencana", "other": "Wahyu Yuken"})
    sent = client.request("POST", "/penutur", headers={"Origin": "https://lain.example"}, content=form)
    assert sent.status_code == 403
    assert "dikutip dalam 3 artikel" in shown(client, "Wahyu Kencana")


def test_the_page_speaks_english(client: Client) -> None:
    html = shown(client, "Wahyu Kencana", "?ui=en")
    assert "quoted in 3 articles" in html
    assert 'href="/penutur/Ratna%20Mahadewi?ui=en"' in html


def test_a_search_narrows_the_page(client: Client) -> None:
    html = shown(client, "Wahyu Kencana", "?q=dibongkar&from=2026-02-02&utm_source=x")
    assert "dikutip dalam 1 artikel" in html
    assert re.findall("<h3>(.*?)</h3>", html)[:1] == ["6 Feb 2026"]
    assert 'href="/penutur/Wahyu%20Kencana?q=dibongkar&amp;from=2026-02-02&amp;ui=en"' in html


@pytest.mark.parametrize(
    "query",
    ['"dibongkar', "dibongkar) OR (zzzyx", "(dibongkar", " OR ".join(["dibongkar", *map("zzz{}".format, range(70))])],
)
def test_the_page_stays_with_its_person_whatever_the_search_lacks(client: Client, query: str) -> None:
    html = shown(client, "Ratna Mahadewi", f"?q={quote(query)}")
    assert "dikutip dalam 1 artikel" in html
    assert "Tanggul lama dibongkar" in html
    assert "Tanggul itu milik warga" not in html
    assert "dikutip dalam 1 artikel" not in shown(client, "Ahmad Tirtayasa", f"?q={quote(query)}")


def test_the_office_of_a_speaker_stands_on_the_line_of_the_quote(client: Client) -> None:
    said = client.get("/artikel/p1").text.split('id="kutipan"')[1]
    assert re.search(r"</a>, <small><bdi>Bupati Demak</bdi></small>:\s+<q[^>]*>Tanggul kami", said)
