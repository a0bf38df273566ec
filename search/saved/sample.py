"""A sample message, for those who want to see that it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from base.notify.errors import NotTakenError
from config.settings import Settings
from search.answer.answer import answer, hit_json
from search.context import Context
from search.saved.matcher import SHOWN
from search.saved.messages import Delivery, body_of, new_id
from search.saved.searches import Receiver, SavedSearch
from search.saved.sending import Send, send

ARTICLES = 3
MADE_UP = {
    "id": "contoh",
    "url": "https://contoh.example/berita/contoh",
    "title": "Contoh: belum ada artikel yang cocok",
    "publisher": "contoh",
    "publisher_name": "Contoh",
    "published": None,
    "snippet": "Artikel contoh dari Kliping, karena arsip belum punya yang cocok.",
}
"""What is told of where nothing matches yet."""


def send_samples(
    context: Context, settings: Settings, search: SavedSearch, sender: Send = send
) -> Iterator[tuple[Receiver, str]]:
    """Send the newest articles that the search finds to each receiver, with `test` in the message; gives for each why
    it was not taken ("": it was). What is told later does not change by it."""
    newest = answer(context, replace(search.request, sort="newest", top=ARTICLES, after="", explain=False))
    hits = newest.hits if newest.matched == "all" else ()
    found = [hit_json(hit, (*SHOWN, "snippet")) for hit in hits]
    now = datetime.now(UTC)
    body = body_of(search.name, search.request.query, found or [MADE_UP], now, test=True)
    for told in search.receivers:
        delivery = Delivery(
            id=new_id(),
            receiver=told.id,
            channel=told.channel,
            address=told.address,
            secret=told.secret,
            body=body,
            created=now,
            attempts=0,
            search=search.id,
            name=search.name,
            language=search.request.ui,
        )
        try:
            sender(settings, delivery)
        except NotTakenError as error:
            yield told, str(error)
        else:
            yield told, ""
