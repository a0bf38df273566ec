"""Clipping folders: what is put in stays in its order, comes by itself where a search fills it, and goes for good where
it was removed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from base.database import reading, writing
from base.errors import ConfigError
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Removal, Tombstones, add_removal
from search.saved.collections.articles import clipped_articles
from search.saved.collections.clips import (
    MAX_NOTE,
    Clip,
    article_ids,
    choose_version,
    collections_of,
    edit,
    move,
    put,
    read_clips,
    take,
)
from search.saved.collections.collections import (
    Collection,
    add_collection,
    fill_by,
    fill_no_more,
    find_or_add_collection,
    read_collections,
    remove_collection,
)
from search.saved.refusal import RefusedError
from search.saved.removed import obey_removals
from search.saved.searches import remove_search
from tests.search.saved.desk import Desk, news

NAME = "Banjir Jakarta"


def folder(desk: Desk, name: str = NAME) -> Collection:
    [found] = [one for one in read_collections(desk.saved) if one.name == name]
    return found


def clips(desk: Desk, **options: bool | int) -> list[Clip]:
    with reading(desk.saved) as connection:
        return read_clips(connection, folder(desk).id, **options)


def held(desk: Desk, *, hidden: bool = False) -> list[str]:
    return [one.article for one in clips(desk, hidden=hidden)]


def filled(desk: Desk, *ids: str) -> None:
    """A folder with these articles in it."""
    desk.take_in(*(news(one, url=f"https://a.example/{one}") for one in ids))
    add_collection(desk.saved, NAME)
    put(desk.saved, desk.articles, NAME, ids)


def test_articles_stand_in_the_order_in_which_they_were_put_in(any_desk: Desk) -> None:
    desk = any_desk
    filled(desk, "c", "a")
    desk.take_in(news("b"))
    done = put(desk.saved, desk.articles, NAME, ["b", "a", "b", "tidak-ada"])
    assert done == (1, 1, ("tidak-ada",))
    assert held(desk) == ["c", "a", "b"]
    assert [one.place for one in clips(desk)] == [1, 2, 3]
    assert (folder(desk).clips, folder(desk).unread, folder(desk).hidden) == (3, 3, 0)


def test_many_articles_keep_their_order(any_desk: Desk) -> None:
    names = [f"n{number}" for number in range(700)]
    any_desk.take_in(*(news(one, url=f"https://a.example/{one}") for one in names))
    add_collection(any_desk.saved, NAME)
    assert put(any_desk.saved, any_desk.articles, NAME, names[::-1]).new == 700
    assert held(any_desk) == names[::-1]
    assert [one.article for one in clips(any_desk, start=690, limit=4)] == names[9:5:-1]


def test_an_article_is_moved(any_desk: Desk) -> None:
    filled(any_desk, *"abcd")
    move(any_desk.saved, NAME, "d", 2)
    assert held(any_desk) == list("adbc")
    move(any_desk.saved, NAME, "a", 99)
    assert held(any_desk) == list("dbca")
    move(any_desk.saved, NAME, "a", 1)
    assert held(any_desk) == list("adbc")
    with pytest.raises(ConfigError, match="is not in the folder"):
        move(any_desk.saved, NAME, "z", 1)


def test_notes_and_what_was_read(any_desk: Desk) -> None:
    filled(any_desk, "a", "b")
    assert edit(any_desk.saved, NAME, ["b"], note="Angka \x00 BNPB berbeda.", seen=True) == {"b"}
    first, second = clips(any_desk)
    assert (first.note, first.seen) == ("", False)
    assert (second.note, second.seen) == ("Angka � BNPB berbeda.", True)
    assert folder(any_desk).unread == 1
    with pytest.raises(RefusedError, match="a note has at most"):
        edit(any_desk.saved, NAME, ["b"], note="a" * (MAX_NOTE + 1))


def test_what_is_hidden_stays_in_the_folder_unseen(any_desk: Desk) -> None:
    filled(any_desk, *"abc")
    before = folder(any_desk).revision
    edit(any_desk.saved, NAME, ["b"], note="Nanti.", hidden=False)
    assert folder(any_desk).revision == before  # the same articles are shown
    edit(any_desk.saved, NAME, ["b"], hidden=True)
    assert folder(any_desk).revision > before
    assert held(any_desk) == ["a", "c"]
    assert held(any_desk, hidden=True) == list("abc")
    assert [one.place for one in clips(any_desk)] == [1, 3]
    with reading(any_desk.saved) as connection:
        assert set(article_ids(connection, folder(any_desk).id)) == {"a", "c"}
        assert (collections_of(connection, "a"), collections_of(connection, "b")) == ([NAME], [])
    assert put(any_desk.saved, any_desk.articles, NAME, ["b"]).known == 1
    assert held(any_desk) == ["a", "c"]


def test_what_is_taken_out_can_come_back_at_the_end(any_desk: Desk) -> None:
    filled(any_desk, *"abc")
    assert take(any_desk.saved, NAME, ["a", "z"]) == {"a"}
    put(any_desk.saved, any_desk.articles, NAME, ["a"])
    assert held(any_desk) == list("bca")


def test_a_clip_keeps_the_text_as_it_was(any_desk: Desk) -> None:
    filled(any_desk, "a", "b")
    any_desk.take_in(news("a", "Banjir surut, kata BNPB."))
    with reading(any_desk.articles) as connection:
        first, second = clipped_articles(connection, clips(any_desk))
    assert (first.article.version, first.article.content.body) == (1, ("Banjir merendam jalan.",))
    assert first.is_as_clipped
    assert second.is_as_clipped
    choose_version(any_desk.saved, NAME, "a", 2, "x")
    with reading(any_desk.articles) as connection:
        first, _ = clipped_articles(connection, clips(any_desk))
    assert first.article.content.body == ("Banjir surut, kata BNPB.",)
    assert not first.is_as_clipped  # no version has a text of that hash


def test_an_article_that_is_gone_is_left_out(desk: Desk) -> None:
    filled(desk, "a")
    with reading(desk.articles) as connection:
        gone = Clip("gone", 2, 1, "", "", seen=False, hidden=False, added=desk.now, added_by="")
        assert [one.article.id for one in clipped_articles(connection, [gone, *clips(desk)])] == ["a"]


def test_a_saved_search_fills_a_folder_as_articles_come(any_desk: Desk) -> None:
    desk = any_desk
    add_collection(desk.saved, NAME)
    desk.take_in(news("lama"))
    desk.save("banjir", "banjir")
    fill_by(desk.saved, NAME, "banjir")
    assert folder(desk).searches == ("banjir",)
    desk.take_in(news("baru"), news("lain", "Hujan turun."), news("baru-2", "Banjir surut."))
    desk.follow()
    assert held(desk) == ["baru", "baru-2"]
    assert {one.added_by for one in clips(desk)} == {"banjir"}
    take(desk.saved, NAME, ["baru"])
    desk.take_in(news("baru", "Banjir datang lagi."), news("baru-3"))
    desk.follow()
    assert held(desk) == ["baru-2", "baru-3"]  # what was taken out does not come back
    fill_no_more(desk.saved, NAME, "banjir")
    desk.take_in(news("baru-4"))
    desk.follow()
    assert held(desk) == ["baru-2", "baru-3"]


def test_a_search_that_is_forgotten_leaves_what_it_put_in(any_desk: Desk) -> None:
    add_collection(any_desk.saved, NAME)
    any_desk.save("banjir", "banjir")
    fill_by(any_desk.saved, NAME, "banjir")
    any_desk.take_in(news("a"))
    any_desk.follow()
    remove_search(any_desk.saved, "banjir")
    assert (held(any_desk), folder(any_desk).searches) == (["a"], ())


def test_a_folder_is_forgotten_and_the_others_stay(any_desk: Desk) -> None:
    filled(any_desk, "a")
    add_collection(any_desk.saved, "Lain")
    put(any_desk.saved, any_desk.articles, "Lain", ["a"])
    remove_collection(any_desk.saved, "Lain")
    assert held(any_desk) == ["a"]
    add_collection(any_desk.saved, "Lain")
    assert folder(any_desk, "Lain").clips == 0


@pytest.mark.parametrize("name", ["", " a", "a" * 101, "a\nb", 'si "anu"', "“a”"])
def test_names_that_cannot_be_used(desk: Desk, name: str) -> None:
    with pytest.raises(RefusedError):
        add_collection(desk.saved, name)


def test_who_asks_for_a_folder_at_the_same_time_gets_the_same(any_desk: Desk) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda name: find_or_add_collection(any_desk.saved, name), (NAME, NAME.upper()) * 4))
    assert found == {one.name for one in read_collections(any_desk.saved)}
    assert len(found) == 1
    with pytest.raises(RefusedError):
        find_or_add_collection(any_desk.saved, 'si "anu"')


def test_a_name_is_one_folders(desk: Desk) -> None:
    add_collection(desk.saved, NAME)
    for name in (NAME, NAME.lower()):  # a query finds either by the other's name
        with pytest.raises(RefusedError, match=f"there is a folder “{NAME}”"):
            add_collection(desk.saved, name)
    for change in (remove_collection, lambda saved, name: take(saved, name, ["a"])):
        with pytest.raises(ConfigError, match="kliping collection list"):
            change(desk.saved, "tidak ada")
    with pytest.raises(ConfigError, match="no saved search"):
        fill_by(desk.saved, NAME, "tidak ada")


@pytest.mark.parametrize(
    "stones", [Tombstones(frozenset(("b",))), Tombstones(publishers=frozenset(("x",)))], ids=["article", "publisher"]
)
def test_what_is_removed_for_good_leaves_all_folders(any_desk: Desk, stones: Tombstones) -> None:
    filled(any_desk, "a")
    any_desk.take_in(replace(news("b"), publisher="x"))
    put(any_desk.saved, any_desk.articles, NAME, ["b"])
    before = folder(any_desk).revision
    with open_ledger(any_desk.settings.database.url, any_desk.data) as ledger:
        with writing(ledger.engine) as connection:
            add_removal(connection, Removal(0, "id", "b", "", datetime.now(UTC), 1), stones)
        obey_removals(any_desk.saved, ledger.engine)
    assert held(any_desk) == ["a"]
    assert folder(any_desk).revision > before
