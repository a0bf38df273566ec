"""What an installation holds beside articles: publishers with sources that are well or sick, saved searches that tell
or fail to; once as a newsroom has them, once made of hostile texts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading, writing
from config.catalogue import load_catalogue
from config.settings import Settings
from crawler.health.history import Entry, Look
from crawler.health.records import record_look
from crawler.health.states import Evidence, State, evidence
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Tombstones
from indexer.articles.read import articles_database
from search.model.jobs import claim, finish
from search.model.proposals import ask_labels, open_proposals
from search.model.questions import question_of
from search.model.summaries import ask_folder_summary
from search.request import SearchRequest
from search.saved.collections.clips import edit, put
from search.saved.collections.collections import add_collection
from search.saved.labelling.giving import known_publishers, label_articles
from search.saved.labelling.samples import add_sample
from search.saved.labelling.sets import NewLabel, add_set
from search.saved.regions.correcting import correct
from search.saved.searches import MAX_NAME, Receiver, add_search, saved_database
from search.saved.tables import receivers
from tests.browser.payloads import payloads

FILE = """
name = {name}
domains = ["{slug}.example"]
sources = [{{ kind = "feed", url = "https://{slug}.example/{path}", schedule = "every 30m" }}]
"""
TEXTS = payloads()[::9]
"""Every tag and every frame of them."""
NAMES = [text for text in payloads() if text.isprintable() and len(text) <= MAX_NAME]
"""Those that a saved search can be called."""

Source = tuple[str, str, State, Evidence]
"""The name of its publisher, its path, its state, and what shows that."""


def fill_newsroom(data: Path) -> None:
    """As many sources and saved searches as make a page of each."""
    _add_sources(data, [
        ("Harian Nusantara", "rss", State.FINE, evidence("answers")),
        ("Kantor Berita Antarpulau dan Sekitarnya Wilayah Timur", "umpan/terbaru", State.FINE, evidence("answers")),
        ("صحيفة الأرخبيل", "rss", State.BLOCKED, evidence("answered", 403)),
        ("Warta Timur", "rss", State.UNREACHABLE, evidence("said", "no answer within 30 seconds")),
        ("Suara Kota", "indeks?halaman=1&urut=terbaru", State.GONE, evidence("answered", 404)),
    ])  # fmt: skip
    hook = Receiver(0, "webhook", "https://kait.example/berita", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    _add_saved(data, [
        ("Banjir dan longsor", "q=banjir+ATAU+longsor", [Receiver(0, "mail", "redaksi@contoh.example", "")]),
        ("Pangan: harga beras, jagung, dan minyak goreng di pasar-pasar induk se-Nusantara",
         'q="harga beras" ATAU jagung&publisher=Warta+Timur&section=Ekonomi&from=2024-01-01', [hook]),
        ("Timnas", "q=timnas", []),
    ])  # fmt: skip
    _add_folder(data, "Banjir", [f"artikel-{number}" for number in range(8)])
    with saved_database(Settings(), data) as saved, writing(saved) as connection:
        failing = {"failures": 3, "failing_since": datetime.now(UTC) - timedelta(hours=5), "error": "answered 500"}
        connection.execute(sa.update(receivers).where(receivers.c.channel == "webhook").values(failing))


def fill_hostile(data: Path) -> None:
    """Publishers, addresses, refusals, searches and receivers whose texts want to be scripts."""
    _add_sources(data, [
        (text, "?" + "".join(one for one in text if one.isprintable() and one not in "\"' \\"), State.BLOCKED,
         evidence("said", text))
        for text in TEXTS
    ])  # fmt: skip
    told = [Receiver(0, "mail", f"{NAMES[0]}@jahat.example", "")]
    _add_saved(data, [(text, f"q=jahat+{text}&author={text}".replace("#", ""), told) for text in NAMES])


def _add_sources(data: Path, sources: Iterable[Source]) -> None:
    """Write the publishers' files, and what three visits of each source showed."""
    (data / "publishers").mkdir()
    looks = {f"penerbit-{number}": source for number, source in enumerate(sources)}
    for slug, (name, path, _, _) in looks.items():
        file = FILE.format(name=json.dumps(name), slug=slug, path=path)
        (data / "publishers" / f"{slug}.toml").write_text(file, encoding="utf-8")
    with open_ledger("sqlite:", data) as ledger:
        ledger.sync_sources(load_catalogue(data).values())
        numbers = {one.publisher: one.id for one in ledger.sources()}
        for slug, (_, _, state, shown) in looks.items():
            for hours in (3, 2, 1):
                at = time.time() - 3600 * hours
                is_well = state is State.FINE
                look = Look(at, listed=12, entries=(Entry(f"{hours}", at),)) if is_well else Look(at, state, shown)
                record_look(ledger.engine, numbers[slug], look)


def _add_folder(data: Path, name: str, articles: list[str]) -> None:
    """A folder with some articles, one with a note, one hidden; all labelled, five of them to be coded, the
    regions of one corrected."""
    settings = Settings()
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        add_collection(saved, name)
        put(saved, database, name, articles)
        edit(saved, name, articles[:1], note="Angka BNPB berbeda dari kemarin.", seen=True)
        edit(saved, name, articles[-1:], hidden=True)
        group = add_set(saved, "Nada", [NewLabel("Positif"), NewLabel("Netral"), NewLabel("Negatif")])
        known = known_publishers(database, articles)
        label_articles(saved, known, group, group.labels[2], "Rina", why="menyalahkan warga")
        correct(saved, {articles[1]: known[articles[1]]}, "Jawa Timur", "Rina", is_about=False, why="nama klub")
        correct(saved, {articles[1]: known[articles[1]]}, "Bali/Kabupaten Badung", "Budi", is_about=True)
        _add_of_model(saved, database, name, articles)
        add_sample(saved, "Uji nada", "Nada", SearchRequest(query="banjir"), articles, 5, 7)


def _add_of_model(saved: Engine, database: Engine, folder: str, articles: list[str]) -> None:
    """Proposals for some articles and a summary of the folder, as a model would have made them."""
    group = add_set(saved, "Isu", [NewLabel("Banjir"), NewLabel("Pangan"), NewLabel("Tata kota")], several=True)
    now = datetime.now(UTC)
    ask_labels(saved, database, group.name, articles[:3], "uji-1", now)
    ask_folder_summary(saved, folder, "uji-1", "id", now)
    while job := claim(saved, now, 60):
        question = question_of(saved, database, Tombstones(), job, 12_000)
        said = {
            "labels": ["Banjir", "Tata kota"],
            "sentences": ["1.1", "1.2"],
            "statements": [
                {"text": "Hujan deras merendam permukiman, dan warga menunggu bantuan.", "sentences": ["1.1", "2.1"]},
                {"text": "Pemerintah daerah menyatakan keadaan terkendali.", "sentences": ["3.1", "9.9"]},
            ],
        }
        keep = question.read(json.dumps(said))
        with writing(saved) as connection:
            assert finish(connection, job)
            keep(connection, now)
    with reading(saved) as connection:
        assert open_proposals(connection)


def _add_saved(data: Path, searches: Iterable[tuple[str, str, list[Receiver]]]) -> None:
    """Keep searches, each by its name, its parameters and whom it tells."""
    settings = Settings()
    with saved_database(settings, data) as saved, articles_database(settings, data) as articles:
        for name, query, told in searches:
            add_search(saved, articles, name, SearchRequest.from_query(query), told, "day")
