"""An article comes once for each search: not what was there before, copies too, and what a new version brings."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from base.errors import ConflictError
from crawler.ledger.removals import Tombstones
from indexer.articles.tables import indexed
from search.saved.following import follow
from search.saved.matcher import Match, Matcher
from search.saved.names import join_names, part_names
from search.saved.tables import matches
from tests.search.saved.desk import HOOK, POST, Desk, news

OTHER = "Hujan turun di kota."


def test_what_is_new_comes_once_and_what_was_there_does_not(any_desk: Desk) -> None:
    desk = any_desk
    desk.take_in(news("lama"))
    desk.save("banjir", "banjir", HOOK)
    assert desk.told() == []
    desk.take_in(news("baru"), news("lain", OTHER), news("baru-2", "Warga kebanjiran, lalu banjir surut."))
    assert desk.told() == [("banjir", ["baru", "baru-2"])]
    assert desk.told() == []


def test_each_search_and_each_receiver_is_told(any_desk: Desk) -> None:
    any_desk.save("banjir", "banjir", HOOK, POST)
    any_desk.save("jalan", "merendam jalan", HOOK)
    any_desk.take_in(news("a"))
    assert sorted(any_desk.told()) == [("banjir", ["a"]), ("banjir", ["a"]), ("jalan", ["a"])]
    assert {one.channel for one in any_desk.sent} == {"mail", "webhook"}
    assert len({one.id for one in any_desk.sent}) == 3


def test_copies_come_each(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a", url="https://a.example/1"), news("b", url="https://b.example/1"))
    assert desk.told() == [("banjir", ["a", "b"])]


def test_a_new_version_of_what_was_told_of_does_not_come(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    assert desk.told() == [("banjir", ["a"])]
    desk.take_in(news("a", "Banjir merendam jalan. Ralat."))
    assert desk.told() == []


def test_a_later_version_that_matches_first_comes_then(desk: Desk) -> None:
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a", OTHER))
    assert desk.told() == []
    desk.take_in(news("a", "Hujan turun di kota. Banjir menyusul."))
    assert desk.told() == [("banjir", ["a"])]


def test_a_new_version_of_what_was_there_comes_only_where_the_old_one_did_not_match(desk: Desk) -> None:
    desk.take_in(news("sudah"), news("belum", OTHER))
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("sudah", "Banjir merendam jalan. Ralat."), news("belum", "Hujan turun, lalu banjir."))
    assert desk.told() == [("banjir", ["belum"])]
    desk.take_in(news("sudah", "Banjir merendam jalan. Ralat lagi."))
    assert desk.told() == []


def test_a_search_that_tells_nobody_is_matched_too(desk: Desk) -> None:
    desk.save("banjir", "banjir")
    desk.take_in(news("a"))
    assert desk.told() == []
    with reading(desk.saved) as connection:
        assert [row.article for row in connection.execute(sa.select(matches))] == ["a"]


def test_without_searches_all_counts_as_read(desk: Desk) -> None:
    desk.take_in(*(news(f"a{number}") for number in range(5)))
    desk.follow()
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("b"))
    assert desk.told() == [("banjir", ["b"])]


def test_nothing_is_noted_by_those_who_do_not_know_a_new_search(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    old = desk.matcher()
    desk.save("jalan", "jalan", HOOK)
    desk.take_in(news("a"))
    with pytest.raises(ConflictError):
        follow(desk.saved, desk.articles, *old, desk.now)
    assert sorted(desk.told()) == [("banjir", ["a"]), ("jalan", ["a"])]


def test_a_name_that_was_free_again_knows_nothing_of_before(desk: Desk) -> None:
    from search.saved.searches import remove_search  # noqa: PLC0415 - here alone

    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"))
    desk.follow()
    remove_search(desk.saved, "banjir")
    assert desk.told() == []
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("b"))
    assert desk.told() == [("banjir", ["b"])]


def test_more_rows_than_are_read_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.saved.following.ROWS", 3)
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(*(news(f"a{number}") for number in range(8)))
    assert desk.told() == [("banjir", [f"a{number}" for number in range(8)])]


def test_an_article_that_cannot_be_matched_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def content(matcher: Matcher, match: Match) -> dict[str, object]:
        if match.article.id == "b":
            raise LookupError("rusak")
        return whole(matcher, match)

    whole = Matcher.content
    monkeypatch.setattr(Matcher, "content", content)
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"), news("b"), news("c"))
    assert desk.told() == [("banjir", ["a", "c"])]
    assert [record.message for record in caplog.records if "rusak" in record.message]
    assert desk.told() == []


def remake(desk: Desk, *, shift: int) -> None:
    """What `index --from-archive` and a restored backup do to the table: the same articles under other numbers."""
    with writing(desk.articles) as connection:
        rows = connection.execute(sa.select(indexed).order_by(indexed.c.number.desc())).all()
        connection.execute(sa.delete(indexed))
        for number, row in enumerate(rows, 1 + shift):
            values = {"number": number, "article": row.article, "version": row.version, "at": row.at}
            connection.execute(sa.insert(indexed).values(values))


@pytest.mark.parametrize("shift", [0, 1000])
def test_articles_that_are_made_anew_do_not_come_again(desk: Desk, shift: int) -> None:
    desk.take_in(news("lama"), news("lain", OTHER))
    desk.wait(minutes=1)
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("baru"))
    assert desk.told() == [("banjir", ["baru"])]
    remake(desk, shift=shift)
    desk.wait(minutes=1)
    assert desk.told() == []
    desk.take_in(news("sesudah"), news("lama", "Banjir merendam jalan. Ralat."), news("lain", "Hujan dan banjir."))
    assert desk.told() == [("banjir", ["lain", "sesudah"])]


def test_whoever_speaks_is_told_of_under_all_names(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("wahyu", 'penutur:"Wahyu Kencana"', HOOK)
    desk.save("petani", 'penutur:"Ahmad Tirtayasa (petani)"', POST)
    said = "“Tanggul jebol sejak kemarin malam,” kata {}."
    desk.take_in(news("a", said.format("Bupati Demak Wahyu Kencana")), news("b", said.format("Wahyu Yuken")))
    assert desk.told() == [("wahyu", ["a"])]
    join_names(desk.saved, "Wahyu Yuken", "Wahyu Kencana")
    part_names(desk.saved, "Ahmad Tirtayasa", "petani")
    desk.take_in(
        news("c", said.format("Wahyu Yuken")),
        news("d", said.format("Kapolsek Sayung Ahmad Tirtayasa")),
        news("e", said.format("petani Ahmad Tirtayasa")),
        news("f", "Wahyu Kencana tidak hadir."),
    )
    assert sorted(desk.told()) == [("petani", ["e"]), ("wahyu", ["c"])]


def test_what_is_removed_while_it_is_matched_is_noted_nowhere(any_desk: Desk) -> None:
    desk = any_desk
    desk.save("banjir", "banjir", HOOK)
    desk.take_in(news("a"), news("b"))
    removed = Tombstones(frozenset(("a",)))
    assert follow(desk.saved, desk.articles, *desk.matcher(), desk.now, lambda _: removed) == 2
    assert desk.told() == [("banjir", ["b"])]
