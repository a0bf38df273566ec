"""The page of saved searches and the feed say of spikes what is known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from base.database import writing
from indexer.engines.port import Engine
from search.saved.searches import saved_database
from search.saved.spikes.tables import spikes, watches
from tests.search.web.pages.test_saved import SETTINGS, Site, form

TOLD = datetime(2026, 11, 27, 20, 15, tzinfo=UTC)  # the 28th in Jakarta
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(tmp_path, engine, SETTINGS)


def had_a_spike(site: Site, name: str = "Banjir", **seen: object) -> None:
    site.send("POST", "/tersimpan", form(name=name, watch="1"))
    search = next(one.id for one in site.kept() if one.name == name)
    with saved_database(site.settings, site.folder) as saved, writing(saved) as connection:
        row = {"search": search, "told": TOLD, "articles": 31, "texts": 23, "offices": 9}
        row |= {"low": 3, "high": 8, "bound": 15}
        number = connection.execute(sa.insert(spikes).values(row).returning(spikes.c.number)).scalar_one()
        connection.execute(sa.update(watches).values(spike=number, **seen))


def test_a_search_is_watched_from_its_form_or_later(site: Site) -> None:
    site.send("POST", "/tersimpan", form(watch="1"))
    assert "Lonjakan: belum dilihat" in site.send("GET", "/tersimpan").text
    answer = site.send("POST", "/tersimpan/lonjakan", {"name": "Banjir"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tersimpan")
    assert "Lonjakan: " not in site.send("GET", "/tersimpan").text
    site.send("POST", "/tersimpan/lonjakan", {"name": "Banjir", "watch": "1"})
    assert "Spikes: not looked at yet" in site.send("GET", "/tersimpan?ui=en").text


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ({"state": "learning", "days": 15}, "masih belajar apa yang biasa: 15 dari 21 hari"),
        (
            {"state": "usual", "texts": 4, "low": 3, "high": 8, "bound": 15},
            "seperti biasa, 4 tulisan hari ini; biasanya 3",
        ),
        ({"state": "above", "texts": 23, "low": 3, "high": 8, "bound": 15}, "sampai 8, lonjakan mulai 15"),
    ],
    ids=["learning", "usual", "above"],
)
def test_it_says_how_the_watch_stands_and_which_spikes_were_told(
    site: Site, seen: dict[str, object], said: str
) -> None:
    had_a_spike(site, **seen)
    page = site.send("GET", "/tersimpan").text
    assert said in page
    assert "28 Nov 2026, 03.15 WIB</a>: 23 tulisan dari 9 redaksi; biasanya 3 sampai 8; <strong>masih" in page
    assert "from=2026-11-28&amp;to=2026-11-28" in page


def test_the_feed_has_the_spikes_of_one_search_or_of_all(site: Site) -> None:
    had_a_spike(site)
    had_a_spike(site, name='<b>"Gempa"&')
    root = ElementTree.fromstring(site.send("GET", "/spikes.atom").content)
    titles = [one.text for one in root.iter(f"{ATOM}title")]
    assert titles == ["Kliping: Lonjakan", 'Lonjakan: <b>"Gempa"&', "Lonjakan: Banjir"]
    one = site.send("GET", "/spikes.atom?alert=Banjir&ui=en")
    assert one.headers["content-type"].startswith("application/atom+xml")
    [entry] = ElementTree.fromstring(one.content).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "23 texts from 9 newsrooms; usual: 3 to 8"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-27T20:15:00+00:00"
    assert len(site.send("GET", "/spikes.json").json()["items"]) == 2
    assert site.send("GET", "/spikes.rss").text.count("<item>") == 2
    assert site.send("GET", "/spikes.json?alert=tidak%20ada").json()["items"] == []
