"""Mails that tell of articles: plain text and HTML, written from what a webhook gets. Nothing in an article can make a
header or an element of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from base.notify.mail import Mail
from indexer.fields import Language
from search.i18n import published
from search.saved.messages import Delivery

_TEXTS: dict[Language, dict[str, str]] = {
    "id": {
        "subject": "[Kliping] {name}: {count} artikel baru",
        "intro": "{count} artikel baru untuk pencarian tersimpan «{name}»: {query}",
        "undated": "tanpa tanggal",
        "stop": "Untuk berhenti menerima surel ini: kliping alert remove {argument}",
    },
    "en": {
        "subject": "[Kliping] {name}: {count} new",
        "intro": "{count} new for the saved search «{name}»: {query}",
        "undated": "undated",
        "stop": "To stop this mail: kliping alert remove {argument}",
    },
}


def mail_of(delivery: Delivery) -> Mail:
    """The mail for a delivery; the same each time."""
    data: Mapping[str, Any] = json.loads(delivery.body)["data"]
    articles: Sequence[Mapping[str, Any]] = data["articles"]
    language: Language = "en" if delivery.language == "en" else "id"
    words = _TEXTS[language]
    named = {"name": data["alert"], "count": len(articles), "query": data["query"]}
    intro, stop = words["intro"].format(**named), words["stop"].format(argument=json.dumps(data["alert"]))
    blocks = [_block(one, words, language) for one in articles]
    return Mail(
        id=delivery.id,
        subject=words["subject"].format(**named),
        text="\n\n".join([intro, *("\n".join(filter(None, block)) for block in blocks), f"-- \n{stop}"]) + "\n",
        html=_html(intro, blocks, stop, language),
        written=delivery.created,
        list_name=f"Kliping alert {delivery.search}",
        list_label=f"alert-{delivery.search}",
    )


def _block(article: Mapping[str, Any], words: Mapping[str, str], language: Language) -> tuple[str, str, str, str]:
    """Title, publisher and time, snippet and address of an article, each on one line."""
    publisher = article.get("publisher_name") or article["publisher"]
    when = published(article, language) or words["undated"]
    lines = (article["title"], f"{publisher} · {when}" if publisher else when, article["snippet"], article["url"])
    title, where, snippet, url = (" ".join(line.split()) for line in lines)
    return title, where, snippet, url


def _html(intro: str, blocks: Sequence[tuple[str, str, str, str]], stop: str, language: str) -> str:
    items = "\n".join("".join(_item(*block)) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>\n'
        f"<body><p>{escape(intro)}</p>\n{items}\n<p><small>{escape(stop)}</small></p></body></html>\n"
    )


def _item(title: str, where: str, snippet: str, url: str) -> Iterator[str]:
    """An article; what is no address of the web is no link."""
    is_web = url.startswith(("http://", "https://"))
    yield f'<h3><a href="{escape(url)}">{escape(title or url)}</a></h3>' if is_web else f"<h3>{escape(title)}</h3>"
    yield f"\n<p><small>{escape(where)}</small><br>\n{escape(snippet)}</p>"
