"""Links wait by host."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from base.database import open_database, writing
from config.outcomes import Outcome
from crawler.ledger.ledger import MIGRATIONS, Link, open_ledger
from crawler.ledger.links import new_link
from tests.recorded_pages import record_page

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
URLS = ("https://kabar.id/1", "https://www.kabar.id/2", "https://kabar.id:8443/3", "https://kabar.id/4")
LINKS = [Link(url, url.removeprefix("https://")) for url in URLS]


def test_links_are_claimed_by_host(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.add_links("kabar", "", LINKS, NOW, 10)
        hosts = {"kabar.id", "www.kabar.id", "kabar.id:8443"}
        assert ledger.waiting_hosts(NOW, ["kabar", "warta"]) == {("kabar", host) for host in hosts}
        assert [link.url for link in ledger.pending_links("kabar", 10, NOW, "kabar.id")] == [URLS[0], URLS[3]]
        record_page(ledger, "satu", LINKS[1].key, Outcome.FETCHED, "lari")
        ledger.postpone(LINKS[2].key, NOW + timedelta(hours=1))
        assert ledger.waiting_hosts(NOW, ["kabar"]) == {("kabar", "kabar.id")}


def test_links_that_waited_in_an_earlier_release_wait_by_host(tmp_path: Path) -> None:
    earlier = tmp_path / "migrations"
    (earlier / "versions").mkdir(parents=True)
    for migration in ("0001_first.py", "0002_outcome_sums.py"):
        shutil.copy(MIGRATIONS / "versions" / migration, earlier / "versions")
    engine = open_database("sqlite:", tmp_path, "ledger", earlier)
    rows = [
        new_link("kabar", "", link, NOW) | {"first_seen": str(NOW), "due": str(NOW), "worker": ""} for link in LINKS
    ]
    names = [name for name in rows[0] if name not in ("host", "last_listed", "seen")]
    with writing(engine) as connection:
        statement = f"INSERT INTO link ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
        connection.execute(sa.text(statement), [{name: row[name] for name in names} for row in rows])
    engine.dispose()
    with open_ledger("sqlite:", tmp_path) as ledger, ledger.engine.connect() as connection:
        hosts = connection.execute(sa.text("SELECT host FROM link ORDER BY id")).scalars().all()
    assert hosts == ["kabar.id", "www.kabar.id", "kabar.id:8443", "kabar.id"]
