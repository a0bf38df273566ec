"""A spike is seen in what the engine holds, and told once with its articles, newsrooms and copies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from base.errors import ConfigError
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Removal, Tombstones, add_removal
from search.saved.mails import mail_of
from search.saved.removed import obey_removals
from search.saved.searches import remove_search
from search.saved.spikes.looking import EVERY, KEPT, Watcher
from search.saved.spikes.tables import spikes as spike_rows
from search.saved.spikes.tables import watches
from search.saved.spikes.watching import watch_search
from search.saved.tables import deliveries
from tests.search.saved.desk import HOOK, POST, Desk, news
from tests.search.saved.spikes.desk import PLACES, WEEKS, at, flood, look, sent, spikes, told, watch_of, weeks_before


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """Weeks of news, and a search that is watched."""
    return watching(desk)


def watching(desk: Desk) -> Desk:
    desk.take_in(*weeks_before())
    desk.save("banjir", "banjir", HOOK, POST, every="never")
    watch_search(desk.saved, "banjir", is_on=True)
    return desk


def test_a_spike_is_told_once_to_each(any_desk: Desk) -> None:
    desk = watching(any_desk)
    look(desk)
    assert (watch_of(desk).state, watch_of(desk).days, sent(desk)) == ("usual", 7 * WEEKS, [])
    desk.take_in(*flood(desk.now))
    look(desk)
    bodies = sent(desk)
    assert [body["type"] for body in bodies] == ["articles.spiked"] * 2
    data = bodies[0]["data"]
    assert (data["alert"], data["query"]) == ("banjir", "banjir")
    assert data["spike"] == {
        "day": "2026-11-29", "texts": 8, "articles": 8, "newsrooms": 4, "usual": [1, 1], "from": 7, "days": 28
    }  # fmt: skip
    assert [one["articles"] for one in data["sources"]] == [2, 2, 2, 2]
    assert [one["id"] for one in data["articles"]] == [f"baru{one}" for one in range(8)]
    for minutes in (10, 60, 600):
        desk.wait(minutes=minutes)
        desk.take_in(*flood(desk.now, mark=f"lagi{minutes}"))
        look(desk)
    assert sent(desk) == []
    assert [(one.texts, one.ended) for one in spikes(desk)] == [(8, None)]


def test_a_publisher_that_was_removed_is_no_source_though_none_of_its_articles_is_told(ready: Desk) -> None:
    ready.take_in(*flood(ready.now))
    look(ready)
    with writing(ready.saved) as connection:
        row = connection.execute(sa.select(deliveries).limit(1)).one()
        body = json.loads(row.body)
        gone = body["data"]["sources"][0]["publisher"]
        body["data"]["articles"] = [one for one in body["data"]["articles"] if one["publisher"] != gone]
        here = deliveries.c.number == row.number
        connection.execute(sa.update(deliveries).where(here).values(body=json.dumps(body)))
    with open_ledger(ready.settings.database.url, ready.data) as ledger:
        with writing(ledger.engine) as connection:
            stones = Tombstones(publishers=frozenset((gone,)))
            add_removal(connection, Removal(0, "publisher", gone, "", ready.now, 1), stones)
        obey_removals(ready.saved, ledger.engine)
    named = [{one["publisher"] for one in body["data"]["sources"]} for body in sent(ready)]
    assert len(named) == 2
    assert all(len(those) == 3 and gone not in those for those in named)


def test_copies_are_one_text_and_are_told_with_it(ready: Desk) -> None:
    story = " ".join(f"{told(number)} Air mulai surut di {place}." for number, place in enumerate(PLACES))
    ready.take_in(*(at(f"salin{house}", ready.now, story, house % 4) for house in range(9)))
    look(ready)
    assert (watch_of(ready).texts, sent(ready)) == (1, [])
    ready.take_in(*flood(ready.now, 7))
    look(ready)
    data = sent(ready)[0]["data"]
    assert (data["spike"]["texts"], data["spike"]["articles"]) == (8, 16)
    copies = [one for one in data["articles"] if one["copy_of"]]
    assert {one["copy_of"] for one in copies} == {data["articles"][0]["id"]}
    mail = mail_of(ready.sent[-1])
    assert mail.subject == "[Kliping] banjir: lonjakan, 8 tulisan hari ini"
    assert "8 tulisan (16 artikel dengan salinannya) dari" in mail.text
    assert "Salinan: Koran" in mail.text
    assert 'kliping alert watch "banjir" --off' in mail.text
    assert mail == mail_of(ready.sent[-1])


def test_what_one_or_two_newsrooms_write_is_no_spike(ready: Desk) -> None:
    ready.take_in(*flood(ready.now, houses=2))
    look(ready)
    assert (watch_of(ready).state, sent(ready)) == ("above", [])
    ready.wait(minutes=5)
    ready.take_in(at("ketiga", ready.now, told(9), 2))
    look(ready)
    assert len(sent(ready)) == 2


def test_what_was_published_before_or_is_undated_does_not_count(ready: Desk) -> None:
    """A backfill, and what is fetched after an outage, come in now and were published then."""
    ready.take_in(*flood(ready.now - timedelta(days=3)), *(news(f"u{one}", told(one)) for one in range(9)))
    look(ready)
    assert (watch_of(ready).texts, sent(ready)) == (0, [])


def test_publishers_that_are_new_do_not_count(ready: Desk) -> None:
    new = [at(f"lain{one}", ready.now, told(one), 50 + one, title="Baru") for one in range(9)]
    new += [at(f"kemarin{one}", ready.now - timedelta(days=one), f"Kabar baru {one}.", 50 + one) for one in range(1, 9)]
    ready.take_in(*new)
    look(ready)
    assert (watch_of(ready).texts, sent(ready)) == (0, [])


def test_where_more_of_everything_came_nothing_is_told(ready: Desk) -> None:
    more = [at(f"ramai{one}", ready.now, f"Kabar ramai nomor {one}.", one % 4) for one in range(25)]
    ready.take_in(*flood(ready.now), *more)
    look(ready)
    assert (watch_of(ready).texts, sent(ready)) == (8, [])


def test_a_young_archive_is_still_learning(desk: Desk) -> None:
    desk.take_in(*weeks_before()[: 3 * 15], *flood(desk.now))
    desk.save("banjir", "banjir", HOOK)
    watch_search(desk.saved, "banjir", is_on=True)
    look(desk)
    found = watch_of(desk)
    assert (found.state, found.days, sent(desk)) == ("learning", 15, [])
    assert found.said("id") == "masih belajar apa yang biasa: 15 dari 21 hari"


def test_a_spike_is_over_after_a_calm_day_and_the_next_is_told(ready: Desk) -> None:
    watcher = Watcher(ready.saved, dict)
    ready.take_in(*flood(ready.now))
    look(ready, watcher)
    ready.wait(days=1)
    ready.take_in(*flood(ready.now, mark="besok"), *weeks_before(ready.now)[1:3])
    look(ready, watcher)
    assert len(sent(ready)) == 2
    assert spikes(ready)[0].ended is None
    ready.wait(days=1)
    look(ready, watcher)
    assert spikes(ready)[0].ended is None  # yesterday was no calm day
    ready.wait(days=1)
    look(ready, watcher)
    assert spikes(ready)[0].ended == ready.now
    ready.take_in(*flood(ready.now, 12, mark="lusa"))
    ready.wait(seconds=EVERY.total_seconds())
    look(ready, watcher)
    assert len(sent(ready)) == 2
    assert len(spikes(ready)) == 2


def test_two_processes_tell_once(any_desk: Desk) -> None:
    desk = watching(any_desk)
    desk.take_in(*flood(desk.now))
    first, second = Watcher(desk.saved, dict), Watcher(desk.saved, dict)
    look(desk, first)
    with writing(desk.saved) as connection:  # as if the second had looked before the first told
        before = sa.update(watches).values(state="usual")
        connection.execute(before)
    look(desk, second)
    assert len(sent(desk)) == 2


def test_a_kill_before_the_end_tells_nothing_and_the_next_look_tells_all(
    ready: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> str:
        raise KeyboardInterrupt

    ready.take_in(*flood(ready.now))
    with monkeypatch.context() as patched:
        patched.setattr("search.saved.messages.new_id", killed)
        with pytest.raises(KeyboardInterrupt):
            look(ready)
    assert (sent(ready), list(spikes(ready)), watch_of(ready).spike) == ([], [], None)
    look(ready)
    assert len(sent(ready)) == 2


def test_searches_are_looked_at_one_at_a_time_and_days_before_are_read_again(ready: Desk) -> None:
    ready.save("kabar", "kabar")
    watch_search(ready.saved, "kabar", is_on=True)
    watcher = Watcher(ready.saved, dict)
    assert watcher.is_due(ready.now)
    watcher.look(ready.context)
    assert watcher.is_due(ready.now)
    watcher.look(ready.context)
    assert not watcher.is_due(ready.now)
    assert not watcher.is_due(ready.now + EVERY / 2)
    assert watcher.is_due(ready.now + EVERY)
    ready.take_in(at("telat", ready.now - timedelta(days=7, hours=1), told(1), 1))
    ready.wait(seconds=KEPT.total_seconds() + 1)
    look(ready, watcher)
    assert watch_of(ready).high == 1  # the highest is left out of what is told


def test_a_search_that_is_watched_no_more_or_gone_leaves_nothing(ready: Desk) -> None:
    ready.take_in(*flood(ready.now))
    watch_search(ready.saved, "banjir", is_on=False)
    look(ready)
    assert sent(ready) == []
    watch_search(ready.saved, "banjir", is_on=True)
    look(ready)
    remove_search(ready.saved, "banjir")
    with reading(ready.saved) as connection:
        for table in (watches, spike_rows, deliveries):
            assert connection.execute(sa.select(table)).all() == []
    with pytest.raises(ConfigError, match="no saved search"):
        watch_search(ready.saved, "banjir", is_on=True)


def test_a_search_that_is_told_of_no_single_article_is_still_matched(ready: Desk) -> None:
    ready.take_in(at("satu", ready.now, told(1), 1))
    assert ready.tell() == []


def test_a_clock_that_is_set_back_stops_nobody_from_looking(ready: Desk) -> None:
    watcher = Watcher(ready.saved, dict)
    while watcher.is_due(ready.now + timedelta(days=400)):
        watcher.look(replace(ready.context, now=ready.now + timedelta(days=400)))
    assert watcher.is_due(ready.now)


def test_a_spike_ends_after_a_clock_that_was_wrong(ready: Desk) -> None:
    watcher = Watcher(ready.saved, dict)
    ready.take_in(*flood(ready.now))
    look(ready, watcher)
    with writing(ready.saved) as connection:
        connection.execute(sa.update(watches).values(calm_until="2036-01-01"))
    ready.wait(days=2)
    look(ready, watcher)
    assert spikes(ready)[0].ended == ready.now
