"""Mails: readable as text and as HTML, the same each time, and nothing in an article can make more of them."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from search.saved.mails import mail_of
from search.saved.messages import Delivery, body_of
from tests.search.saved.desk import START

HOSTILE = "<script>alert(1)</script>\r\nBcc: x@y.example\u2028\x00<img src=x onerror=a()>"


def delivery(*articles: dict[str, object], name: str = "banjir", query: str = "banjir", ui: str = "id") -> Delivery:
    body = body_of(name, query, articles, START)
    return Delivery("msg_1", 1, "mail", "a@b.example", "", body, START, 0, 7, name, ui)


def told(**changes: object) -> dict[str, object]:
    made: dict[str, object] = {
        "id": "a",
        "url": "https://kabar.example/a?b=1&c=2",
        "title": "Banjir di Bekasi",
        "publisher": "kabar",
        "publisher_name": "Kabar Kota",
        "published": "2026-11-28T20:15:00+00:00",
        "snippet": "Banjir merendam jalan.",
    }
    return made | changes


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names, self.links = list[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_a_mail_says_what_is_new() -> None:
    mail = mail_of(delivery(told(), told(title="Kedua", published="2026-11-28", publisher_name="")))
    assert mail.subject == "[Kliping] banjir: 2 artikel baru"
    assert "Banjir di Bekasi\nKabar Kota · 29 Nov 2026, 03.15 WIB\nBanjir merendam jalan.\nhttps://kabar" in mail.text
    assert "Kedua\nkabar · 28 Nov 2026\n" in mail.text
    assert 'kliping alert remove "banjir"' in mail.text
    assert Elements(mail.html).links == ["https://kabar.example/a?b=1&c=2"] * 2
    assert (mail.id, mail.written, mail.list_label) == ("msg_1", START, "alert-7")


@pytest.mark.parametrize(("ui", "said"), [("id", "contoh, bukan kabar baru"), ("en", "a sample, nothing new")])
def test_a_sample_says_that_it_is_none_of_what_is_new(ui: str, said: str) -> None:
    body = body_of("banjir", "banjir", (told(),), START, test=True)
    mail = mail_of(Delivery("msg_1", 1, "mail", "a@b.example", "", body, START, 0, 7, "banjir", ui))
    assert mail.subject == f"[Kliping] banjir: {said}"
    assert "Banjir di Bekasi" in mail.text
    assert "1 artikel baru" not in mail.text + mail.html


def test_it_is_in_the_language_of_the_search() -> None:
    mail = mail_of(delivery(told(published=None), ui="en"))
    assert mail.subject == "[Kliping] banjir: 1 new"
    assert "Kabar Kota · undated" in mail.text
    assert "Kabar Kota · 29 Nov 2026, 03:15 WIB" in mail_of(delivery(told(), ui="en")).text


def test_it_is_the_same_each_time() -> None:
    assert mail_of(delivery(told())) == mail_of(delivery(told()))


@pytest.mark.parametrize("name", ["title", "snippet", "url", "publisher_name"])
def test_nothing_of_an_article_becomes_an_element_or_a_line(name: str) -> None:
    plain, hostile = mail_of(delivery(told())), mail_of(delivery(told(**{name: HOSTILE})))
    wanted = Elements(plain.html).names
    assert Elements(hostile.html).names == [tag for tag in wanted if tag != "a" or name != "url"]
    assert not any(line.startswith("Bcc") for line in hostile.text.splitlines())


def test_no_address_but_one_of_the_web_is_a_link() -> None:
    assert Elements(mail_of(delivery(told(url="javascript:alert(1)"))).html).links == []


def test_a_query_and_a_name_are_text() -> None:
    mail = mail_of(delivery(told(), query='<b>"x"</b>', name="<i>&"))
    assert "b" not in Elements(mail.html).names
    assert "<b>" in mail.text
    assert json.loads(delivery(told(), name="<i>&").body)["data"]["alert"] == "<i>&"
