"""What can be kept under which name, and whom it may tell: each mistake is named, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from base.errors import ConfigError
from config.settings import AlertSettings, MailSettings
from search.request import SearchRequest, make_filters
from search.saved.searches import add_search, find_search, new_receivers, remove_search
from tests.search.saved.desk import HOOK, POST, START, Desk, news


def test_what_was_kept_is_found_again(any_desk: Desk) -> None:
    request = SearchRequest(query='"serang" -udara', match="any", filters=make_filters({"publisher": ("antara",)}))
    made = add_search(any_desk.saved, any_desk.articles, "Serangan udara", request, [HOOK, POST], "day")
    assert made == find_search(any_desk.saved, "Serangan udara")
    assert (made.request, made.every) == (request, "day")
    assert [(one.channel, one.address, one.secret) for one in made.receivers] == [
        ("webhook", HOOK.address, HOOK.secret),
        ("mail", POST.address, ""),
    ]


def test_it_begins_behind_what_is_searchable(desk: Desk) -> None:
    desk.take_in(news("a"), news("b"))
    assert desk.save("banjir", "banjir").start == 2
    assert START.tzinfo


def test_a_name_is_taken_once(any_desk: Desk) -> None:
    any_desk.save("banjir", "banjir")
    with pytest.raises(ConfigError, match="already"):
        any_desk.save("banjir", "longsor")
    remove_search(any_desk.saved, "banjir")
    any_desk.save("banjir", "longsor")
    with pytest.raises(ConfigError, match="kliping alert list"):
        remove_search(any_desk.saved, "gempa")


@pytest.mark.parametrize("name", ["", " ", "a ", "a\nb", "a\x1b[2J", "a" * 101])
def test_what_is_no_name(desk: Desk, name: str) -> None:
    with pytest.raises(ConfigError, match="name"):
        desk.save(name, "banjir")


@pytest.mark.parametrize("query", ["", "  ", "!!!", "()", '""'])
def test_a_search_for_everything_is_not_kept(desk: Desk, query: str) -> None:
    with pytest.raises(ConfigError, match="every article"):
        desk.save("semua", query)


def test_a_filter_is_enough(desk: Desk) -> None:
    made = desk.save("ekonomi", "", HOOK, filters=make_filters({"section": ("Ekonomi",)}))
    desk.take_in(news("a", section="ekonomi"), news("b", section="Olahraga"))
    assert made.request.query == ""
    assert desk.told() == [("ekonomi", ["a"])]


def test_mail_needs_a_server(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=r"mail\.server and mail\.sender"):
        new_receivers(replace(desk.settings, mail=MailSettings()), ["a@b.example"], "")


def test_addresses_are_looked_at_before_anything_is_kept(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="no mail address"):
        new_receivers(desk.settings, ["bukan alamat"], "")
    with pytest.raises(ConfigError, match="webhook's address"):
        new_receivers(desk.settings, [], "kait.example")
    with pytest.raises(ConfigError, match="at most 20"):
        new_receivers(desk.settings, [f"a{number}@b.example" for number in range(21)], "")
    closed = replace(desk.settings, alerts=AlertSettings(allow_private_addresses=False))
    with pytest.raises(ConfigError, match="allow_private_addresses"):
        new_receivers(closed, [], "http://127.0.0.1/kait")


def test_each_webhook_has_a_secret_of_its_own(desk: Desk) -> None:
    secrets = {new_receivers(desk.settings, ["a@b.example"] * 2, "https://kait.example/")[-1].secret for _ in range(2)}
    assert len(secrets) == 2
    assert all(secret.startswith("whsec_") for secret in secrets)
    assert len(new_receivers(desk.settings, ["a@b.example"] * 2, "")) == 1


def test_a_query_of_500_words_is_kept_whole_and_finds_by_its_last(desk: Desk) -> None:
    words = [*(f"kata{number}x" for number in range(498)), "serang*", "banjir"]
    desk.save("panjang", " OR ".join(words), HOOK)
    desk.take_in(news("a", "Banjir."), news("b", "Serangan udara."), news("c", "Kata497x."), news("d", "Lain."))
    assert desk.told() == [("panjang", ["a", "b", "c"])]


@pytest.mark.parametrize("query", [" OR ".join(f"kata{number}" for number in range(501)), "banjir " + "a" * 16_384])
def test_a_query_of_which_a_part_would_be_left_out_is_refused(desk: Desk, query: str) -> None:
    with pytest.raises(ConfigError, match="cannot be kept whole"):
        desk.save("panjang", query)
